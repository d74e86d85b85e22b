"""A person's page tells how many visits came and were planned, month by month, no more."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.payment_town import paying
from tests.town import Town
from tests.visits_town import imported, plan, visit, withdraw
from upphandling.domain.base import Role
from upphandling.interfaces.cli.person_page import person
from upphandling.interfaces.person import the_person

SHORT = visit("b-1", "2026-01-15T07:30", "2026-01-15T08:00")
LONG = visit("b-2", "2026-01-16T07:30", "2026-01-16T08:45", agreement="avtal-b")
FEBRUARY = visit("b-3", "2026-02-01T07:30", "2026-02-01T08:00")
OTHER = visit("b-4", "2026-01-15T07:30", "2026-01-15T08:00", customer="k-2")
PLANS = [
    plan("b-1", "2026-01-15T07:30", "2026-01-15T08:00"),
    plan("b-5", "2026-01-17T07:30", "2026-01-17T08:00"),
    plan("b-6", "2026-03-17T07:30", "2026-03-17T08:00"),
]


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-03T09:00") as town:
        yield paying(town)


def months(town: Town) -> list[tuple[str, str, int, float, int]]:
    town.house.refresh()
    told = ("month", "agreement", "visits", "hours", "planned")
    found = the_person(town.house, "k-1")["visits"]
    return [tuple(row[name] for name in told) for row in found]  # type: ignore[misc]


def test_months_are_told_with_visits_hours_and_what_was_planned(town, capsys):
    imported(town, SHORT, LONG, OTHER, *PLANS[:2])
    imported(town, FEBRUARY, month="2026-02")
    imported(town, PLANS[2], month="2026-03")

    assert months(town) == [
        ("2026-01", "avtal-a", 1, 0.5, 2),
        ("2026-01", "avtal-b", 1, 1.25, 0),
        ("2026-02", "avtal-a", 1, 0.5, 0),
        ("2026-03", "avtal-a", 0, 0, 1),
    ]
    person(the_person(town.house, "k-1"))
    shown = capsys.readouterr().out
    assert "2026-01, Utförare A: 1 besök, 0,5 tim, planerade: 2." in shown
    assert "2026-02, Utförare A: 1 besök, 0,5 tim." in shown
    assert "1 besök, 1,25 tim." in shown
    assert "07:30" not in shown


def test_what_was_withdrawn_or_destroyed_is_not_told(town, capsys):
    withdraw(town, imported(town, SHORT, PLANS[0]))
    assert months(town) == []

    imported(town, LONG)
    term = {
        "document_class": "visits",
        "keep_years": 0,
        "counted_from": "månadens utgång",
        "legal_basis": "dokumenthanteringsplan",
        "reference": "plan 2026",
        "from_day": "2026-02-03",
    }
    town.do("retention.adopt", term, role=Role.ARCHIVIST)
    assert len(months(town)) == 1
    decision = {"visit_month": "staden.2026-01", "document": "d-1", "reason": "Frist"}
    town.do("visit_month.destroy", decision, role=Role.ARCHIVIST)

    assert months(town) == []
    person(the_person(town.house, "k-1"))
    assert "Utförda besök" not in capsys.readouterr().out
