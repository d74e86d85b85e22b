"""Late reporting: what was recorded long after it happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.checked_town import checked
from tests.given import local
from tests.interfaces.report.control.conftest import (
    FEBRUARY,
    figures,
)
from tests.stopped import stopped
from tests.town import SYSTEM, Town
from upphandling.interfaces.cli.finding import find_case
from upphandling.interfaces.why.asking import Asked, explained
from upphandling.interfaces.why.reading import Log
from upphandling.projections.control import CONTROL
from upphandling.projections.control import late as late_events
from upphandling.projections.control.tables import points


def test_what_is_recorded_more_than_a_week_late_is_counted(town):
    town.at("2026-02-18T09:00")
    checked(town, FEBRUARY, "avtal-a", done_on="2026-02-11")
    checked(town, FEBRUARY, "avtal-b", done_on="2026-02-10")

    found = figures(town)
    assert found["late"].value == 1
    assert found["late.longest"].value == 8
    (reference,) = found["late.longest"].sources.few
    assert reference.startswith("follow_up:avtal-b@")


def test_the_longest_is_told_and_not_the_latest(town):
    town.at("2026-02-18T09:00")
    checked(town, FEBRUARY, "avtal-a", done_on="2026-02-06")
    checked(town, FEBRUARY, "avtal-b", done_on="2026-02-09")

    found = figures(town)
    assert (found["late"].value, found["late.longest"].value) == (2, 12)
    assert found["late.longest"].sources.few[0].startswith("follow_up:avtal-a@")


def test_a_decision_that_took_effect_long_ago_is_late_too(town):
    town.at("2026-02-18T09:00")
    told = {"agreement": "avtal-c", "starts_on": "2026-01-01"}
    long_ago = town.clock.now - timedelta(days=30)
    terms = {
        **told,
        "system": "staden",
        "provider": "utforare-c",
        "name": "Utförare C",
        "regime": "lov",
        "bundle": "omvardnad",
        "areas": ["norr"],
    }
    town.do("agreement.register", terms, at=long_ago)

    assert figures(town)["late.longest"].value == 30


def test_of_what_is_recorded_on_the_very_day_nothing_is_kept(town):
    town.at("2026-02-06T09:00")
    checked(town, FEBRUARY, "avtal-a")
    town.house.refresh()

    with town.house.database.engine.connect() as connection:
        assert connection.execute(select(points.c.reference)).all() == []


def test_the_clock_is_not_late_when_nobody_has_let_it_go(town):
    town.clock.now = local("2026-03-30T09:00")
    town.house.fall_due(town.clock.now)

    assert figures(town)["late"].value == 0


def test_late_is_counted_in_swedish_days(town):
    """A minute past midnight is another day, also where it is the same one in UTC."""
    town.clock.now = local("2026-02-19T00:01")
    checked(town, FEBRUARY, "avtal-a", done_on="2026-02-11")

    assert figures(town)["late.longest"].value == 8


# -- The limit -----------------------------------------------------------------------


def decide(town: Town, valid_from: str, days: int | None, source: str = "§ 12") -> str:
    """The municipality decides the limit, or others and leaves it; answers the event."""
    policy: dict[str, Any] = {"valid_from": valid_from, "source": source}
    if days is not None:
        policy["days_to_record"] = days
    told = {"system": "staden", "policy": policy}
    (decided,) = town.do("choice_system.decide_flags", told).events
    return decided.reference


def recorded(town: Town, on: str, agreement: str, done_on: str) -> None:
    """A check that was made one day is recorded on another."""
    town.at(f"{on}T09:00")
    checked(town, FEBRUARY, agreement, done_on=done_on)


def test_until_a_limit_is_decided_seven_days_are_assumed_and_told_as_that(town):
    assert figures(town)["late"].note == "inget i kvartalet, antagen gräns: 7 dagar"

    recorded(town, "2026-02-18", "avtal-a", "2026-02-10")

    found = figures(town)
    assert found["late"].note == "antagen gräns: 7 dagar"
    assert found["late.longest"].note == "antagen gräns: 7 dagar"
    assert found["late"].sources.named == ()


def test_a_limit_that_was_decided_is_what_counts_and_its_decision_is_named(town):
    decision = decide(town, "2026-01-01", 3, "Nämndens beslut § 12")
    recorded(town, "2026-02-18", "avtal-a", "2026-02-15")
    recorded(town, "2026-02-18", "avtal-b", "2026-02-14")

    found = figures(town)
    told = "beslutad gräns: 3 dagar (Nämndens beslut § 12)"
    assert (found["late"].value, found["late"].note) == (1, told)
    assert (found["late.longest"].value, found["late.longest"].note) == (4, told)
    assert found["late"].sources.few[0] == decision
    assert decision in found["late.longest"].sources.few


def test_what_is_recorded_is_held_against_the_limit_of_its_day(town):
    decision = decide(town, "2026-02-19", 3)
    recorded(town, "2026-02-18", "avtal-a", "2026-02-14")
    recorded(town, "2026-02-19", "avtal-b", "2026-02-15")

    found = figures(town)["late"]
    assert found.value == 1
    assert found.note == (
        "antagen gräns: 7 dagar, från 2026-02-19 beslutad gräns: 3 dagar (§ 12)"
    )
    assert found.sources.named == (decision,)
    assert figures(town, "2025-Q4")["late"].sources.named == ()


def test_a_later_limit_takes_over_from_its_day_and_one_from_the_same_day_at_once(town):
    decide(town, "2026-01-01", 30, "§ 1")
    decide(town, "2026-02-01", 0, "§ 2")
    decision = decide(town, "2026-02-01", 5, "§ 3")
    recorded(town, "2026-02-18", "avtal-a", "2026-02-12")
    recorded(town, "2026-02-18", "avtal-b", "2026-02-13")

    found = figures(town)["late"]
    assert found.value == 1
    assert found.note.endswith("från 2026-02-01 beslutad gräns: 5 dagar (§ 3)")
    assert found.sources.named[-1] == decision


def test_a_limit_is_known_from_the_day_that_it_was_decided(town):
    recorded(town, "2026-02-18", "avtal-a", "2026-02-10")
    town.at("2026-02-20T09:00")
    decide(town, "2026-01-01", 30)

    assert figures(town, at="2026-02-19")["late"].value == 1
    assert figures(town, at="2026-02-20")["late"].value == 0


def test_another_systems_limit_is_its_own(town):
    town.do("choice_system.establish", {**SYSTEM, "system": "grannen"})
    policy = {"valid_from": "2026-01-01", "source": "§ 12", "days_to_record": 30}
    told = {"system": "grannen", "policy": policy}
    town.do("choice_system.decide_flags", told)
    recorded(town, "2026-02-18", "avtal-a", "2026-02-10")

    assert figures(town)["late"].value == 1
    assert "30 dagar" in figures(town, system="grannen")["late"].note


def test_why_names_the_decision(town):
    decision = decide(town, "2026-01-01", 3, "Nämndens beslut § 12")
    recorded(town, "2026-02-18", "avtal-a", "2026-02-14")
    town.house.refresh()

    for figure in ("control.late", "control.late.longest"):
        asked = Asked(about=f"figure:staden/2026-Q1/{figure}")
        (chain,) = explained(Log.of(town.house), asked, find_case)["chains"]
        assert decision in [link["event"] for link in chain["links"]]


@pytest.mark.parametrize("event", late_events.TOLD_ON)
def test_the_day_that_an_event_tells_of_is_one_of_its_fields(event):
    assert late_events.TOLD_ON[event] in event.model_fields


def test_the_read_model_is_what_the_log_says(town):
    town.at("2026-02-25T09:00")
    checked(town, FEBRUARY, "avtal-a", done_on="2026-02-10")
    stopped(town, "avtal-b")
    town.house.refresh()

    assert town.house.projector.verify(CONTROL).equal
