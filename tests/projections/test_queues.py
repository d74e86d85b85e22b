"""Queues: who waits for a place with which provider, and whose turn it is."""

from __future__ import annotations

import pytest

from tests.given import day, person, scheduler
from tests.projections.test_agreements import signed
from upphandling.domain.agreement import Agreement, Place, Waiting
from upphandling.domain.choosing import QueueOrder
from upphandling.projections.queues import QUEUES, in_turn, queue, queues, waits_of


def waiting(*customers: str) -> Agreement:
    agreement = signed()
    agreement.enqueue(
        person("2026-07-01T10:00"),
        tuple(
            Waiting(customer=customer, area="norr", minutes=60, need=number)
            for number, customer in enumerate(customers)
        ),
    )
    return agreement


@pytest.fixture
def line(rows_after, database):
    """The customers in the queue of the north, in turn, once the model has caught up."""

    def of(agreement: Agreement, limit: int = 10, offset: int = 0) -> list[object]:
        rows_after(QUEUES, queue, agreement)
        query = in_turn("avtal", "norr", limit, offset)
        with database.engine.connect() as connection:
            found = connection.execute(query).all()
        assert [row.place_number for row in found] == [
            offset + number for number in range(1, len(found) + 1)
        ]
        return [row.customer for row in found]

    return of


def test_a_queue_keeps_its_order_and_gives_up_who_gets_a_place(rows_after):
    agreement = waiting("k-3", "k-1")
    at = "2026-07-01T10:00"
    assert rows_after(QUEUES, queue, agreement) == [
        ("avtal", "k-1", "norr", "", at, 2, 1, 60, None),
        ("avtal", "k-3", "norr", "", at, 2, 0, 60, None),
    ]

    agreement.take_places(
        person("2026-07-02T10:00"), (Place(customer="k-3", area="norr"),)
    )

    assert rows_after(QUEUES, queue, agreement) == [
        ("avtal", "k-1", "norr", "", at, 2, 1, 60, None)
    ]


def test_a_queue_is_paged_with_place_numbers(line):
    agreement = waiting("k-3", "k-1", "k-2")

    assert line(agreement) == ["k-3", "k-1", "k-2"]
    assert line(agreement, limit=2, offset=1) == ["k-1", "k-2"]


@pytest.mark.parametrize(
    ("order", "seed"), [(QueueOrder.NEED, None), (QueueOrder.DRAWN, "dragning-2026")]
)
def test_a_queue_is_shown_in_the_order_that_was_decided(line, order, seed):
    agreement = waiting("k-3", "k-1", "k-2")

    agreement.order_queue(person("2026-07-02T10:00"), order=order, seed=seed)
    agreement.enqueue(
        person("2026-07-03T10:00"), (Waiting(customer="k-4", area="norr", need=1),)
    )

    assert line(agreement) == sorted(agreement.queue, key=agreement.queue_place)


def test_a_customer_is_told_the_place_in_every_queue(rows_after, database):
    agreement = waiting("k-3", "k-1")
    agreement.enqueue(
        person("2026-06-30T10:00"),
        (Place(customer="k-4", area="soder"), Place(customer="k-2", area="norr")),
    )
    rows_after(QUEUES, queue, agreement)

    with database.engine.connect() as connection:
        (found,) = connection.execute(waits_of("k-1"))
        (of_all,) = [row for row in connection.execute(queues()) if row.area == "norr"]

    assert (found.agreement, found.place_number) == ("avtal", 3)
    assert of_all.waiting == 3


def test_an_offer_shows_until_when_it_is_kept(rows_after):
    agreement = waiting("k-3", "k-1")
    agreement.offer_place(person("2026-07-02T10:00"), customer="k-3", days=7)

    (_, offered) = rows_after(QUEUES, queue, agreement)

    assert offered[1] == "k-3"
    assert offered[-1] == "2026-07-09"


@pytest.mark.parametrize(
    "answer",
    [
        lambda case: case.accept_offer(person("2026-07-03T10:00"), customer="k-3"),
        lambda case: case.decline_offer(person("2026-07-03T10:00"), customer="k-3"),
        lambda case: case.lapse_offer(scheduler("2026-07-10T00:00"), customer="k-3"),
        lambda case: case.leave_queue(
            person("2026-07-03T10:00"), ("k-3",), reason="Begäran."
        ),
    ],
    ids=["accept", "decline", "lapse", "leave"],
)
def test_whoever_has_answered_stands_in_the_queue_no_longer(line, answer):
    agreement = waiting("k-3", "k-1")
    agreement.offer_place(person("2026-07-02T10:00"), customer="k-3", days=7)

    answer(agreement)

    assert line(agreement) == ["k-1"]


def test_whoever_declines_and_stays_is_offered_nothing_meanwhile(rows_after):
    agreement = waiting("k-3")
    agreement.offer_place(person("2026-07-02T10:00"), customer="k-3", days=7)
    agreement.decline_offer(
        person("2026-07-03T10:00"), customer="k-3", leaves_queue=False
    )

    (row,) = rows_after(QUEUES, queue, agreement)

    assert row[-1] is None


def test_a_rescinded_agreement_has_no_queue(line):
    agreement = waiting("k-1")
    agreement.rescind(
        person("2026-10-06T10:00"), grounds="Brister.", wind_up_until=day("2026-10-31")
    )

    assert line(agreement) == []


def test_an_expired_agreement_has_no_queue(line):
    agreement = waiting("k-1")
    agreement.start(scheduler("2026-09-01T00:00"))

    agreement.expire(scheduler("2030-09-01T00:00"))

    assert line(agreement) == []
