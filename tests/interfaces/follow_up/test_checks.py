"""The plan of checks, and the checks: as they stood on a day, for the house and others."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest

from tests.access.roster_town import grant, kept
from tests.checked_town import CONTROLLER, checked, scheduled
from tests.given import day
from tests.town import Town
from upphandling.domain.base import Role
from upphandling.interfaces.follow_up import Wanted, the_check_plan, the_checks

VIEW = ("follow-up", "checks")
FIRST = "ledning.2021-04-01"
STARTS = {"starts_on": "2021-01-01"}


@pytest.fixture(scope="module")
def url(sqlite_databases) -> str:
    """Two providers; the first check of one was moved and is done, the other missed."""
    url: str = sqlite_databases.migrated()
    with Town(url, "2020-11-24T09:00") as town:
        lived(town)
    return url


def lived(town: Town) -> None:
    town.founded()
    scheduled(town, valid_from="2021-01-01")
    town.with_agreement("a", **STARTS)
    town.with_agreement("b", name="Utförare B", **STARTS)
    town.at("2021-03-26T09:00")
    told = {"follow_up": "a", "check": FIRST, "due_on": "2021-04-12"}
    town.do("follow_up.move_check", {**told, "reason": "Ny chef"}, role=CONTROLLER)
    town.at("2021-04-13T09:00")
    checked(town, FIRST)
    town.at("2021-05-03T09:00")


@pytest.fixture
def house(url, monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", url)


@pytest.fixture(scope="module")
def town(url) -> Iterator[Town]:
    with Town(url, "2021-05-03T09:00") as town:
        town.house.refresh()
        yield town


def on(town: Town, then: str, **wanted) -> list[tuple[str, str, str]]:
    with town.house.database.engine.connect() as connection:
        found = the_checks(connection, day(then), Wanted(**wanted), limit=100, offset=0)
    return [(row["agreement"], str(row["due_on"]), row["status"]) for row in found]


def test_a_check_that_nobody_made_is_missed_on_the_day_after_its_last(town):
    assert ("b", "2021-04-01", "planned") in on(town, "2021-04-15")
    assert ("b", "2021-04-01", "missed") in on(town, "2021-04-16")


def test_what_was_planned_later_was_not_known_then(town):
    assert on(town, "2020-12-31") == []
    assert len(on(town, "2021-04-12")) == 2
    assert len(on(town, "2021-04-13")) == 3


def test_a_moved_check_stands_where_it_stood_that_day(town):
    assert ("a", "2021-04-01", "planned") in on(town, "2021-03-25")
    assert ("a", "2021-04-12", "planned") in on(town, "2021-03-26")
    assert ("a", "2021-04-12", "done") in on(town, "2021-04-13")


def test_a_check_that_is_done_was_not_done_before(town):
    with town.house.database.engine.connect() as connection:
        before, after = (
            the_checks(connection, day(then), Wanted(agreement="a"), limit=1, offset=0)
            for then in ("2021-04-12", "2021-04-13")
        )

    assert (before[0]["outcome"], before[0]["findings"], before[0]["late"]) == (
        None,
        [],
        None,
    )
    assert (after[0]["outcome"], after[0]["late"]) == ("approved", False)
    assert after[0]["findings"] == [
        {"requirement": "ledning", "verdict": "fulfilled", "text": None}
    ]
    assert after[0]["evidence"] == [{"reference": "Dnr 2027-17", "sha256": "a" * 64}]


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        ({}, 4),
        ({"system": "staden"}, 4),
        ({"system": "grannen"}, 0),
        ({"agreement": "b"}, 2),
        ({"status": "missed"}, 1),
        ({"first": date(2021, 4, 2)}, 3),
        ({"last": date(2021, 4, 11)}, 1),
        ({"first": date(2021, 4, 12), "last": date(2021, 4, 12)}, 1),
    ],
)
def test_checks_are_asked_for_by_what_is_known_of_them(town, wanted, number):
    assert len(on(town, "2021-05-03", **wanted)) == number


def test_the_plan_tells_how_every_requirement_stands(town):
    with town.house.database.engine.connect() as connection:
        of_a, of_b = the_check_plan(
            connection,
            day("2021-05-03"),
            system=None,
            agreement=None,
            limit=100,
            offset=0,
        )

    assert (of_a["agreement"], of_a["every"]) == ("a", "3 månader")
    assert (of_a["done"], of_a["missed"], of_a["late"]) == (1, 0, 0)
    assert (of_a["last_done_on"], of_a["next_due_on"]) == (
        day("2021-04-13"),
        day("2021-07-01"),
    )
    assert (of_b["done"], of_b["missed"], of_b["last_done_on"]) == (0, 1, None)


def test_the_plan_of_a_day_before_there_was_a_schedule_says_so(town):
    with town.house.database.engine.connect() as connection:
        rows = the_check_plan(
            connection,
            day("2020-12-31"),
            system="staden",
            agreement=None,
            limit=100,
            offset=0,
        )

    assert rows == []  # no agreement had begun


# -- From outside --------------------------------------------------------------


def test_what_is_missed_is_found(cli, house):
    missed = cli(*VIEW, "--on", "2021-04-16")
    in_order = cli(*VIEW, "--at", "2021-04-15")

    assert (missed.code, in_order.code) == (1, 0)
    assert "missad" in missed.out
    assert "missad" not in in_order.out


def test_the_plan_shows_what_was_missed_and_what_comes(cli, house):
    said = cli("follow-up", "plan", "--on", "2021-05-03")

    assert said.code == 1
    assert "3 månader" in said.out
    assert "avtalscontroller" in said.out
    assert "2021-07-01" in said.out


def test_a_page_at_a_time(cli, house):
    first = cli(*VIEW, "--on", "2021-05-03", "--limit", "3", "--json")
    rest = cli(*VIEW, "--on", "2021-05-03", "--limit", "3", "--offset", "3", "--json")

    assert (len(first.json["data"]), len(rest.json["data"])) == (3, 1)


@pytest.mark.parametrize("verb", ["plan", "checks"])
def test_csv_has_the_rows_and_the_names_of_the_json(cli, house, verb):
    told = cli("follow-up", verb, "--on", "2021-05-03", "--csv")
    data = cli("follow-up", verb, "--on", "2021-05-03", "--json").json["data"]
    rows = list(csv.DictReader(StringIO(told.out)))

    assert len(rows) == len(data)
    assert set(rows[0]) == set(data[0])
    assert [row["agreement"] for row in rows] == [row["agreement"] for row in data]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (("--csv", "--json"), "antingen --csv eller --json"),
        (("--status", "gjord"), "okänt läge"),
        (("--on", "igår"), "ska vara ett datum"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(cli, house, call, words):
    said = cli(*VIEW, *call)

    assert said.code == 2
    assert words in said.out + said.err


@pytest.mark.parametrize("given", [("--system", "annat"), ("--agreement", "annat")])
@pytest.mark.parametrize("verb", ["plan", "checks"])
def test_what_is_not_there_has_no_checks(cli, house, verb, given):
    assert cli("follow-up", verb, *given).code == 1


def test_an_alarm_is_raised_for_what_is_missed(cli, house):
    said = cli("follow-up", "alarms", "--json")

    assert said.code == 1
    assert {row["status"] for row in said.json["data"]["missed_checks"]} == {"missed"}
    assert "Missade kontroller" in cli("follow-up", "alarms").out


# -- Unannounced ---------------------------------------------------------------


@pytest.fixture(scope="module")
def unannounced(sqlite_databases) -> str:
    """A provider whose first check was made unannounced; the next is yet to come."""
    url: str = sqlite_databases.migrated()
    with Town(url, "2020-11-24T09:00") as town:
        town.founded()
        scheduled(town, valid_from="2021-01-01", announced=False)
        town.with_agreement("a", **STARTS)
        town.at("2021-04-02T09:00")
        checked(town, FIRST)
        town.at("2021-05-01T09:00")
        kept(town, handlaggare_1=CONTROLLER)
        grant(town, "foretradare-2", Role.PROVIDER, party="utforare-a")
    return url


def test_the_house_knows_of_unannounced_checks(cli, unannounced, monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", unannounced)

    said = cli(*VIEW, "--on", "2021-05-01", "--as", "contract_manager:handlaggare-1")

    assert "2021-07-01" in said.out


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
def test_a_provider_knows_of_an_unannounced_check_when_it_is_done(
    cli, unannounced, monkeypatch, form
):
    monkeypatch.setenv("UPPHANDLING_DATABASE", unannounced)

    said = cli(*VIEW, "--agreement", "a", *form, "--as", "provider:foretradare-2")

    assert said.code == 0
    assert "2021-04-01" in said.out
    assert "2021-07-01" not in said.out


@pytest.mark.parametrize(
    "call",
    [
        VIEW,
        ("follow-up", "plan"),
        ("follow-up", "plan", "--agreement", "a"),
        ("case", "show", "follow_up:a"),
        ("case", "history", "follow_up:a"),
        ("case", "show", "choice_system:staden"),
        ("case", "history", "choice_system:staden"),
        ("deadline", "list"),
        ("follow-up", "alarms"),
        ("events", "list"),
    ],
    ids=" ".join,
)
def test_a_provider_is_told_nothing_else_of_it(cli, unannounced, monkeypatch, call):
    monkeypatch.setenv("UPPHANDLING_DATABASE", unannounced)

    said = cli(*call, "--as", "provider:foretradare-2")

    assert said.code == 1
    assert "2021-07-01" not in said.out + said.err
