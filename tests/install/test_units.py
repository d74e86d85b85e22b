"""The units that are laid out: whole, hardened, and of one mind with the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import typer

from tests.databases import hardly_any_room
from tests.interfaces.conftest import cli  # noqa: F401  (fixture)
from upphandling.interfaces.cli.app import app
from upphandling.interfaces.units.written import texts, write
from upphandling.settings import Settings

ANALYZE = shutil.which("systemd-analyze")
needs_systemd = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is missing")

MOST_EXPOSED = 1.5
PROGRAM = Path("/usr/local/bin/upphandling")
UNITS = {
    Path(place).name: text
    for place, text in texts(PROGRAM).items()
    if place.startswith("systemd/")
}
SERVICES = sorted(name for name in UNITS if name.endswith(".service"))


@pytest.fixture
def laid_out(tmp_path):
    """The units as a folder of files, for a program that this machine has."""
    write(tmp_path, Path("/bin/true"))
    return tmp_path / "systemd" / "system"


@needs_systemd
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_hardly_exposed(laid_out, name):
    said = subprocess.run(
        [ANALYZE, "security", "--offline=true", "--no-pager", laid_out / name],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    (level,) = re.findall(rf"Overall exposure level for {name}: ([\d.]+)", said)
    assert float(level) <= MOST_EXPOSED


@needs_systemd
def test_systemd_finds_nothing_to_say_about_the_units(laid_out):
    said = subprocess.run(
        [ANALYZE, "verify", *laid_out.iterdir()],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (said.returncode, said.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"])
def test_the_backup_is_made_once_also_in_the_nights_when_the_clock_is_moved(night):
    (when,) = re.findall("OnCalendar=(.+)", UNITS["upphandling-backup.timer"])
    said = subprocess.run(
        [ANALYZE, "calendar", f"--base-time={night} 00:00", "--iterations=2", when],
        env={"TZ": "Europe/Stockholm", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    first, second = re.findall(r"(?:Next elapse|Iter\. #2): \w+ (\S+) (\S+)", said)
    assert first == (night, "01:00:00")
    assert second[0] > night


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_a_verb_that_there_is(name):
    (run,) = re.findall(r"^ExecStart=(.+)$", UNITS[name], re.MULTILINE)
    program, *call = run.split()
    verb, tree = [], typer.main.get_command(app)
    while hasattr(tree, "commands"):
        verb.append(call.pop(0))
        tree = tree.commands[verb[-1]]

    assert program == str(PROGRAM)
    flags = {flag for param in tree.params for flag in param.opts}
    assert {word for word in call if word.startswith("--")} <= flags


def test_a_credential_of_the_service_is_one_that_something_is_read_from():
    names = re.findall("LoadCredential=upphandling-(.+)", UNITS["upphandling.service"])

    assert {name.replace("-", "_") for name in names} - {"smtp"} == {
        *("database", "vault_key", "vault_key_protected")
    } & set(Settings.model_fields)


def test_the_backup_reads_the_same_settings_as_the_service():
    def told(unit: str) -> list[str]:
        shared = "Environment|LoadCredential|User|Group|UMask|StateDirectory"
        return re.findall(rf"^(?:{shared})=.+$", UNITS[unit], re.MULTILINE)

    assert told("upphandling-backup.service") == told("upphandling.service")


def test_the_watchdog_of_systemd_waits_longer_than_the_house_s_own():
    (seconds,) = re.findall(r"WatchdogSec=(\d+)", UNITS["upphandling.service"])

    assert int(seconds) > 2 * Settings.model_fields["watchdog_seconds"].default


def test_every_line_of_the_settings_file_is_a_setting_that_can_be_used():
    text = texts(PROGRAM)["upphandling/upphandling.toml"]
    proposed = re.sub(r"^# (?=\w+ = )", "", text, flags=re.MULTILINE)
    twice = re.sub(r'^database = "sqlite.*\n', "", proposed, flags=re.MULTILINE)

    for told in (tomllib.loads(text), tomllib.loads(twice)):
        assert set(told) <= set(Settings.model_fields)
        joined = {
            name: " ".join(value) if isinstance(value, list) else value
            for name, value in told.items()
        }
        Settings(**joined)


def test_nothing_is_left_to_fill_in():
    assert not re.findall("@[A-Z]+@", "".join(texts(PROGRAM).values()))


def test_the_operator_s_settings_are_never_written_over(cli, tmp_path):  # noqa: F811
    first = cli("service", "units", "--dir", str(tmp_path), "--program", str(PROGRAM))
    settings = tmp_path / "upphandling" / "upphandling.toml"
    settings.write_text("# mitt\n")
    unit = tmp_path / "systemd" / "system" / "upphandling.service"
    unit.write_text("# mitt\n")
    again = cli("service", "units", "--dir", str(tmp_path), "--program", str(PROGRAM))

    assert (first.code, again.code) == (0, 0)
    assert f"{settings}\n" in first.out
    assert "systemctl enable --now upphandling" in first.out
    assert f"{settings} finns, och är inte ändrad" in again.out
    assert settings.read_text() == "# mitt\n"
    assert "ExecStart=/usr/local/bin/upphandling serve" in unit.read_text()


def test_a_file_there_is_no_room_for_is_left_as_it_was(tmp_path):
    write(tmp_path, PROGRAM)
    unit = tmp_path / "systemd" / "system" / "upphandling.service"
    unit.write_text("förr")

    with hardly_any_room(), pytest.raises(OSError, match="too large"):
        write(tmp_path, PROGRAM)
    assert [one.read_text() for one in unit.parent.glob("*upphandling.service*")] == [
        "förr"
    ]

    with hardly_any_room(), pytest.raises(OSError, match="too large"):
        write(tmp_path / "ny", PROGRAM)
    assert [one for one in (tmp_path / "ny").rglob("*") if one.is_file()] == []


def test_a_program_that_the_service_would_not_see_is_told(cli, tmp_path):  # noqa: F811
    at_home = "/home/anna/.local/bin/upphandling"

    said = cli("service", "units", "--dir", str(tmp_path), "--program", at_home)

    assert said.code == 1
    assert "där tjänsten inte får se det" in said.out


def test_a_path_that_systemd_would_read_otherwise_is_refused(cli, tmp_path):  # noqa: F811
    said = cli("service", "units", "--dir", str(tmp_path), "--program", "/opt/a b%h/x")

    assert said.code == 2
    assert "tecken som systemd tolkar" in said.err
    assert not list(tmp_path.iterdir())
