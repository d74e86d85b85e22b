"""A master key as a file: outside the database, readable by its owner alone."""

from __future__ import annotations

import json
import stat
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex

from upphandling.infrastructure.ledger.durable import write_new
from upphandling.infrastructure.vault.boxes import KEY_BYTES, new_key

KIND = "upphandling vault key"
OWNER_ONLY = "bara ägaren får kunna läsa den (chmod 600)"
MISSING = "filen finns inte"
NO_FILE = "det är ingen fil"
UNREADABLE = "filen går inte att läsa"
BROKEN = "filen är inte en hel nyckelfil"
OTHERS = stat.S_IRWXG | stat.S_IRWXO
SYSTEMD = Path("/run/credentials")  # systemd itself lets nobody else in there


class BadKeyFile(Exception):
    """Why a key file cannot be used, in Swedish; never what it holds."""


@dataclass(frozen=True, slots=True)
class MasterKey:
    """The key that wraps all others of one compartment, of one municipality."""

    key_id: str
    municipality: str
    secret: bytes = field(repr=False)


def new_master(municipality: str) -> MasterKey:
    """A key that nobody has seen."""
    return MasterKey(token_hex(8), municipality, new_key())


def write_key(path: Path, master: MasterKey) -> None:
    """A new file that only its owner can read, on disk when this returns.

    Raises `FileExistsError`: a key is never written over.
    """
    content = {
        "kind": KIND,
        "id": master.key_id,
        "municipality": master.municipality,
        "key": b64encode(master.secret).decode(),
    }
    write_private(path, content)


def write_private(path: Path, content: Mapping[str, str]) -> None:
    """JSON in a new file that only its owner can read; raises `FileExistsError`.

    What cannot be written whole is not there: nobody takes half a key for a key.
    """
    write_new(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def read_key(path: Path) -> MasterKey:
    """The key in a file; raises `BadKeyFile`."""
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise BadKeyFile(NO_FILE)
        if mode & OTHERS and not path.is_relative_to(SYSTEMD):
            raise BadKeyFile(OWNER_ONLY)
        return _read(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise BadKeyFile(MISSING) from None
    except OSError:
        raise BadKeyFile(UNREADABLE) from None
    except (ValueError, KeyError, TypeError, BadBase64):
        raise BadKeyFile(BROKEN) from None


def _read(content: dict[str, str]) -> MasterKey:
    secret = b64decode(content["key"], validate=True)
    whole = content["kind"] == KIND and len(secret) == KEY_BYTES
    if not whole or not content["id"] or not content["municipality"]:
        raise ValueError
    return MasterKey(content["id"], content["municipality"], secret)
