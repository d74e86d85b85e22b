"""Whom the agreement answered for: each day is paid to who was responsible, and where."""

from __future__ import annotations

from tests.given import local
from tests.payment_town import calculate, paying, payment_of
from tests.visits_town import imported, visit
from upphandling.domain.base import Role


def test_whoever_changes_provider_is_paid_for_by_the_days_of_each(town):
    town.clock.now = local("2026-01-16T09:00")
    paying(town, paid_by="granted_hour")
    town.chose("k-1", "avtal-b")
    taken = {"customer": "k-1", "bundle": "omvardnad", "on": "2026-01-16"}
    town.do("customer_choice.take_over", taken, role=Role.CARE_ADMINISTRATOR)
    town.clock.now = local("2026-02-03T09:00")
    for agreement in ("avtal-a", "avtal-b"):
        calculate(town, agreement)

    quantities = [
        payment_of(town, f"{agreement}.2026-01").calculated.lines[0].quantity
        for agreement in ("avtal-a", "avtal-b")
    ]
    assert quantities == ["75/7", "80/7"]  # 15 and 16 days of 5/7 hours


def test_whoever_moves_is_paid_for_by_the_area_of_each_day(town):
    town.clock.now = local("2026-01-21T09:00")
    paying(town)
    moved = {"customer": "k-1", "area": "soder", "on": "2026-01-21"}
    town.do("customer.move", moved, role=Role.CARE_ADMINISTRATOR)
    town.clock.now = local("2026-02-03T09:00")
    imported(
        town,
        visit("b-1", "2026-01-20T08:00", "2026-01-20T09:00"),
        visit("b-2", "2026-01-21T08:00", "2026-01-21T09:00"),
    )
    calculate(town)

    lines = payment_of(town).calculated.lines
    assert [(line.area, line.ore) for line in lines] == [
        ("norr", 45_570),
        ("soder", 42_000),
    ]


def test_care_after_a_death_is_paid_for_by_nobody(town):
    paying(town, paid_by="granted_hour")
    town.do(
        "customer.note_death",
        {"customer": "k-1", "on": "2026-01-14"},
        role=Role.CARE_ADMINISTRATOR,
    )
    calculate(town)

    (line,) = payment_of(town).calculated.lines
    assert line.quantity == "10"  # 14 days of 5/7 hours
