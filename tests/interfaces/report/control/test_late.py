"""Late reporting: what was recorded long after it happened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.checked_town import checked
from tests.given import local
from tests.interfaces.report.control.conftest import (
    FEBRUARY,
    figures,
)
from tests.stopped import stopped
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


@pytest.mark.parametrize("event", late_events.TOLD_ON)
def test_the_day_that_an_event_tells_of_is_one_of_its_fields(event):
    assert late_events.TOLD_ON[event] in event.model_fields


def test_the_read_model_is_what_the_log_says(town):
    town.at("2026-02-25T09:00")
    checked(town, FEBRUARY, "avtal-a", done_on="2026-02-10")
    stopped(town, "avtal-b")
    town.house.refresh()

    assert town.house.projector.verify(CONTROL).equal
