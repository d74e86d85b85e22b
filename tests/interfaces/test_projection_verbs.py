"""`projection`: a read model is rebuilt beside the one in use, or only rehearsed."""

from __future__ import annotations

import pytest
from eventsourcing.persistence import StoredEvent

from tests.town import Town
from upphandling.infrastructure import logs
from upphandling.infrastructure.storage.database import Database
from upphandling.interfaces.cli.projection_rebuild import about

POISON = StoredEvent("tender:hemtjanst", 99, "tender.announced", b"no JSON")


@pytest.fixture
def town(store):
    logs.configure("critical", "json")
    with Town(store, "2026-03-02T09:00") as town:
        town.founded().announced("hemtjanst", "2026-04-01")
        town.house.refresh()
        yield town


def tampered(town: Town) -> None:
    with Database(town.url) as database, database.writing("projector") as cursor:
        cursor.execute("DELETE FROM tenders")


def tenders(cli) -> int:
    return len(cli("register", "tenders", "--json").json["data"])


@pytest.mark.parametrize("flag", [(), ("--side-by-side",)])
def test_a_read_model_is_rebuilt(cli, town, flag):
    tampered(town)

    said = cli("projection", "rebuild", "tenders", *flag)

    assert (said.code, said.out) == (0, "Läsmodellen tenders är ombyggd.\n")
    assert tenders(cli) == 1


def test_a_rehearsal_says_what_would_change_and_changes_nothing(cli, town):
    tampered(town)

    said = cli("projection", "rebuild", "tenders", "--dry-run")
    data = cli("projection", "rebuild", "tenders", "--dry-run", "--json").json["data"]

    assert said.code == 1
    assert "Inget är ändrat." in said.out
    assert "1 rader, 1 värden skulle ändras." in said.out
    assert (data["rebuilt"], data["rows"], data["differences"]) == (False, 1, 1)
    assert tenders(cli) == 0


def test_a_rehearsal_of_what_is_right_finds_nothing(cli, town):
    said = cli("projection", "rebuild", "tenders", "--dry-run", "--json")

    assert (said.code, said.json["data"]["differences"]) == (0, 0)


def test_what_still_cannot_be_taken_is_told(cli, town):
    town.house.recorder.insert_events([POISON])
    town.house.tick()

    said = cli("projection", "rebuild", "tenders", "--json")
    rehearsed = cli("projection", "rebuild", "tenders", "--dry-run", "--json")

    assert (said.code, said.json["data"]["rebuilt"]) == (1, True)
    ((row,), (same,)) = (one.json["data"]["set_aside"] for one in (said, rehearsed))
    assert row == same
    assert (row["case"], row["topic"]) == ("tender:hemtjanst", "tender.announced")


def test_no_answer_is_given_without_saying_that_something_was_set_aside(cli, town):
    town.house.recorder.insert_events([POISON])
    town.house.tick()

    said = cli("register", "tenders")
    told = cli("register", "tenders", "--json").json["diagnostics"]
    listed = cli("projection", "list", "--json").json["data"]

    assert "[ViewHasGaps]" in said.err
    assert [one["rule"] for one in told] == ["ViewHasGaps"]
    aside = {row["name"] for row in listed if row["set_aside"]}
    assert {"cases", "deadlines", "tenders"} <= aside
    assert all(row["up_to_date"] for row in listed)


def test_the_number_of_events_is_told_only_about():
    assert [about(n) for n in (0, 7, 42, 123, 4567, 98765)] == [
        0,
        7,
        42,
        120,
        4600,
        99000,
    ]
