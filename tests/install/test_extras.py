"""What is not installed is told with what to install, and loaded only where it is needed."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from upphandling import extras
from upphandling.extras import EXTRAS, NEEDED_FOR, ExtraMissing, installed, needing

ROOT = Path(__file__).parents[2]
OPTIONAL = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
    "project"
]["optional-dependencies"]

WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {modules!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
sys.argv = ["upphandling", *{call!r}]
from upphandling.interfaces.cli import main
main()
"""


def without(modules: set[str], *call: str, **environment: str):
    """A verb in a process that has not got some modules."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT.format(modules=modules, call=call)],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_extras_are_those_of_the_package():
    assert set(EXTRAS) == set(NEEDED_FOR) == set(OPTIONAL) - {"all", "test"}
    (everything,) = OPTIONAL["all"]
    assert everything == f"upphandling[{','.join(EXTRAS)}]"
    assert all(map(installed, EXTRAS))


def test_a_database_on_postgresql_without_its_driver_says_what_to_install():
    said = without(
        {"psycopg"},
        *("case", "list"),
        UPPHANDLING_DATABASE="postgresql+psycopg://127.0.0.1:1/huset",
    )

    assert said.returncode == 2
    assert "behövs tillägget ”postgresql”, som inte är installerat." in said.stderr
    assert "pipx install --force" in said.stderr


def test_timestamps_that_are_asked_for_and_not_installed_stop_the_start(tmp_path):
    database = f"sqlite:///{tmp_path}/hus.db"
    without(set(), "db", "upgrade", UPPHANDLING_DATABASE=database)

    said = without(
        {"rfc3161_client"},
        "serve",
        UPPHANDLING_DATABASE=database,
        UPPHANDLING_LEDGER_DIR=str(tmp_path / "ledger"),
        UPPHANDLING_TIMESTAMP_URL="http://127.0.0.1:1",
    )

    assert said.returncode == 2
    assert "behövs tillägget ”timestamps”, som inte är installerat." in said.stderr


def test_without_any_extra_a_house_on_sqlite_is_made_and_asked(tmp_path):
    bare = {module.partition(".")[0] for module in EXTRAS.values()}
    database = f"sqlite:///{tmp_path}/hus.db"

    made = without(bare, "db", "upgrade", UPPHANDLING_DATABASE=database)
    asked = without(bare, "projection", "list", UPPHANDLING_DATABASE=database)

    assert (made.returncode, asked.returncode) == (0, 0), (made, asked)


def test_a_bug_inside_an_extra_is_no_missing_extra(monkeypatch):
    with pytest.raises(ModuleNotFoundError), needing("pdf"):
        import finns_inte  # noqa: PLC0415
    monkeypatch.setattr(extras, "EXTRAS", {"pdf": "finns_inte"})
    with pytest.raises(ExtraMissing), needing("pdf"):
        import finns_inte  # noqa: F401, PLC0415
