"""Followed up as decided, and the hours that are paid for."""

from __future__ import annotations

import pytest

from tests.checked_town import checked
from tests.given import local
from tests.interfaces.report.control.conftest import (
    FEBRUARY,
    approve,
    figures,
)
from tests.payment_town import correct, decide
from tests.town import Town
from tests.visits_town import imported, visit
from upphandling.domain.catalogue import EVENTS, KINDS, PERSONAL
from upphandling.interfaces.report.control.hours import compared
from upphandling.interfaces.report.months import Month
from upphandling.projections.control import CONTROL


def test_without_a_programme_that_holds_the_point_is_red(town):
    found = figures(town)["programme"]
    assert (found.value, found.target, found.red) == (0, 1, True)


def test_requirements_and_agreements_that_nobody_follows_up_are_red(town):
    told = {
        "system": "staden",
        "requirement": "sprak",
        "text": "Personalen kan språket.",
    }
    town.do("choice_system.set_requirement", told)
    town.at("2026-02-06T09:00")
    checked(town, FEBRUARY, "avtal-a")

    found = figures(town)
    scheduled_of, agreements = found["scheduled"], found["checked"]
    assert (scheduled_of.value, scheduled_of.target, scheduled_of.red) == (1, 2, True)
    assert (agreements.value, agreements.target, agreements.red) == (1, 2, True)

    checked(town, FEBRUARY, "avtal-b")
    assert not figures(town)["checked"].red


def test_hours_are_those_of_the_months_that_are_approved(paid):
    assert figures(paid)["hours.paid"].value is None
    approve(paid)

    found = figures(paid)
    assert found["hours.performed"].value == "5.9"  # 50 + 35 + 270 minutes
    assert found["hours.performed/avtal-a"].value == "5.9"
    assert found["hours.paid"].value == "5.9"
    assert not found["hours.paid"].red


def corrected(town: Town, on: str, name: str, starts: str, ends: str) -> None:
    """One visit more is paid for, after the month was approved."""
    town.clock.now = local(f"{on}T09:00")
    decide(town, "open_correction", cause="Ett besök saknades")
    imported(town, visit(name, starts, ends))
    correct(town)
    approve(town, "approve_correction")


def test_hours_are_those_that_were_approved_by_the_day(paid):
    approve(paid)
    corrected(paid, "2026-02-10", "b-4", "2026-01-13T07:00", "2026-01-13T08:00")
    corrected(paid, "2026-02-12", "b-5", "2026-01-14T07:00", "2026-01-14T08:00")

    days = ("2026-02-02", "2026-02-09", "2026-02-10", "2026-02-11", "2026-02-12")
    for figure in ("hours.paid", "hours.performed"):
        told = [figures(paid, at=day)[figure].value for day in days]
        assert told == [None, "5.9", "6.9", "6.9", "7.9"]
        assert figures(paid)[figure].value == "7.9"
        assert figures(paid, at="2026-02-09")[f"{figure}/avtal-a"].value == "5.9"


@pytest.mark.parametrize(
    ("paid", "performed", "granted", "red"),
    [
        (1_001, 1_000, 900, False),
        (1_002, 1_000, 900, True),
        (1_002, 900, 1_000, True),
        (1_000, 900, 1_100, False),
        (1, 0, 0, True),
        (0, 0, 0, False),
    ],
)
def test_more_paid_than_was_performed_and_was_granted_is_red(
    paid, performed, granted, red
):
    month = Month("avtal-a", "2026-01", 100, ("payment:avtal-a.2026-01@2",))
    told = {"paid": paid, "performed": performed, "granted": granted}

    found = {one.figure: one for one in compared([month], {"avtal-a.2026-01": told})}

    assert found["control.hours.paid"].red is red
    assert not found["control.hours.performed"].red


def test_nothing_is_kept_of_the_cases_of_individuals():
    listened = {EVENTS[topic].CASE.KIND for topic in CONTROL.reactions}
    assert not listened & set(PERSONAL)
    assert set(KINDS) - listened == set(PERSONAL)
