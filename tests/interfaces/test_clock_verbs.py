"""The clock from the outside: shown, not believed, confirmed by a person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.interfaces.test_send import SYSTEM
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.timekeeping.boot import Since
from upphandling.infrastructure.timekeeping.marks import Mark, raise_mark

KEEPER = ("--as", "system_administrator:drift-1")


@pytest.fixture
def stepped_back(store):
    """A service saw a time that is an hour ahead of what the clock says now."""
    with Database(store) as database:
        ahead = datetime.now(UTC) + timedelta(hours=1)
        raise_mark(database, Mark(ahead, Since("another-machine", 1.0)))


def test_a_clock_that_goes_is_believed(cli, store):
    said = cli("clock", "show", "--json")

    assert (said.code, said.json["data"]["believed"]) == (0, True)
    assert said.json["data"]["stops"] == []
    confirmed = cli("clock", "confirm", "--reason", "För säkerhets skull", *KEEPER)
    assert (confirmed.code, confirmed.out) == (0, "Klockan är redan trodd.\n")


def test_after_a_step_back_nothing_is_written_until_it_is_confirmed(
    cli, send, stepped_back
):
    refused = send("choice_system.establish", data=SYSTEM)
    assert (refused.code, refused.json["diagnostics"][0]["rule"]) == (
        *(1, "ClockNotBelieved"),
    )

    shown = cli("clock", "show")
    assert shown.code == 1
    assert "Klockan hoppade bakåt" in shown.out
    assert "clock confirm" in shown.out

    ended = cli("clock", "confirm", "--reason", "Batteriet är bytt", *KEEPER)
    assert (ended.code, "bekräftat" in ended.out) == (0, True)
    assert send("choice_system.establish", data=SYSTEM).code == 0
    (stop,) = cli("clock", "show", "--json").json["data"]["stops"]
    assert (stop["confirmed_by"], stop["reason"]) == ("drift-1", "Batteriet är bytt")


def test_nobody_confirms_without_a_name_and_a_reason(cli, stepped_back):
    assert cli("clock", "show").code == 1

    for told in (("--reason", "Utan namn"), ("--reason", " ", *KEEPER), KEEPER):
        assert cli("clock", "confirm", *told).code == 2

    assert cli("clock", "show").code == 1


def test_a_reason_that_names_somebody_by_number_is_refused_and_not_repeated(
    cli, stepped_back
):
    said = cli("clock", "confirm", "--reason", "För 19121212-1212", *KEEPER)

    assert (said.code, "personnummer" in said.err) == (2, True)
    assert "1212-1212" not in said.out + said.err
    assert cli("clock", "show").code == 1


def test_a_case_officer_does_not_confirm_the_clock(cli, stepped_back):
    said = cli(
        *("clock", "confirm", "--reason", "Det brådskar"),
        *("--as", "care_administrator:handlaggare-1"),
    )

    assert (said.code, "NotAllowed" in said.err) == (1, True)
