"""A month is approved for the visits that count, not for those that did when it was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.payment_town import (
    BY_HAND,
    calculate,
    correct,
    counted_by_hand,
    decide,
    paying,
    payment_of,
)
from tests.town import Town
from tests.visits_town import KEY, imported, visit, withdraw
from upphandling.domain.base import Role
from upphandling.domain.payment import MonthIsPaid
from upphandling.domain.payment.refusals import VisitsOutdated
from upphandling.domain.visit_month import MonthNotSettled

ARCHIVIST = Role.ARCHIVIST
NOW = "2026-02-03T09:00"
TERM = {
    "document_class": "visits",
    "keep_years": 1,
    "counted_from": "Månadens slut",
    "legal_basis": "Nämndens dokumenthanteringsplan",
    "reference": "Dokumenthanteringsplan 2026",
    "from_day": "2026-01-01",
}
LATE = visit("b-9", "2026-01-14T08:00", "2026-01-14T09:00")


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    """January is calculated and not approved; its file is number 1."""
    with Town(database_url, NOW) as town:
        yield counted_by_hand(paying(town))


@contextmanager
def another_house(town: Town, meanwhile: Callable[[], object]) -> Iterator[Town]:
    """On the same database; when it is about to write, something happens before."""
    with Town(town.url, NOW) as other:
        write, coming = other.house.recorder.insert_events, iter([meanwhile])

        def written(*rows, **told):
            for happens in coming:
                happens()
            return write(*rows, **told)

        other.house.recorder.insert_events = written
        yield other


def test_visits_that_came_since_are_calculated_first(town):
    imported(town, LATE)
    with pytest.raises(VisitsOutdated) as refusal:
        decide(town, "approve", total_ore=BY_HAND)
    assert refusal.value.details == {"payment": "avtal-a.2026-01", "batches": (2,)}

    calculate(town)
    decide(town, "approve", total_ore=payment_of(town).to_pay)


def test_visits_that_were_taken_back_since_are_not_paid(town):
    withdraw(town, 1)
    with pytest.raises(VisitsOutdated):
        decide(town, "approve", total_ore=BY_HAND)

    calculate(town)
    decide(town, "approve", total_ore=0)


def test_visits_of_others_hold_nobody_up(town):
    imported(town, LATE._replace(agreement="avtal-b"))

    decide(town, "approve", total_ore=BY_HAND)


def test_a_correction_is_approved_for_the_visits_that_count(town):
    decide(town, "approve", total_ore=BY_HAND)
    decide(town, "open_correction", cause="Ett besök kom in för sent")
    imported(town, LATE)
    correct(town)
    total = payment_of(town).to_pay
    withdraw(town, 2)
    with pytest.raises(VisitsOutdated):
        decide(town, "approve_correction", total_ore=total)

    imported(town, LATE)
    correct(town)
    decide(town, "approve_correction", total_ore=total)


def test_visits_that_are_taken_back_in_that_very_moment_are_not_paid(town):
    with (
        another_house(town, lambda: withdraw(town, 1)) as other,
        pytest.raises(VisitsOutdated),
    ):
        decide(other, "approve", total_ore=BY_HAND)


@pytest.mark.parametrize(
    "change", [lambda o: withdraw(o, 1), lambda o: imported(o, LATE)]
)
def test_visits_do_not_change_in_the_moment_that_a_month_is_approved(town, change):
    def approved():
        decide(town, "approve", total_ore=BY_HAND)

    with another_house(town, approved) as other, pytest.raises(MonthIsPaid):
        change(other)


def test_visits_stay_where_their_month_is_opened_in_the_moment_they_are_destroyed(town):
    """The month was settled, and is being put right when the destruction is kept."""
    decide(town, "approve", total_ore=BY_HAND)
    town.do("retention.adopt", TERM, role=ARCHIVIST)
    town.at("2027-03-01T09:00")

    def opened():
        decide(town, "open_correction", cause="Fel taxa")

    why = {"document": "Beslut", "reason": "Fristen är ute."}
    with another_house(town, opened) as other:
        other.clock.now = town.clock.now
        with pytest.raises(MonthNotSettled):
            other.do("visit_month.destroy", {"visit_month": KEY, **why}, role=ARCHIVIST)
