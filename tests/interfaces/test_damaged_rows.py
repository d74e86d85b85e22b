"""A row that somebody has damaged: every reader names it, and `verify` finds it."""

from __future__ import annotations

import pytest

from tests.infrastructure.ledger.tampering import tamper
from tests.interfaces.evidence.conftest import CASE, procured
from upphandling.infrastructure.storage.database import Database

REFUSAL = "UPDATE refusals SET details = 'inte json' WHERE number = 1"
REFUSED_WHEN = (
    "UPDATE commands SET recorded_at = 'i går' WHERE command_id ="
    " (SELECT command_id FROM refusals WHERE number = 1)"
)
DATA = "UPDATE events SET data = 'inte json' WHERE position = 5"
NO_STAMP = "UPDATE events SET data = '{}' WHERE position = 5"
WHEN = "UPDATE events SET recorded_at = '2018-13-45' WHERE position = 5"
VERSION = "UPDATE events SET version = 'fem' WHERE position = 5"


@pytest.fixture
def log(sqlite_url, monkeypatch, capsys):
    """A log whose read models are up to date, told by its address."""
    with procured(sqlite_url) as town:
        town.house.refresh()
    monkeypatch.setenv("UPPHANDLING_DATABASE", sqlite_url)
    capsys.readouterr()  # what the town's own log said
    return sqlite_url


def damage(url: str, *statements: str) -> None:
    with Database(url) as database:
        tamper(database, *statements)


@pytest.mark.parametrize("statement", [DATA, NO_STAMP, WHEN, VERSION])
def test_a_damaged_event_is_named_by_its_case_and_topic(cli, log, statement):
    damage(log, statement)

    said = cli("events", "list")

    assert said.code == 2
    assert said.err.startswith("En rad i databasen är skadad och kan inte läsas: ")
    with Database(log) as database, database.reading() as cursor:
        cursor.execute("SELECT stream_id, topic FROM events WHERE position = 5")
        assert "{} ({}), ".format(*cursor.fetchone()) in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("statement", [REFUSAL, REFUSED_WHEN])
@pytest.mark.parametrize(
    "words",
    [
        ("register", "refusals"),
        ("why", "refusal:1"),
        ("case", "history", "award:tilldelning", "--refusals"),
    ],
)
def test_a_damaged_refusal_is_named_by_its_number(cli, log, words, statement):
    damage(log, statement)

    said = cli(*words)

    assert said.code == 2
    assert "skadad och kan inte läsas: avslag 1," in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        (WHEN, "händelsen kan inte läsas: tiden är ingen tid"),
        (VERSION, "händelsen kan inte läsas: versionen är inget tal"),
        (DATA, "händelsen kan inte läsas"),
        (REFUSAL, "avslaget kan inte läsas: innehållet är inte JSON"),
        (REFUSED_WHEN, "avslaget kan inte läsas: tiden är ingen tid"),
    ],
)
def test_verify_finds_every_row_that_cannot_be_read(cli, log, statement, why):
    damage(log, statement)

    said = cli("verify", "--json")

    assert said.code == 1
    found = [one["why"] for one in said.json["data"]["differences"]]
    assert any(one.startswith(why) for one in found)


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"])
def test_the_end_of_all_time_is_an_answer_and_no_fault(cli, log, at):
    said = cli("case", "show", CASE, "--known-at", at)

    assert said.code in {1, 2}
    assert "oväntat" not in said.err
    assert said.err.count("\n") == 1
