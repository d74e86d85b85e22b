"""The key of the vault in tests: one file for all processes of a run."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import gettempdir

from upphandling.infrastructure.vault.key_files import new_master, write_key
from upphandling.infrastructure.vault.keyring import Keyring

VARIABLE = "UPPHANDLING_VAULT_KEY"


def provided() -> Path:
    """The file, made by whoever comes first, and named in the environment."""
    if VARIABLE not in os.environ:
        path = own(os.getpid())
        path.unlink(missing_ok=True)  # of a process that bore the same number
        write_key(path, new_master("Staden"))
        os.environ[VARIABLE] = str(path)
    return Path(os.environ[VARIABLE])


def removed() -> None:
    """The file is gone again, if this process made it."""
    own(os.getpid()).unlink(missing_ok=True)


def own(process: int) -> Path:
    return Path(gettempdir()) / f"upphandling-test-{process}.vault-key"


def the_keys() -> Keyring:
    """The keys, as every process of the run has them."""
    return Keyring.of(provided())
