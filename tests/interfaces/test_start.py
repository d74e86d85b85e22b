"""How a verb starts: it loads what it needs, and nothing that others need."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.interfaces.conftest import store  # noqa: F401  (a fixture)
from tests.town import Town
from upphandling.interfaces.cli import OBJECTS

PROGRAM = (
    "import sys, upphandling.interfaces.cli as cli;"
    "sys.argv[0] = 'upphandling';"
    "code = 0\n"
    "try: cli.main()\n"
    "except SystemExit as end: code = end.code\n"
    "print(*sys.modules, file=sys.stderr); sys.exit(code)"
)
COUNTING = (  # how often the collector looked, and what it leaves in peace at the end
    "import atexit, gc, sys;"
    "looks = [];"
    "gc.callbacks.append(lambda phase, _: looks.append(phase == 'start'));"
    "atexit.register(lambda: print(sum(looks), gc.get_freeze_count()));"
)
FEW = 2
OF_THE_SERVICE = ("apscheduler", "upphandling.schedules.timetable")
SELDOM = ("alembic", "highspy", "psycopg", "rfc3161_client", "typst")
TO_WRITE = ("upphandling.application.catalogue", "upphandling.application.tender")
TO_ASK = ("sqlalchemy", "structlog", "upphandling.domain", "upphandling.application")


@pytest.fixture
def town(store):  # noqa: F811
    with Town(store, "2026-03-02T09:00") as opened:
        yield opened.founded()


def loaded_by(*call: str) -> set[str]:
    """The modules that a verb has loaded at its end, in a process of its own."""
    told = [sys.executable, "-W", "ignore", "-c", PROGRAM, *call]
    done = subprocess.run(told, check=True, capture_output=True, text=True)
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("call", [("--help",), ("case", "--help")], ids=" ".join)
def test_help_loads_neither_the_domain_nor_a_database(call):
    assert loaded_by(*call).isdisjoint(TO_ASK)


@pytest.mark.parametrize(
    "call",
    [
        ("case", "list"),
        ("case", "show", "staden"),
        ("register", "tenders"),
        ("follow-up", "gaps"),
    ],
    ids=" ".join,
)
def test_who_reads_loads_no_commands_and_nothing_of_the_service(town, call):
    loaded = loaded_by(*call, "--json")

    assert "upphandling.bootstrap" in loaded
    assert loaded.isdisjoint({*OF_THE_SERVICE, *SELDOM, *TO_WRITE})


@pytest.mark.parametrize("call", [("why", "choice_system:staden"), ("verify",)])
def test_who_asks_why_loads_nothing_of_the_service(town, call):
    assert loaded_by(*call, "--json").isdisjoint({"apscheduler", *SELDOM})


def test_what_a_verb_loads_is_not_looked_through_for_garbage(town):
    told = [sys.executable, "-W", "ignore", "-c", COUNTING + PROGRAM, "case", "list"]
    done = subprocess.run(told, check=True, capture_output=True, text=True)

    looks, left_in_peace = map(int, done.stdout.splitlines()[-1].split())
    assert looks <= FEW
    assert left_in_peace > OBJECTS // 2
