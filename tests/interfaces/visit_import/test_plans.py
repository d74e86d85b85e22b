"""Planned visits in a file: kept beside the performed ones, and never counted as those."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.town import Town
from tests.visit_files import HEADER, NOW, cared_for, carried, counted, row
from upphandling.application.indicator.visited import Visited
from upphandling.domain.indicators.definition import Whose
from upphandling.infrastructure.visits.kept import span
from upphandling.interfaces.follow_up import rows
from upphandling.interfaces.visit_import import Faults
from upphandling.projections.visits import of_agreement

WITH_KIND = f"{HEADER};slag"
MONTH = "visit_month:staden.2026-03"
DONE = row("b-1", "07:40", "08:05") + ";utfört"
PLAN = row("b-1", "07:30", "08:00") + ";planerat"


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, NOW) as town:
        yield cared_for(town)


def planned(town: Town) -> dict[str, bool]:
    """The planned visits that count, and whether each was performed."""
    month = town.case(MONTH)
    found = town.house.recorder.planned(
        "staden", "2026-03", month.planned, month.counted
    )
    return {visit.visit: visit.began is not None for visit in found}


def faults_of(town: Town, *lines: str) -> list[tuple[int | None, str | None]]:
    faults = Faults()
    assert carried(town, lines, header=WITH_KIND, faults=faults).batch is None
    return [(fault.row, fault.column) for fault in faults.first]


def test_a_file_may_hold_both(town):
    said = carried(town, [DONE, PLAN, PLAN.replace("b-1", "b-2")], header=WITH_KIND)

    assert (said.rows, said.planned) == (1, 2)
    assert (counted(town), planned(town)) == ({"b-1"}, {"b-1": True, "b-2": False})
    topics = [topic for topic, _ in town.log(MONTH)]
    assert topics == ["visit_month.imported", "visit_month.planned"]


def test_nobody_who_counts_performed_visits_meets_a_planned_one(town):
    carried(town, [DONE, PLAN, PLAN.replace("b-1", "b-2")], header=WITH_KIND)
    town.house.refresh()

    session = town.house.engine.session()
    days = date(2026, 3, 1), date(2026, 3, 31)
    met = list(Visited.between(session, Whose(system="staden"), *days).meetings())
    with town.house.database.engine.connect() as connection:
        listed = rows(connection, of_agreement("avtal-a", "2026-03", span("2026-03")))

    assert len(met) == 1
    assert [(one["visit"], one["ends"] - one["starts"]) for one in listed] == [
        ("b-1", 25 * 60)
    ]


def test_a_plan_may_lie_ahead_and_a_performance_may_not(town):
    ahead = PLAN.replace("2026-03-10", "2026-03-31")
    town.at("2026-03-05T09:00")

    assert faults_of(town, ahead.replace("planerat", "utfört")) == [(2, "slut")]
    assert carried(town, [ahead], header=WITH_KIND).planned == 1


def test_a_plan_is_held_against_agreements_care_and_month_as_well(town):
    bad = [
        PLAN.replace("avtal-a", "avtal-x"),
        PLAN.replace("k-1", "k-9"),
        PLAN.replace("personal_care", "meals"),
        PLAN.replace("2026-03-10", "2026-04-10"),
        PLAN.replace("08:00", "07:30"),
        PLAN.replace("planerat", "tänkt"),
    ]

    assert faults_of(town, *bad) == [
        (2, "avtal"),
        (3, "kund"),
        (4, "insats"),
        (5, "start"),
        (6, "slut"),
        (7, "slag"),
    ]


def test_a_plan_is_not_registered_afterwards(town):
    faults = Faults()
    late = row("b-1", "07:30", "08:00") + ";ja;planerat"

    carried(town, [late], header=f"{HEADER};efterregistrerad;slag", faults=faults)

    assert [fault.column for fault in faults.first] == ["efterregistrerad"]


def test_staff_may_be_planned_at_two_places_but_not_have_been_there(town):
    plans = [PLAN, PLAN.replace("b-1", "b-2")]

    assert carried(town, plans, header=WITH_KIND).planned == 2
    done = [DONE, DONE.replace("b-1", "b-2")]
    assert faults_of(town, *done) == [(2, "personal"), (3, "personal")]
    assert carried(town, [DONE], header=WITH_KIND).rows == 1


def test_a_plan_is_told_once_and_what_is_kept_is_skipped(town):
    assert faults_of(town, PLAN, PLAN) == [(3, "besök")]
    assert carried(town, [PLAN], header=WITH_KIND).planned == 1

    again = carried(town, [PLAN, DONE], header=WITH_KIND)

    assert (again.rows, again.planned, again.skipped) == (1, 0, 1)
    assert faults_of(town, PLAN.replace("08:00", "08:15")) == [(2, "besök")]


def test_what_is_planned_anew_is_withdrawn_first(town):
    first = carried(town, [PLAN, DONE], header=WITH_KIND).batch
    told = {"visit_month": "staden.2026-03", "batch": first, "reason": "Ny plan"}
    town.do("visit_month.withdraw", told)

    carried(town, [PLAN.replace("b-1", "b-3")], header=WITH_KIND)

    assert (counted(town), planned(town)) == (set(), {"b-3": False})
