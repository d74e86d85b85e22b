"""Checks as a read model, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests.checked_town import CONTROLLER, FIRST, SECOND, checked, scheduled
from tests.given import day
from tests.town import Town
from upphandling.projections.check_tables import checks, follow_ups, requirements
from upphandling.projections.checks_on import checks_on, plan_on


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    """One provider, checked from the new year; the agreement ends in July."""
    with Town(database_url, "2026-11-24T09:00") as town:
        town.founded()
        scheduled(town)
        town.with_agreement("a", ends_on="2027-07-31")
        town.at("2027-03-20T09:00")
        yield town


def rows(town: Town, query) -> list[dict]:
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def test_a_requirement_is_kept_with_its_follow_up(town):
    (row,) = rows(town, select(requirements))

    assert (row["requirement"], row["how"]) == ("ledning", "Besök")
    assert (row["by_whom"], row["how_often"]) == ("Avtalsenheten", "yearly")


def test_every_step_of_a_check_is_told(town):
    town.at("2027-04-30T09:00")
    first, second = rows(town, select(checks).order_by(checks.c.due_on))

    assert (first["check_key"], second["check_key"]) == (FIRST, SECOND)
    assert first["reminded_at"] < first["escalated_at"]
    assert (first["settled_as"], second["reminded_at"]) == (None, None)


def test_the_checks_of_a_day_and_the_plan_tell_the_same(town):
    told = {"follow_up": "a", "check": FIRST, "due_on": "2027-04-10"}
    town.do("follow_up.move_check", {**told, "reason": "Ny chef"}, role=CONTROLLER)
    town.at("2027-04-30T09:00")
    checked(town)
    town.at("2027-07-20T09:00")

    for then, done, missed, late in (
        ("2027-04-24", 0, 0, 0),
        ("2027-04-25", 0, 1, 0),
        ("2027-04-30", 1, 0, 1),
        ("2027-07-16", 1, 1, 1),
    ):
        (plan,) = rows(town, plan_on(day(then), system="staden"))
        told = [row["status"] for row in rows(town, checks_on(day(then)))]
        assert (plan["done"], plan["missed"], plan["late"]) == (done, missed, late)
        assert (told.count("done"), told.count("missed")) == (done, missed)


def test_what_is_left_to_check_stays_in_the_plan_after_the_end(town):
    town.at("2027-08-02T09:00")

    (row,) = rows(town, select(follow_ups))
    assert row["ended_on"] == day("2027-07-31")
    (plan,) = rows(town, plan_on(day("2027-08-02"), agreement="a"))
    assert plan["missed"] == 2

    for check in (FIRST, SECOND):
        checked(town, check)
    assert rows(town, plan_on(day("2027-08-02"), agreement="a")) == []


def test_what_fell_away_says_why(town):
    checked_on = "2027-04-05T09:00"
    town.at(checked_on)
    checked(town)
    town.at("2027-07-10T09:00")
    checked(town, SECOND)
    town.at("2027-08-02T09:00")

    (gone,) = rows(town, checks_on(day("2027-08-02"), status="fallen_away"))

    assert (gone["check"], gone["reason"]) == (
        "ledning.2027-10-01",
        "agreement_expired",
    )


def test_a_provider_knows_only_what_is_announced_or_done(town):
    scheduled(town, valid_from="2027-04-01", announced=False)
    town.at("2027-04-05T09:00")
    checked(town)

    known = rows(town, checks_on(day("2027-04-05"), known_to_provider=True))
    told = rows(town, checks_on(day("2027-04-05")))

    assert [row["check"] for row in known] == [FIRST]
    assert [row["check"] for row in told] == [FIRST, SECOND]
