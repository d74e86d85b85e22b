"""Public keys in the two forms that a bundle has: as a signed note's, and as PEM."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable

# SubjectPublicKeyInfo of Ed25519 up to the key itself (RFC 8410 section 4).
ED25519_KEY = bytes.fromhex("302a300506032b6570032100")


def key_files(keys: Iterable[str]) -> dict[str, bytes]:
    """The files of `keys/`, of keys as `name+id+base64(kind || key)`."""
    files = {}
    for key in keys:
        stem = f"keys/{file_name(key)}"
        files[f"{stem}.vkey"] = f"{key}\n".encode()
        files[f"{stem}.pem"] = pem(key)
    return files


def file_name(key: str) -> str:
    """A name for the key's files: its own as far as a file may have it, and its id."""
    name, key_id, _ = key.split("+", 2)
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-.")
    return f"{plain}-{key_id}" if plain else key_id


def pem(key: str) -> bytes:
    """The key as openssl reads it."""
    _, _, encoded = key.split("+", 2)
    packed = b64encode(ED25519_KEY + b64decode(encoded)[1:]).decode()
    return f"-----BEGIN PUBLIC KEY-----\n{packed}\n-----END PUBLIC KEY-----\n".encode()
