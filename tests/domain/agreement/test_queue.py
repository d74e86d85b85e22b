"""The queue: who waits, in which order, and who waits no longer."""

from __future__ import annotations

from hashlib import sha256

import pytest

from tests.domain.agreement.cases import (
    expired,
    full,
    in_force,
    place,
    queued,
    rescinded,
    take,
    waits,
)
from tests.given import (
    day,
    emitted,
    event,
    given,
    local,
    person,
    refuses,
    scheduler,
)
from upphandling.domain.agreement import Agreement
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AgreementNotOver,
    AlreadyQueued,
    AreaNotServed,
    HoldsPlaceAlready,
    NotQueued,
    SameCustomerTwice,
    SeedMissing,
)
from upphandling.domain.choosing import QueueOrder
from upphandling.domain.errors import MachineCannotDecide


def test_customers_wait_in_the_order_they_came():
    agreement = given(full())

    agreement.enqueue(person("2026-10-05T09:00"), (place("person-3"),))
    agreement.enqueue(person("2026-10-05T10:00"), (place("person-4"),))

    assert emitted(agreement) == [
        event(Agreement.Queued, waiting=(waits("person-3"),)),
        event(Agreement.Queued, waiting=(waits("person-4"),)),
    ]
    assert list(agreement.queue) == ["person-3", "person-4"]


def test_a_customer_stands_in_the_queue_once():
    agreement = full()
    agreement.enqueue(person("2026-10-05T09:00"), (place("person-3"),))

    with refuses(given(agreement), AlreadyQueued, agreement="avtal-a"):
        agreement.enqueue(person("2026-10-05T10:00"), (place("person-3"),))


def test_nobody_queues_for_an_area_that_the_provider_does_not_serve():
    agreement = given(full())

    with refuses(
        agreement,
        AreaNotServed,
        agreement="avtal-a",
        area="oster",
        areas=["norr", "soder"],
    ):
        agreement.enqueue(person("2026-10-05T09:00"), (place("person-3", "oster"),))


def test_whoever_gets_a_place_leaves_the_queue():
    agreement = full()
    stamp = person("2026-10-05T09:00")
    agreement.enqueue(stamp, (place("person-3"), place("person-4")))
    agreement.free_places(stamp, ("person-1",))

    agreement.take_places(stamp, (place("person-3"),))

    assert list(agreement.queue) == ["person-4"]


def test_whoever_has_a_place_in_the_area_does_not_wait_for_one():
    agreement = given(full())

    with refuses(agreement, HoldsPlaceAlready, agreement="avtal-a", area="norr"):
        agreement.enqueue(person("2026-10-05T09:00"), (place("person-1"),))


def test_whoever_has_a_place_in_another_area_may_wait_for_one():
    agreement = full()

    agreement.enqueue(person("2026-10-05T09:00"), (place("person-1", "soder"),))

    assert agreement.queue_place("person-1") == 1


def test_nobody_is_queued_twice_at_once():
    agreement = given(full())

    with refuses(agreement, SameCustomerTwice):
        agreement.enqueue(
            person("2026-10-05T09:00"), (place("person-3"), place("person-3"))
        )


# -- Order -------------------------------------------------------------------------


def test_the_place_in_the_queue_is_counted_from_one_in_each_area():
    agreement = queued(place("person-3"), place("person-4", "soder"), place("person-5"))

    assert [agreement.queue_place(f"person-{n}") for n in (3, 4, 5)] == [1, 1, 2]
    assert agreement.next_in_queue("norr") == "person-3"
    assert agreement.next_in_queue("oster") is None


def test_whoever_does_not_wait_has_no_place_in_the_queue():
    agreement = given(queued())

    with refuses(agreement, NotQueued, agreement="avtal-a", customer="person-1"):
        agreement.queue_place("person-1")


def test_it_is_the_instant_of_choice_that_counts_not_of_the_registration():
    chose_first = waits("person-4", since=local("2026-10-04T08:00"))

    agreement = queued(place("person-3"), chose_first)

    assert agreement.next_in_queue("norr") == "person-4"


def test_those_with_the_same_instant_wait_in_the_order_they_were_entered():
    agreement = full()

    agreement.enqueue(
        person("2026-10-05T09:00"), tuple(place(f"person-{n}") for n in (5, 3, 4))
    )

    assert [agreement.queue_place(f"person-{n}") for n in (5, 3, 4)] == [1, 2, 3]


def test_a_queue_by_need_goes_by_need_and_then_by_instant():
    agreement = queued(
        waits("person-3", need=1), waits("person-4", need=9), waits("person-5", need=1)
    )

    agreement.order_queue(person("2026-10-06T09:00"), order=QueueOrder.NEED)
    agreement.enqueue(person("2026-10-07T09:00"), (waits("person-6", need=5),))

    order = sorted(agreement.queue, key=agreement.queue_place)
    assert order == ["person-4", "person-6", "person-3", "person-5"]


def test_a_queue_that_is_drawn_follows_the_published_seed():
    people = [f"person-{number}" for number in range(3, 9)]
    agreement = queued(*map(place, people[:-1]))

    agreement.order_queue(
        person("2026-10-06T09:00"), order=QueueOrder.DRAWN, seed="dragning-2026"
    )
    agreement.enqueue(person("2026-10-07T09:00"), (place(people[-1]),))

    drawn = {who: sha256(f"dragning-2026|{who}".encode()).hexdigest() for who in people}
    assert sorted(people, key=agreement.queue_place) == sorted(people, key=drawn.get)


