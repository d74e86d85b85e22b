"""Ed25519 keys in the text forms of signed notes, and the signatures they make.

C2SP signed-note and tlog-cosignature. A key is `name+id+base64(algorithm || key)`,
a private one `PRIVATE+KEY+` and the same. Algorithm 0x01 signs a text as it is;
0x04 (a witness's cosignature/v1) signs it with the time at which it was seen.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from upphandling.infrastructure.ledger.troubles import BadKey, BadKeyName

ED25519: Final = 0x01
COSIGNATURE: Final = 0x04
PRIVATE: Final = "PRIVATE+KEY+"
KEY_BYTES, ID_BYTES, TIME_BYTES, SIGNATURE_BYTES = 32, 4, 8, 64


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line of a note: `raw` is what follows the key's four bytes."""

    name: str
    key_id: bytes
    raw: bytes

    @property
    def line(self) -> str:
        """As it stands in the note, with its newline."""
        return f"— {self.name} {b64encode(self.key_id + self.raw).decode()}\n"

    @property
    def seen_at(self) -> int:
        """Of a cosignature: the witness's clock, in seconds since 1970."""
        return int.from_bytes(self.raw[:TIME_BYTES], "big")


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key by name."""

    name: str
    algorithm: int
    key: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """The key of `name+id+base64`; raises `BadKey`."""
        name, algorithm, key = _parted(text)
        verifier = cls(name, algorithm, key)
        if str(verifier) != text.strip():
            raise BadKey(text[:80])
        return verifier

    def __str__(self) -> str:
        return _worded(self.name, self.key_id, self.algorithm, self.key)

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256 over name, newline, algorithm and key."""
        told = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.key
        return sha256(told).digest()[:ID_BYTES]

    def made(self, signature: Signature) -> bool:
        """Whether the signature says that it is of this key."""
        return (signature.name, signature.key_id) == (self.name, self.key_id)

    def verifies(self, text: str, signature: Signature) -> bool:
        """Whether the signature is of this key and over this text."""
        if not self.made(signature):
            return False
        message, raw = text, signature.raw
        if self.algorithm == COSIGNATURE:
            message = cosigned(text, signature.seen_at)
            raw = raw[TIME_BYTES:]
        if len(raw) != SIGNATURE_BYTES:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(raw, message.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """A private key by name; shows itself only when asked for its `secret`."""

    name: str
    algorithm: int
    seed: bytes

    @classmethod
    def make(cls, name: str, algorithm: int = ED25519) -> Self:
        """A new key; raises `BadKeyName`."""
        if not is_name(name):
            raise BadKeyName(name)
        seed = Ed25519PrivateKey.generate().private_bytes_raw()
        return cls(name, algorithm, seed)

    @classmethod
    def read(cls, text: str) -> Self:
        """The key of `PRIVATE+KEY+name+id+base64`; raises `BadKey`, without the key."""
        if not text.startswith(PRIVATE):
            raise BadKey
        try:
            name, algorithm, seed = _parted(text.removeprefix(PRIVATE))
        except BadKey:
            raise BadKey from None
        signer = cls(name, algorithm, seed)
        if signer.secret != text.strip():
            raise BadKey(name)
        return signer

    @property
    def secret(self) -> str:
        """The one line that a key file holds."""
        key_id = self.verifier.key_id
        return PRIVATE + _worded(self.name, key_id, self.algorithm, self.seed)

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        public = private.public_key().public_bytes_raw()
        return Verifier(self.name, self.algorithm, public)

    def sign(self, text: str, *, seen_at: int = 0) -> Signature:
        """Sign a note's text; a witness also says when, in seconds since 1970."""
        message, prefix = text, b""
        if self.algorithm == COSIGNATURE:
            message, prefix = cosigned(text, seen_at), seen_at.to_bytes(TIME_BYTES)
        private = Ed25519PrivateKey.from_private_bytes(self.seed)
        raw = prefix + private.sign(message.encode())
        return Signature(self.name, self.verifier.key_id, raw)


def cosigned(text: str, seen_at: int) -> str:
    """What a witness signs: the note's text under the time at which it was seen."""
    return f"cosignature/v1\ntime {seen_at}\n{text}"


def is_name(name: str) -> bool:
    """Whether a key may have that name."""
    return bool(name) and "+" not in name and name.isprintable() and " " not in name


def unpacked(text: str) -> bytes | None:
    """The bytes of base64 as it is always written; None for anything else."""
    try:
        raw = b64decode(text, validate=True)
    except ValueError:
        return None
    return raw if b64encode(raw).decode() == text else None


def _worded(name: str, key_id: bytes, algorithm: int, key: bytes) -> str:
    packed = b64encode(bytes([algorithm]) + key).decode()
    return f"{name}+{key_id.hex()}+{packed}"


def _parted(text: str) -> tuple[str, int, bytes]:
    name, _, rest = text.strip().partition("+")
    _, _, packed = rest.partition("+")
    raw = unpacked(packed)
    if not is_name(name) or raw is None or len(raw) != KEY_BYTES + 1:
        raise BadKey(text[:80])
    if raw[0] not in (ED25519, COSIGNATURE):
        raise BadKey(text[:80])
    return name, raw[0], raw[1:]
