"""Extra checks, corrections and reasons as they were known on a day; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.access.roster_town import grant, kept
from tests.application.test_extra_checks import correct, order
from tests.checked_town import CONTROLLER, checked
from tests.databases import Factory
from tests.given import day
from tests.stopped import reported
from tests.town import Town
from upphandling.domain.base import Role
from upphandling.interfaces.follow_up import (
    Wanted,
    the_check_plan,
    the_checks,
    the_missed_checks,
)

VIEW = ("follow-up", "checks")
PAGE = {"limit": 100, "offset": 0}


def lived(town: Town) -> Town:
    """Ordered on the second, moved on the third and fourth, made, and corrected twice."""
    town.founded().with_agreement("a")
    town.at("2027-01-02T09:00")
    reported(town, "a")
    order(town, deviation="avv-a")
    for now, due_on, reason in (
        ("2027-01-03", "2027-02-02", "Chefen är sjuk"),
        ("2027-01-04", "2027-01-10", "Chefen är frisk"),
    ):
        town.at(f"{now}T09:00")
        told = {"follow_up": "a", "check": "extra-1", "due_on": due_on}
        town.do("follow_up.move_check", {**told, "reason": reason}, role=CONTROLLER)
    town.at("2027-01-10T09:00")
    checked(town, "extra-1")
    town.at("2027-01-12T09:00")
    correct(town, done_on="2027-01-09")
    town.at("2027-01-14T09:00")
    correct(town, done_on="2027-01-10", reason="Fel dag")
    town.at("2027-01-16T09:00")
    return town


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-11-24T09:00") as town:
        yield lived(town)


def on(town: Town, then: str, **wanted: Any) -> dict[str, Any]:
    """The check as it stood on a day of January."""
    town.house.refresh()
    asked = day(f"2027-01-{then}")
    with town.house.database.engine.connect() as connection:
        (row,) = the_checks(connection, asked, Wanted(**wanted), **PAGE)
    return row


def test_an_extra_check_says_why_it_was_ordered_and_by_which_deviation(town):
    row = on(town, "02")

    assert (row["ordered_because"], row["deviation"]) == (
        "Klagomål på ledningen",
        "avv-a",
    )
    assert (row["status"], row["due_on"]) == ("planned", day("2027-02-01"))


def test_the_reason_is_the_last_that_was_given_by_then(town):
    reasons = [on(town, then)["reason"] for then in ("02", "03", "04", "16")]

    assert reasons == [None, "Chefen är sjuk", "Chefen är frisk", "Chefen är frisk"]
    assert on(town, "03")["due_on"] == day("2027-02-02")


def test_a_missed_check_says_why_it_was_moved(town):
    order(town, check="extra-2", due_on="2027-01-16")
    told = {"follow_up": "a", "check": "extra-2", "due_on": "2027-01-17"}
    town.do("follow_up.move_check", {**told, "reason": "Ledig"}, role=CONTROLLER)
    town.house.refresh()

    with town.house.database.engine.connect() as connection:
        (missed,) = the_missed_checks(connection, "staden", day("2027-01-25"))

    assert (missed["check"], missed["reason"]) == ("extra-2", "Ledig")
    assert "findings" not in missed


def test_why_a_check_was_called_off_goes_before_why_it_was_moved(town):
    order(town, check="extra-2", due_on="2027-01-16")
    which = {"follow_up": "a", "check": "extra-2"}
    moved = {**which, "due_on": "2027-01-17", "reason": "Ledig"}
    town.do("follow_up.move_check", moved, role=CONTROLLER)
    called_off = {**which, "reason": "Görs av IVO"}
    town.do("follow_up.cancel_check", called_off, role=CONTROLLER)

    assert on(town, "16", status="called_off")["reason"] == "Görs av IVO"


def test_what_was_corrected_later_stands_as_it_was_recorded(town):
    stood = [on(town, then) for then in ("10", "11", "12", "13", "14")]

    assert [row["outcome"] for row in stood] == ["approved"] * 2 + ["failed"] * 3
    assert [row["done_on"].day for row in stood] == [10, 10, 9, 9, 10]
    assert [row["checker"][-1] for row in stood] == ["2", "2", "3", "3", "3"]
    assert [row["evidence"][0]["reference"] for row in stood[1:3]] == [
        "Dnr 2027-17",
        "Dnr 2027-18",
    ]


def test_the_first_record_stays_in_sight_with_why_it_was_corrected(town):
    assert on(town, "11")["corrections"] == []

    first, second = on(town, "16")["corrections"]
    assert (first["outcome"], first["done_on"]) == ("approved", day("2027-01-10"))
    assert first["findings"][0]["verdict"] == "fulfilled"
    assert first["reason"] == "Fel ruta var ikryssad"
    assert (second["outcome"], second["done_on"]) == ("failed", day("2027-01-09"))
    assert set(second) == {
        "corrected_at",
        "reason",
        "done_on",
        "checker",
        "outcome",
        "findings",
        "evidence",
    }


def test_the_plan_counts_an_extra_check_and_its_day_as_it_was_known(town):
    def last_done(then: str) -> Any:
        with town.house.database.engine.connect() as connection:
            (row,) = the_check_plan(
                connection, day(then), system=None, agreement=None, **PAGE
            )
        return row["done"], row["last_done_on"]

    town.house.refresh()
    assert last_done("2027-01-09") == (0, None)
    assert last_done("2027-01-11") == (1, day("2027-01-10"))
    assert last_done("2027-01-12") == (1, day("2027-01-09"))
    assert last_done("2027-01-14") == (1, day("2027-01-10"))


def test_a_correction_can_make_a_check_late(town):
    order(town, check="extra-2", due_on="2027-01-16")
    town.at("2027-01-24T09:00")
    checked(town, "extra-2", done_on="2027-01-23")
    assert on(town, "24", first=day("2027-01-16"))["late"] is False

    correct(town, check="extra-2", done_on="2027-01-24")

    assert on(town, "24", first=day("2027-01-16"))["late"] is True


# -- From the outside --------------------------------------------------------------


def test_the_page_shows_what_is_extra_and_what_was_corrected(cli, town, monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", town.url)

    before, after = (cli(*VIEW, "--at", f"2027-01-{then}").out for then in (11, 16))

    assert "Extra" in before
    assert "rättad" in after
    assert "rättad" not in before


@pytest.fixture
def represented(sqlite_databases: Factory) -> str:
    """Of two unannounced extra checks one is made; somebody may read the provider's."""
    url: str = sqlite_databases.migrated()
    with Town(url, "2021-01-02T09:00") as town:
        town.founded().with_agreement("a", starts_on="2021-01-01")
        town.at("2021-01-02T09:01")
        for key in ("extra-1", "extra-2"):
            order(town, check=key, due_on="2021-02-01")
        checked(town, "extra-1")
        kept(town, handlaggare_1=CONTROLLER)
        grant(town, "foretradare-2", Role.PROVIDER, party="utforare-a")
    return url


def test_a_provider_knows_of_an_unannounced_extra_check_when_it_is_done(
    represented, cli, monkeypatch
):
    monkeypatch.setenv("UPPHANDLING_DATABASE", represented)

    said = cli(*VIEW, "--agreement", "a", "--json", "--as", "provider:foretradare-2")

    assert [row["check"] for row in said.json["data"]] == ["extra-1"]
    assert "extra-2" not in said.out