def test_the_order_tells_the_turn_of_all_who_wait():
    agreement = given(queued(waits("person-3", need=2)))

    agreement.order_queue(person("2026-10-06T09:00"), order=QueueOrder.NEED)

    assert emitted(agreement) == [
        event(
            Agreement.QueueOrdered,
            order=QueueOrder.NEED,
            seed=None,
            turns={"person-3": "0999998"},
        )
    ]


def test_a_queue_may_go_back_to_the_order_of_choice():
    agreement = queued(waits("person-3"), waits("person-4", need=9))
    agreement.order_queue(person("2026-10-06T09:00"), order=QueueOrder.NEED)

    agreement.order_queue(person("2026-10-07T09:00"), order=QueueOrder.CHOSEN_AT)

    assert agreement.next_in_queue("norr") == "person-3"


@pytest.mark.parametrize(
    ("order", "seed"), [(QueueOrder.DRAWN, None), (QueueOrder.NEED, "dragning-2026")]
)
def test_a_seed_belongs_to_a_drawn_queue_and_to_no_other(order, seed):
    agreement = given(queued())

    with refuses(agreement, SeedMissing, order=order, seed=seed):
        agreement.order_queue(person("2026-10-06T09:00"), order=order, seed=seed)


def test_the_clock_does_not_order_the_queue():
    agreement = given(queued())

    with refuses(agreement, MachineCannotDecide, event="agreement.queue_ordered"):
        agreement.order_queue(scheduler("2026-10-06T09:00"), order=QueueOrder.NEED)


@pytest.mark.parametrize("over", [rescinded, expired])
def test_the_queue_of_an_agreement_that_is_over_is_not_ordered(over):
    agreement = given(over())

    with refuses(agreement, AgreementNotInForce, status=agreement.status):
        agreement.order_queue(person("2028-11-01T09:00"), order=QueueOrder.NEED)


# -- Leaving -----------------------------------------------------------------------


def test_whoever_asks_leaves_the_queue_and_the_others_move_up():
    agreement = given(queued())

    agreement.leave_queue(
        person("2026-10-06T09:00"), ("person-3", "person-9"), reason="Egen begäran."
    )

    assert emitted(agreement) == [
        event(Agreement.QueueLeft, customers=("person-3",), reason="Egen begäran.")
    ]
    assert agreement.queue_place("person-4") == 1


def test_nothing_happens_when_nobody_who_leaves_was_waiting():
    agreement = given(queued())

    agreement.leave_queue(person("2026-10-06T09:00"), ("person-1",), reason="Begäran.")

    assert emitted(agreement) == []


def test_nobody_waits_for_an_agreement_that_has_expired():
    agreement = given(queued())

    agreement.expire(scheduler("2028-10-01T00:00"))

    assert emitted(agreement) == [
        event(
            Agreement.QueueLeft,
            customers=("person-3", "person-4"),
            reason="Avtalet har upphört.",
        ),
        event(Agreement.Expired, ended_on=day("2028-09-30")),
    ]
    assert agreement.queue == {}


def test_the_queue_stands_when_the_agreement_does_not_expire():
    agreement = given(queued())

    with pytest.raises(AgreementNotOver):
        agreement.expire(scheduler("2028-09-30T23:59:59"))

    assert emitted(agreement) == []
    assert len(agreement.queue) == 2


# -- Room for newcomers --------------------------------------------------------------


def test_a_free_place_is_not_a_newcomers_while_others_wait_for_it():
    agreement = queued(place("person-3"))
    agreement.free_places(person("2026-11-02T09:00"), ("person-1",))

    assert not agreement.room_for(place("person-9"), day("2026-11-02"))
    assert agreement.room_for(place("person-3"), day("2026-11-02"))


def test_what_those_who_wait_do_not_need_is_a_newcomers():
    agreement = queued(place("person-3"))
    agreement.free_places(person("2026-11-02T09:00"), ("person-1", "person-2"))

    assert agreement.room_for(place("person-9"), day("2026-11-02"))


def test_a_queue_in_one_area_keeps_nobody_out_of_another():
    agreement = queued(place("person-3"))

    assert agreement.room_for(place("person-9", "soder"), day("2026-11-02"))


def test_whoever_holds_a_place_has_room_where_it_is_and_not_elsewhere():
    agreement = in_force()
    agreement.change_places(
        person("2026-10-02T09:00"),
        places={"norr": 1, "soder": 0},
        share_percent=0.0,
        reason="Minskar.",
    )
    take(agreement, place("person-1"))

    assert agreement.room_for(place("person-1"), day("2026-11-02"))
    assert not agreement.room_for(place("person-1", "soder"), day("2026-11-02"))


def test_whoever_waits_to_move_within_the_provider_is_not_kept_out_by_the_own_wait():
    agreement = in_force()
    take(agreement, place("person-1", "soder"))
    agreement.enqueue(
        person("2026-10-05T09:00"), (place("person-1"), place("person-2"))
    )

    assert agreement.room_for(place("person-1"), day("2026-11-02"))
    assert not agreement.room_for(place("person-9"), day("2026-11-02"))
