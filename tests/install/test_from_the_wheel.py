"""From the wheel, in a clean environment: installed, run, backed up, restored, verified."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.install.machine import ROOT, Machine, installed, wheel
from tests.interfaces.test_send import SYSTEM, TENDER

OFFICER = ("--as", "procurement_officer:upphandlare-1")
AUDITOR = ("--as", "auditor:revisor-1")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def program(made, tmp_path_factory) -> Path:
    return installed(made, tmp_path_factory.mktemp("machine") / "upphandling")


def test_the_wheel_has_all_that_is_read_as_files(made):
    source = ROOT / "src"
    read = {
        str(path.relative_to(source))
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    with zipfile.ZipFile(made) as packed:
        assert read <= set(packed.namelist())


def test_the_same_tree_makes_the_same_wheel(made, tmp_path):
    assert wheel(tmp_path).read_bytes() == made.read_bytes()


def test_what_is_run_is_the_wheel_s_and_not_this_tree_s(program):
    where = subprocess.run(
        [
            program.with_name("python"),
            "-c",
            "import upphandling; print(upphandling.__file__)",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert Path(where.strip()).is_relative_to(program.parents[1])


@pytest.mark.timeout(600)  # some twenty processes, each of which loads the program
def test_a_house_from_its_first_start_to_its_restore(program, tmp_path):
    here = Machine(program, tmp_path / "here")
    here.set_up()

    with here.serving():
        doctor = here.verb("doctor")
        assert doctor.code == 0, doctor
        assert sent(here, "choice_system.establish", SYSTEM, "c-1") == 0
        assert sent(here, "tender.prepare", TENDER, "c-2") == 0
        assert here.verb("status").code == 0
        assert here.asked("healthz")[0] == 200
        assert "upphandling_leader 1.0" in here.asked("metrics")[1]

    with here.serving():  # once more, with all that was there
        cases = listed(here)
        assert {"choice_system:provkommun", "tender:prov-2019"} <= cases
        assert sent(here, "tender.prepare", TENDER, "c-2") == 0  # done before
        backups = tmp_path / "backups"
        backups.mkdir()
        kept = here.verb("backup", "create", str(backups), "--keep", "2")
        assert kept.code == 0, kept
    (backup,) = backups.iterdir()
    assert backup.stat().st_mode & 0o077 == 0
    tried = here.verb("backup", "verify", str(backup))
    assert tried.code == 0, tried

    there = Machine(program, tmp_path / "there")
    there.set_up()
    restored = there.verb("backup", "restore", str(backup))
    assert restored.code == 0, restored
    verified = there.verb("verify", *AUDITOR)
    assert verified.code == 0, verified
    audited = there.verb("audit", "verify", *AUDITOR)
    assert audited.code == 0, audited
    assert listed(there) == cases
    with there.serving():
        doctor = there.verb("doctor")
        assert doctor.code == 0, doctor
        assert sent(there, "tender.prepare", TENDER, "c-2") == 0  # known here too
    again = there.verb("backup", "restore", str(backup))
    assert again.code == 2, again  # never over what is there
    assert listed(there) == cases


def sent(machine: Machine, command: str, data: dict[str, object], key: str) -> int:
    """A command by an officer, with an id of its own."""
    envelope = {
        "command": command,
        "command_id": key,
        "by": "upphandlare-1",
        "role": "registrar" if command.startswith("choice") else "procurement_officer",
        "mandate": "delegationsordning 4.2",
        "data": data,
    }
    said = machine.verb("send", "-", "--json", told=envelope)
    assert said.code == 0, said
    return said.code


def listed(machine: Machine) -> set[str]:
    """The cases that an officer sees."""
    said = machine.verb("case", "list", "--json", *OFFICER)
    assert said.code == 0, said
    return {row["case"] for row in json.loads(said.out)["data"]}
