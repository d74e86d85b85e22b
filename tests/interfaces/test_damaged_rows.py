"""A row that somebody has damaged: every reader names it, and `verify` finds it."""

from __future__ import annotations

import pytest

from tests.infrastructure.ledger.tampering import tamper
from tests.interfaces.evidence.conftest import CASE, procured
from upphandling.infrastructure.storage.database import Database

REFUSAL = "UPDATE refusals SET details = 'inte json' WHERE number = 1"
OF_A_REFUSAL = " WHERE command_id = (SELECT command_id FROM refusals WHERE number = 1)"
REFUSED_WHEN = "UPDATE commands SET recorded_at = 'i går'" + OF_A_REFUSAL
DATA = "UPDATE events SET data = 'inte json' WHERE position = 5"
NO_STAMP = "UPDATE events SET data = '{}' WHERE position = 5"
WHEN = "UPDATE events SET recorded_at = '2018-13-45' WHERE position = 5"
VERSION = "UPDATE events SET version = 'fem' WHERE position = 5"
FLIPPED = (  # one byte, after which the text is no UTF-8
    "UPDATE events SET data = CAST(x'FB' || substr(data, 2) AS TEXT) WHERE position = 5"
)
STAMP = (
    "UPDATE events SET data = json_set(data, '$.effective_at', 'snart')"
    " WHERE position = 5"
)
BY_WHOM = "UPDATE events SET command_id = x'FF' WHERE position = 5"
ASKED = (
    "UPDATE commands SET payload = CAST(x'FB' || substr(payload, 2) AS TEXT)"
    + OF_A_REFUSAL
)
SAID = "UPDATE refusals SET message = x'FF' WHERE number = 1"
PLACED = "UPDATE refusals SET after_position = 'fem' WHERE number = 1"

READERS = (
    ("events", "list"),
    ("case", "history", CASE),
    ("case", "show", CASE),
    ("case", "show", CASE, "--known-at", "2026-06-01T00:00"),
    ("case", "diff", CASE, "2026-02-01T00:00", "2026-04-20T00:00"),
    ("why", "award:tilldelning"),
    ("what-if", CASE, "--change", f"without={CASE}@3"),
)


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


@pytest.mark.parametrize(
    "statement", [DATA, FLIPPED, NO_STAMP, STAMP, WHEN, VERSION, BY_WHOM]
)
def test_a_damaged_event_is_named_by_its_case_and_topic(cli, log, statement):
    damage(log, statement)

    said = cli("events", "list")

    assert said.code == 2
    assert said.err.startswith("En rad i databasen är skadad och kan inte läsas: ")
    with Database(log) as database, database.reading() as cursor:
        cursor.execute("SELECT stream_id, topic FROM events WHERE position = 5")
        assert "{} ({}), ".format(*cursor.fetchone()) in said.err
    assert said.err.count("\n") == 1


@pytest.mark.parametrize("statement", [DATA, FLIPPED, NO_STAMP, STAMP, WHEN, BY_WHOM])
def test_every_reader_says_the_same_of_a_damaged_event(cli, log, statement):
    damage(log, statement)

    told = [cli(*words, "--json") for words in READERS]

    assert {one.code for one in told} == {2}
    (said,) = {one.json["diagnostics"][0]["message"] for one in told}
    assert said.startswith("En rad i databasen är skadad och kan inte läsas: ")


@pytest.mark.parametrize("statement", [REFUSAL, REFUSED_WHEN, ASKED, SAID, PLACED])
@pytest.mark.parametrize(
    "words",
    [
        ("register", "refusals"),
        ("access", "denials"),
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
        (FLIPPED, "händelsen kan inte läsas"),
        (NO_STAMP, "händelsen kan inte läsas"),
        (STAMP, "händelsen kan inte läsas"),
        (BY_WHOM, "händelsen kan inte läsas"),
        (ASKED, "avslaget kan inte läsas: en text är inte läsbar"),
        (SAID, "avslaget kan inte läsas: en text är inte läsbar"),
        (PLACED, "avslaget kan inte läsas: platsen är inget tal"),
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
