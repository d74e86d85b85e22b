"""A new master key: everything is wrapped anew, also when it is killed half-way."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from tests.infrastructure.vault.test_vault import CANARY, placing
from upphandling.application.vault import VaultLocked
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vault import rotation
from upphandling.infrastructure.vault.facts import FactField, Facts
from upphandling.infrastructure.vault.key_files import new_master, read_key, write_key
from upphandling.infrastructure.vault.keyring import Compartment, Keyring
from upphandling.infrastructure.vault.rotation import OtherMunicipality, rotate
from upphandling.infrastructure.vault.vault import SealedVault

NUMBER = "191212320001"
PERSONS = 2 * rotation.PAGE + 50
ORDINARY = Compartment.ORDINARY


@pytest.fixture
def files(tmp_path):
    """The old key and the new one."""
    paths = tmp_path / "gammal", tmp_path / "ny"
    for path in paths:
        write_key(path, new_master("Staden"))
    return paths


@contextmanager
def vault_with(url: str, path: Path) -> Iterator[SealedVault]:
    with Database(url) as database:
        yield SealedVault(database, Keyring.of(path))


def rotated_until(url: str, old: Path, new: Path, pages: int) -> None:
    """Rotate, and die like a machine that loses its power after so many pages."""
    turns = count(1)

    def after_page(_: int) -> None:
        if next(turns) == pages:
            os.kill(os.getpid(), signal.SIGKILL)

    with vault_with(url, old) as vault:
        rotate(vault, ORDINARY, read_key(new), after_page=after_page)


def killed_after(url: str, old: Path, new: Path, pages: int) -> None:
    process = multiprocessing.get_context("spawn").Process(
        target=rotated_until, args=(url, old, new, pages)
    )
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL


def test_who_was_killed_goes_on_where_it_was_and_nothing_is_lost(database_url, files):
    old, new = files
    names = {f"k-{n}": {FactField.NAME: f"Namn {n}"} for n in range(PERSONS)}
    with vault_with(database_url, old) as vault:
        Facts(vault).keep_many(names)
        Facts(vault).keep("k-7", FactField.PERSONAL_NUMBER, NUMBER)
        token = vault.sealed(placing(customer="k-7"), "k1").reason

    killed_after(database_url, old, new, 1)
    killed_after(database_url, old, new, 1)

    with vault_with(database_url, old) as vault:
        left = rotate(vault, ORDINARY, read_key(new))
        assert left == PERSONS + 1 - 2 * rotation.PAGE
    with vault_with(database_url, new) as vault:
        assert all(
            Facts(vault).show(one).items() >= names[one].items() for one in names
        )
        assert Facts(vault).find(NUMBER)[0] == ["k-7"]
        assert vault.text_of(token) == CANARY
    with vault_with(database_url, old) as vault:
        assert Facts(vault).find(NUMBER)[0] == []
        with pytest.raises(VaultLocked):
            Facts(vault).show("k-7")


def test_the_same_command_has_the_same_token_after_a_rotation(vault):
    token = vault.sealed(placing(), "k1").reason
    new = new_master("Staden")

    rotate(vault, ORDINARY, new)

    vault.ring.masters[ORDINARY] = new
    assert vault.sealed(placing(), "k1").reason == token


def test_the_other_compartment_is_left_alone(facts):
    facts.protect("k-1")
    facts.keep("k-1", FactField.NAME, "Siv")

    assert rotate(facts.vault, ORDINARY, new_master("Staden")) == 0
    assert facts.show("k-1") == {FactField.NAME: "Siv"}


def test_the_key_of_another_municipality_is_not_taken(vault):
    with pytest.raises(OtherMunicipality):
        rotate(vault, ORDINARY, new_master("Byn"))
