"""Sealed boxes: AES-256-GCM over bytes, bound to what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
NONCE_BYTES = 12


class BoxDamaged(Exception):
    """The box, or what it is said to be about, is not what was sealed."""


def new_key() -> bytes:
    """Thirty-two random bytes."""
    return token_bytes(KEY_BYTES)


def about(*facts: str | int) -> bytes:
    """What a box is about as bytes: every fact with its length, so that none can slide."""
    told = [str(fact).encode() for fact in facts]
    return b"".join(len(fact).to_bytes(4, "big") + fact for fact in told)


def seal(key: bytes, content: bytes, facts: bytes) -> tuple[bytes, bytes]:
    """A fresh nonce, and the content sealed under the key together with the facts."""
    nonce = token_bytes(NONCE_BYTES)
    return nonce, AESGCM(key).encrypt(nonce, content, facts)


def unseal(key: bytes, nonce: bytes, sealed: bytes, facts: bytes) -> bytes:
    """The content; raises `BoxDamaged`, which tells nothing of it."""
    try:
        return AESGCM(key).decrypt(nonce, sealed, facts)
    except (InvalidTag, ValueError):
        raise BoxDamaged from None


def derived(key: bytes, purpose: str, *, parts: Sequence[bytes] = ()) -> bytes:
    """A key for one purpose out of another (HKDF-SHA-256, RFC 5869)."""
    info = about("upphandling", purpose) + b"".join(parts)
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=info).derive(key)
