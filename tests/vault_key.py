"""The key of the vault in tests: one file for all processes of a run."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import rmtree
from tempfile import gettempdir

from upphandling.infrastructure.vault.key_files import new_master, write_key
from upphandling.infrastructure.vault.keyring import Keyring

VARIABLE = "UPPHANDLING_VAULT_KEY"


def provided() -> Path:
    """The file, made by whoever comes first, and named in the environment."""
    if VARIABLE not in os.environ:
        removed()  # of a process that bore the same number
        path = own(os.getpid()) / "vault-key"
        path.parent.mkdir()
        write_key(path, new_master("Staden"))
        os.environ[VARIABLE] = str(path)
    return Path(os.environ[VARIABLE])


def removed() -> None:
    """The folder is gone again, if this process made it."""
    rmtree(own(os.getpid()), ignore_errors=True)


def own(process: int) -> Path:
    """A folder, for what is kept beside the key is kept there too."""
    return Path(gettempdir()) / f"upphandling-test-{process}"


def the_keys() -> Keyring:
    """The keys, as every process of the run has them."""
    return Keyring.of(provided())
