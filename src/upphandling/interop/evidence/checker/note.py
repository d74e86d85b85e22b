"""The checkpoint: a signed note (C2SP), and the keys that have signed it."""

from __future__ import annotations

import hashlib
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from upphandling.interop.evidence.checker.ed25519 import is_signed
from upphandling.interop.evidence.checker.faults import require
from upphandling.interop.evidence.checker.files import Folder, whole

LOG, WITNESS = 1, 4  # kinds of key
Who = tuple[str, bytes]  # the name and the id of a key
NOBODY: Mapping[Who, bytes] = {}


def key_of(vkey: str) -> tuple[Who, bytes]:
    """A public key by name and id, from `name+id+base64(kind || key)`."""
    name, told, encoded = vkey.strip().split("+", 2)
    raw = b64decode(encoded, validate=True)
    key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4]
    require(key_id.hex() == told, "nyckeln har fel kännetecken: " + name)
    return (name, key_id), raw


def keys_of(bundle: Folder) -> dict[Who, bytes]:
    told = [whole(bundle, one) for one in sorted(bundle.sizes) if one.endswith(".vkey")]
    return dict(key_of(one.decode()) for one in told)


def signer_of(name: str, key: bytes, message: bytes, signature: bytes) -> str:
    """Who has signed, and when if a witness did; raises `Fault` where nobody has."""
    kind, said = key[0], "loggen " + name
    if kind == WITNESS:
        time, signature = int.from_bytes(signature[:8], "big"), signature[8:]
        message = f"cosignature/v1\ntime {time}\n".encode() + message
        said = f"vittnet {name}, tid {time}"
    genuine = kind in (LOG, WITNESS) and is_signed(key[1:], message, signature)
    require(genuine, "underskriften är falsk: " + name)
    return said


def checkpoint_of(
    bundle: Folder, manifest: dict[str, Any], demanded: Mapping[Who, bytes]
) -> tuple[int, bytes, list[str]]:
    """Its size, its root, and who has signed it; raises `Fault`.

    Where keys are demanded no others count, and each of them must have signed.
    """
    text, _, signed = whole(bundle, "checkpoint").decode().partition("\n\n")
    signed += whole(bundle, "cosignatures").decode()
    message = text.encode() + b"\n"
    origin, size, root = text.split("\n")[:3]
    same = {"origin": origin, "size": int(size), "root": root} == manifest["checkpoint"]
    require(same, "kontrollpunkten är inte den som manifestet anger")
    keys, signers, owners = {**keys_of(bundle), **demanded}, [], 0
    for line in signed.splitlines():
        name, raw = line.split(" ")[1], b64decode(line.split(" ")[2], validate=True)
        who, signature = (name, raw[:4]), raw[4:]
        require(who in keys, "underskriften har ingen nyckel: " + name)
        key, counts = keys.pop(who), not demanded or who in demanded
        said = signer_of(name, key, message, signature)
        owners += counts and key[0] == LOG and name == origin
        mark = "[stämmer]" if counts else "[räknas inte]"
        signers.append(f"{mark} Undertecknad av {said} (nyckel {who[1].hex()}).")
    lost = ", ".join(f"{name} (nyckel {key_id.hex()})" for name, key_id in keys)
    require(not keys, "underskrift saknas av " + lost)
    require(owners, "ingen nyckel som räknas är loggens: " + origin)
    return int(size), b64decode(root, validate=True), signers
