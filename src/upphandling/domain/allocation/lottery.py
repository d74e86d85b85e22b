"""The lottery: numbers that follow from the published seed, for anybody to check."""

from __future__ import annotations

from hashlib import sha256

LOT_BITS = 31


def lot(seed: str, *about: str, bits: int = LOT_BITS) -> int:
    """A number below 2^`bits`, out of the SHA-256 of seed and subject.

    It depends on nothing else, so that it stands whoever else takes part.
    """
    digest = sha256("|".join((seed, *about)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - bits)
