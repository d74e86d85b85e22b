"""The vault's keys while a scenario is played: as set, beside the database, or made up."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url

from upphandling.infrastructure.vault.key_files import new_master, write_key
from upphandling.infrastructure.vault.keyring import Keyring
from upphandling.settings import Settings

SUFFIX = ".vault-key"
MUNICIPALITY = "Prov"


def keys_of(settings: Settings) -> tuple[Keyring | None, Path | None]:
    """The keys to play with, and the file that was made for them, if one was.

    A database that is kept can only be read further with its key; where none is set,
    it gets one beside it: for trying out, never for real persons.
    """
    ordinary, protected = settings.vault_key_files
    if ordinary is not None:
        return Keyring.of(ordinary, protected), None
    if settings.database is None:
        return None, None
    path = beside(settings.database)
    if path.exists():
        return Keyring.of(path), None
    write_key(path, new_master(MUNICIPALITY))
    return Keyring.of(path), path


def beside(url: str) -> Path:
    """Where the key of a database that is played in lies: at a file, or where we stand."""
    address = make_url(url)
    name = Path(address.database or "upphandling")
    folder = name.parent if address.drivername == "sqlite" else Path()
    return folder / f"{name.name}{SUFFIX}"
