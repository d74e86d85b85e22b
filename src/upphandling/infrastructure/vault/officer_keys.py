"""An officer's key (X25519): a file that only the officer has, and its public half."""

from __future__ import annotations

import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey,
    X25519PublicKey,
)

from upphandling.infrastructure.vault.boxes import NONCE_BYTES, derived, seal, unseal
from upphandling.infrastructure.vault.key_files import (
    BROKEN,
    MISSING,
    OTHERS,
    OWNER_ONLY,
    UNREADABLE,
    BadKeyFile,
    write_private,
)

KIND = "upphandling officer key"
PUBLIC_BYTES = 32


def new_officer_key(path: Path) -> str:
    """A new key in a new file; answers the public half as hex."""
    private = X25519PrivateKey.generate()
    content = {"kind": KIND, "key": private.private_bytes_raw().hex()}
    write_private(path, content)
    return public_half(private)


def read_officer_key(path: Path) -> X25519PrivateKey:
    """The key in a file; raises `BadKeyFile`."""
    try:
        if path.stat().st_mode & OTHERS:
            raise BadKeyFile(OWNER_ONLY)
        content = json.loads(path.read_text(encoding="utf-8"))
        whole = content["kind"] == KIND
        private = X25519PrivateKey.from_private_bytes(bytes.fromhex(content["key"]))
    except FileNotFoundError:
        raise BadKeyFile(MISSING) from None
    except OSError:
        raise BadKeyFile(UNREADABLE) from None
    except (ValueError, KeyError, TypeError):
        raise BadKeyFile(BROKEN) from None
    if not whole:
        raise BadKeyFile(BROKEN)
    return private


def public_half(private: X25519PrivateKey) -> str:
    """What others may know of a key, as hex."""
    return private.public_key().public_bytes_raw().hex()


def sealed_for(public: str, content: bytes, facts: bytes) -> bytes:
    """The content for the eyes of one officer (ephemeral X25519, HKDF, AES-GCM)."""
    passing = X25519PrivateKey.generate()
    other = X25519PublicKey.from_public_bytes(bytes.fromhex(public))
    shown = passing.public_key().public_bytes_raw()
    secret = _agreed(passing.exchange(other), shown, bytes.fromhex(public))
    return shown + b"".join(seal(secret, content, facts))


def unsealed_by(private: X25519PrivateKey, sealed: bytes, facts: bytes) -> bytes:
    """What was sealed for the officer; raises `BoxDamaged`."""
    shown, rest = sealed[:PUBLIC_BYTES], sealed[PUBLIC_BYTES:]
    agreed = private.exchange(X25519PublicKey.from_public_bytes(shown))
    secret = _agreed(agreed, shown, private.public_key().public_bytes_raw())
    return unseal(secret, rest[:NONCE_BYTES], rest[NONCE_BYTES:], facts)


def _agreed(secret: bytes, shown: bytes, public: bytes) -> bytes:
    return derived(secret, "share of an officer", parts=(shown, public))
