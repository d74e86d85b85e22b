"""What a follow-up waits for, and that what is awaited is always what is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.checked_town import CONTROLLER, FIRST, SECOND, checked, scheduled
from tests.town import Town
from upphandling.projections.deadlines import waiting

NAMES = ("check_reminder", "check_latest", "check_escalation", "follow_up_opens")


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-11-24T09:00") as town:
        town.founded()
        scheduled(town)
        town.with_agreement("a")
        town.at("2027-01-02T09:00")
        yield town


def awaited(town: Town, case: str | None = None) -> list[tuple[str, str, str]]:
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        return [
            (row.deadline, row.part, str(row.last_day))
            for row in connection.execute(waiting(case, 100, 0))
            if row.deadline in NAMES
        ]


def test_a_planned_check_waits_to_be_reminded_of_and_made(town):
    assert awaited(town) == [
        ("check_reminder", FIRST, "2027-03-25"),
        ("check_latest", FIRST, "2027-04-15"),
    ]


def test_a_missed_check_waits_for_its_escalation(town):
    town.at("2027-04-16T09:00")

    assert awaited(town) == [
        ("check_escalation", FIRST, "2027-04-22"),
        ("check_reminder", SECOND, "2027-06-24"),
        ("check_latest", SECOND, "2027-07-15"),
    ]


def test_a_check_that_is_done_waits_for_nothing(town):
    town.at("2027-04-17T09:00")
    checked(town)

    assert {part for _, part, _ in awaited(town)} == {SECOND}


def test_a_moved_check_waits_for_its_new_days(town):
    town.at("2027-03-26T09:00")
    told = {"follow_up": "a", "check": FIRST, "due_on": "2027-05-03"}
    town.do("follow_up.move_check", {**told, "reason": "Ny chef"}, role=CONTROLLER)

    assert awaited(town) == [
        ("check_reminder", FIRST, "2027-04-26"),
        ("check_latest", FIRST, "2027-05-17"),
    ]


def test_a_cancelled_check_waits_for_nothing(town):
    told = {"follow_up": "a", "check": FIRST, "reason": "Görs av IVO"}
    town.do("follow_up.cancel_check", told, role=CONTROLLER)

    assert {part for _, part, _ in awaited(town)} == {SECOND}


def test_what_fell_away_waits_for_nothing(town):
    told = {"agreement": "a", "grounds": "Tillståndet är återkallat"}
    town.do("agreement.rescind", {**told, "wind_up_until": "2027-02-28"})

    assert awaited(town) == []


def test_a_follow_up_that_is_to_be_opened_stands_in_the_list(town):
    town.do(
        "choice_system.set_requirement",
        {"system": "staden", "requirement": "lokaler", "text": "Låsta."},
    )
    told = {"system": "staden", "requirement": "lokaler", "how": "Besök"}
    town.do(
        "choice_system.plan_follow_up",
        {**told, "by_whom": "Enheten", "how_often": "yearly"},
    )
    scheduled(town, "lokaler", valid_from="2027-02-01")

    assert awaited(town, "agreement:a") == [
        ("follow_up_opens", "lokaler", "2027-02-01")
    ]
    town.at("2027-02-01T00:00")
    assert awaited(town, "agreement:a") == []
