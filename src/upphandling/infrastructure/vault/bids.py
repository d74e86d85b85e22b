"""Sealed bids: opened only after the closing, by the service and two officers together.

A bid's key is made of two parts: the service's, which it lets go of when the log says
that the tender is closed and was opened by two, and the officers', which any two of
them can put together. Every bid takes up as much room as those of about its size.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from upphandling.application.vault import NothingKept, VaultTampered
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.errors import WITHHELD
from upphandling.infrastructure.vault import items
from upphandling.infrastructure.vault.boxes import (
    NONCE_BYTES,
    BoxDamaged,
    about,
    derived,
    new_key,
    seal,
    unseal,
)
from upphandling.infrastructure.vault.keys import SubjectKey
from upphandling.infrastructure.vault.officer_keys import (
    public_half,
    sealed_for,
    unsealed_by,
)
from upphandling.infrastructure.vault.shares import put_together, shared
from upphandling.infrastructure.vault.vault import SealedVault

SMALLEST = 2**16  # bytes; a bid is padded to this, or to the next power of two
LARGEST = 2**26
LENGTH_BYTES = 8


class BidTooLarge(Exception):
    """Anbudets innehåll är större än 64 MiB."""


@dataclass(frozen=True, slots=True)
class _Sealed:
    """What is kept of a bid: the shares of the officers, and the box."""

    shares: Mapping[str, tuple[int, bytes]]  # public key: number, sealed share
    box: bytes

    def to_bytes(self) -> bytes:
        told = {key: [number, box.hex()] for key, (number, box) in self.shares.items()}
        head = json.dumps(told).encode()
        return len(head).to_bytes(LENGTH_BYTES, "big") + head + self.box

    @classmethod
    def from_bytes(cls, kept: bytes) -> _Sealed:
        end = LENGTH_BYTES + int.from_bytes(kept[:LENGTH_BYTES], "big")
        told = json.loads(kept[LENGTH_BYTES:end])
        shares = {key: (n, bytes.fromhex(box)) for key, (n, box) in told.items()}
        return cls(shares, kept[end:])


class BidVault:
    """The bids of a vault, by tender and bid."""

    def __init__(self, vault: SealedVault) -> None:
        self.vault = vault
        self.database = vault.database

    def seal(
        self, tender: str, bid: str, content: bytes, officers: Sequence[str]
    ) -> None:
        """Keep a bid's content; `officers` are their public keys, at least two."""
        padded = pad(content)
        with self.vault.writing() as cursor:
            key = self.vault.key_for(cursor, _subject(tender), DocumentClass.BIDS)
            facts = _facts(key, bid, hashlib.sha256(content).hexdigest())
            service, together = new_key(), new_key()
            shares = shared(together, len(officers))
            sealed = _Sealed(
                {
                    public: (number, sealed_for(public, share, facts))
                    for number, (public, share) in enumerate(
                        zip(officers, shares, strict=True), start=1
                    )
                },
                b"".join(seal(_whole(service, together, facts), padded, facts)),
            )
            name = items.item_name(key, "bid", bid)
            for part, kept in (("", sealed.to_bytes()), (" service", service)):
                items.add(
                    cursor,
                    self.database,
                    key,
                    item=items.random_name(),
                    name=name + part,
                    content=kept,
                )

    def open(
        self,
        tender: str,
        bid: str,
        content_hash: str,
        officers: tuple[X25519PrivateKey, X25519PrivateKey],
    ) -> bytes:
        """The content of a bid.

        The caller has seen to it that the log allows it and that the officers are two.
        Raises `NothingKept`, and `VaultTampered` where anything is not as it was sealed.
        """
        self.vault.must_be_readable()
        with self.database.reading() as cursor:
            key = self._key(cursor, tender)
            name = items.item_name(key, "bid", bid)
            sealed = _Sealed.from_bytes(self._item(cursor, key, name))
            service = self._item(cursor, key, f"{name} service")
        facts = _facts(key, bid, content_hash)
        try:
            one, other = (_share(sealed, officer, facts) for officer in officers)
            whole = _whole(service, put_together(one, other), facts)
            nonce, box = sealed.box[:NONCE_BYTES], sealed.box[NONCE_BYTES:]
            content = unpad(unseal(whole, nonce, box, facts))
        except (BoxDamaged, KeyError):
            raise VaultTampered(tender=tender, bid=WITHHELD) from None
        if hashlib.sha256(content).hexdigest() != content_hash:
            raise VaultTampered(tender=tender, bid=WITHHELD)
        return content

    def _key(self, cursor: Any, tender: str) -> SubjectKey:
        return self.vault.existing_key(cursor, _subject(tender), DocumentClass.BIDS)

    def _item(self, cursor: Any, key: SubjectKey, name: str) -> bytes:
        item = items.find(cursor, self.database, key.key_id, name=name)
        if item is None:
            raise NothingKept(bid=WITHHELD)
        return items.opened(key, item)


def pad(content: bytes) -> bytes:
    """The content with its length, filled up to a power of two; raises `BidTooLarge`."""
    needed = LENGTH_BYTES + len(content)
    room = max(SMALLEST, 1 << (needed - 1).bit_length())
    if room > LARGEST:
        raise BidTooLarge
    return len(content).to_bytes(LENGTH_BYTES, "big") + content.ljust(
        room - LENGTH_BYTES, b"\0"
    )


def unpad(padded: bytes) -> bytes:
    """What was filled up."""
    length = int.from_bytes(padded[:LENGTH_BYTES], "big")
    return padded[LENGTH_BYTES : LENGTH_BYTES + length]


def _subject(tender: str) -> str:
    return f"tender:{tender}"


def _facts(key: SubjectKey, bid: str, content_hash: str) -> bytes:
    return about(key.municipality, key.subject, key.document_class, bid, content_hash)


def _whole(service: bytes, together: bytes, facts: bytes) -> bytes:
    return derived(service + together, "key of a bid", parts=(facts,))


def _share(
    sealed: _Sealed, officer: X25519PrivateKey, facts: bytes
) -> tuple[int, bytes]:
    number, box = sealed.shares[public_half(officer)]
    return number, unsealed_by(officer, box, facts)
