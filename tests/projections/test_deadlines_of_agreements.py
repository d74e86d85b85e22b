"""What an agreement waits for: the end of a wind-up, and answers to its offers."""

from __future__ import annotations

import pytest

from tests.given import day, person, scheduler
from tests.projections.test_agreements import signed
from upphandling.domain.agreement import Agreement, Place
from upphandling.projections.deadlines import DEADLINES, Deadline, deadlines

OFFER, WIND_UP = Deadline.OFFER_ANSWER_DUE, Deadline.WIND_UP_ENDS


def offered() -> Agreement:
    agreement = signed()
    place = Place(customer="k-1", area="norr")
    agreement.enqueue(person("2026-07-01T10:00"), (place,))
    agreement.offer_place(person("2026-07-02T10:00"), customer="k-1", days=7)
    return agreement


def rescind(agreement: Agreement) -> None:
    agreement.rescind(
        person("2026-07-03T10:00"), grounds="Brister.", wind_up_until=day("2026-10-31")
    )


@pytest.fixture
def awaited(rows_after):
    def of(agreement: Agreement, deadline: Deadline) -> list[tuple[object, ...]]:
        rows = rows_after(DEADLINES, deadlines, agreement)
        return [row[2:5] for row in rows if row[1] == deadline]

    return of


def test_an_offer_waits_for_its_answer(awaited):
    assert awaited(offered(), OFFER) == [("k-1", "2026-07-10T00:00", "2026-07-09")]


@pytest.mark.parametrize(
    "end",
    [
        lambda case: case.accept_offer(person("2026-07-03T10:00"), customer="k-1"),
        lambda case: case.decline_offer(person("2026-07-03T10:00"), customer="k-1"),
        lambda case: case.lapse_offer(scheduler("2026-07-10T00:00"), customer="k-1"),
        lambda case: case.leave_queue(
            person("2026-07-03T10:00"), ("k-1",), reason="Begäran."
        ),
        lambda case: case.take_places(
            person("2026-07-03T10:00"), (Place(customer="k-1", area="norr"),)
        ),
        rescind,
    ],
    ids=["accept", "decline", "lapse", "leave", "take", "rescind"],
)
def test_nobody_waits_for_an_answer_when_the_offer_is_no_more(awaited, end):
    agreement = offered()
    end(agreement)

    assert awaited(agreement, OFFER) == []


def test_a_rescission_waits_for_the_end_of_the_wind_up(awaited):
    agreement = signed()
    rescind(agreement)
    assert awaited(agreement, WIND_UP) == [("", "2026-11-01T00:00", "2026-10-31")]

    agreement.wind_up(scheduler("2026-11-01T00:00"))

    assert awaited(agreement, WIND_UP) == []
