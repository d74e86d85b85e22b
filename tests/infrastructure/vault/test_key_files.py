"""Key files: for their owner alone, and never written over."""

from __future__ import annotations

import pytest

from tests.databases import hardly_any_room
from upphandling.application.vault import VaultLocked
from upphandling.infrastructure.vault.key_files import (
    BadKeyFile,
    new_master,
    read_key,
    write_key,
)
from upphandling.infrastructure.vault.keyring import Compartment, Keyring
from upphandling.infrastructure.vault.officer_keys import (
    new_officer_key,
    public_half,
    read_officer_key,
)


def test_a_key_file_is_for_its_owner_and_holds_the_same_key(tmp_path):
    made = new_master("Staden")
    write_key(tmp_path / "k", made)

    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600
    assert read_key(tmp_path / "k") == made
    assert made.secret.hex() not in repr(made)
    with pytest.raises(FileExistsError):
        write_key(tmp_path / "k", new_master("Staden"))
    assert read_key(tmp_path / "k") == made


def test_half_a_key_is_no_key(tmp_path):
    with hardly_any_room(), pytest.raises(OSError, match="too large"):
        write_key(tmp_path / "k", new_master("Staden"))

    assert list(tmp_path.iterdir()) == []
    write_key(tmp_path / "k", new_master("Staden"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_refused(tmp_path, mode):
    path = tmp_path / "k"
    write_key(path, new_master("Staden"))
    path.chmod(mode)

    with pytest.raises(BadKeyFile, match="chmod 600"):
        read_key(path)


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"kind": "x"}', '"', '{"kind": 1, "key": "å"}']
)
def test_what_is_no_key_is_told_as_such_and_not_repeated(tmp_path, content):
    path = tmp_path / "k"
    path.touch(0o600)
    path.write_text(content)

    with pytest.raises(BadKeyFile) as fault:
        read_key(path)
    assert str(fault.value) == "filen är inte en hel nyckelfil"
    with pytest.raises(BadKeyFile):
        read_officer_key(path)


def test_a_missing_key_locks_its_own_compartment_only(tmp_path):
    write_key(tmp_path / "k", new_master("Staden"))
    ring = Keyring.of(tmp_path / "k", tmp_path / "borta")

    assert ring.master(Compartment.ORDINARY).municipality == "Staden"
    with pytest.raises(VaultLocked) as refusal:
        ring.master(Compartment.PROTECTED)
    assert refusal.value.details == {
        "setting": "UPPHANDLING_VAULT_KEY_PROTECTED",
        "file": str(tmp_path / "borta"),
        "why": "filen finns inte",
    }


def test_an_officers_key_has_a_public_half(tmp_path):
    public = new_officer_key(tmp_path / "o")

    assert (tmp_path / "o").stat().st_mode & 0o777 == 0o600
    assert public_half(read_officer_key(tmp_path / "o")) == public
    assert public not in (tmp_path / "o").read_text()
    (tmp_path / "o").chmod(0o644)
    with pytest.raises(BadKeyFile):
        read_officer_key(tmp_path / "o")
