"""A stop binds at once: nobody new comes in any way, and whoever is there stays."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.domain.agreement.cases import changed, in_force, place, take, waits
from tests.domain.agreement.sanctioned import (
    AT,
    agree,
    lift,
    stop,
    stopped,
    with_ladder,
)
from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.agreement import Agreement, CapacityUnit, Place
from upphandling.domain.agreement.refusals import (
    NewCustomersRefused,
    NoRoom,
    SanctionOver,
    StoppedAlready,
)
from upphandling.domain.configuration import Service
from upphandling.domain.errors import MachineCannotDecide, NoMandate, Refused
from upphandling.domain.parts import UnknownPart

WHY = {
    "agreement": "avtal-a",
    "since": day("2026-11-03"),
    "deviation": "avv-1",
    "reason": "agreement:avtal-a@4",
}
SAME_DAY = "2026-11-03T09:01"


def with_people() -> Agreement:
    """One has a place, one waits, one has been offered a place; then comes the stop."""
    agreement = with_ladder()
    take(agreement, place("person-1"))
    for customer in ("person-2", "person-3"):
        agreement.enqueue(person("2026-10-05T09:00"), (place(customer),))
    agreement.offer_place(person("2026-11-02T09:00"), customer="person-2", days=7)
    return given(stop(agreement))


def test_a_stop_is_decided_and_says_why():
    agreement = given(with_ladder())
    stop(agreement, urgent=True)

    assert emitted(agreement) == [
        event(
            Agreement.NewCustomersStopped,
            sanction="stopp-1",
            deviation="avv-1",
            urgent=True,
            motive="Risk för kunderna.",
        )
    ]


def test_nobody_new_takes_a_place_from_the_very_instant():
    agreement = given(stopped())

    with refuses(agreement, NewCustomersRefused, **WHY):
        take(agreement, place("person-9"), at=AT)


def test_one_newcomer_among_those_who_are_there_stops_them_all():
    agreement = with_people()

    with pytest.raises(NewCustomersRefused):
        take(agreement, place("person-1"), place("person-9"), at=SAME_DAY)


def test_whoever_has_a_place_keeps_it_and_may_move_within_the_agreement():
    agreement = with_people()
    take(agreement, place("person-1", "soder"), at=SAME_DAY)
    agreement.adjust_places(person(SAME_DAY), [place("person-1", "soder", minutes=300)])

    assert agreement.holders["person-1"] == place("person-1", "soder", minutes=300)


def test_whoever_is_answered_for_without_a_place_may_take_one():
    agreement = with_ladder()
    agreement.step_in(scheduler(AT), [place("person-5")], on=day("2026-11-03"))
    stop(agreement)
    take(agreement, place("person-5"), at=SAME_DAY)

    assert "person-5" in agreement.holders


def test_whoever_waits_is_offered_nothing():
    agreement = with_people()

    with pytest.raises(NewCustomersRefused):
        agreement.offer_place(person(SAME_DAY), customer="person-3", days=7)


def test_an_offer_from_before_cannot_be_accepted_but_may_be_declined():
    agreement = with_people()
    with pytest.raises(NewCustomersRefused):
        agreement.accept_offer(person(SAME_DAY), customer="person-2")
    assert emitted(agreement) == []

    agreement.decline_offer(person(SAME_DAY), customer="person-2")

    assert "person-2" not in agreement.queue


def test_there_is_no_room_for_anybody_new_and_none_is_lost_for_whoever_is_there():
    agreement = with_people()
    here, new = place("person-1"), place("person-9", "soder")
    today = day("2026-11-03")

    assert agreement.room_in("soder") == 0
    assert agreement.free("norr", CapacityUnit.MINUTES, Service.MEALS, today) == 0
    assert not agreement.room_for(new, today)
    assert agreement.room_for(here, today)


def test_without_a_stop_there_is_the_room_that_there_is():
    agreement = with_ladder()

    assert agreement.room_in("norr") == 2
    assert agreement.room_in("soder") is None
    assert agreement.room_for(place("person-9", "soder"), day("2026-11-03"))


@pytest.mark.parametrize(
    ("who", "rule"), [(scheduler, MachineCannotDecide), (without_mandate, NoMandate)]
)
def test_only_a_person_with_a_mandate_lets_it_step_in_for_somebody_new(who, rule):
    agreement = given(stopped())
    coming = [place("person-5")]
    with refuses(agreement, rule, event="agreement.stepped_in"):
        agreement.step_in(who(SAME_DAY), coming, on=day("2026-11-03"))

    agreement.step_in(person(SAME_DAY), coming, on=day("2026-11-03"))

    assert "person-5" in agreement.stepped_in


def test_it_is_open_again_when_the_stop_is_lifted():
    agreement = stopped()
    lift(agreement)
    take(agreement, place("person-9"), at="2026-11-04T09:00")

    assert "person-9" in agreement.holders
    with refuses(given(agreement), SanctionOver, sanction="stopp-1"):
        lift(agreement)


def test_a_stop_that_remains_stops_when_another_is_lifted():
    agreement = stop(stopped(), sanction="stopp-2", deviation="avv-2")
    lift(agreement)
    given(agreement)

    with refuses(
        agreement,
        NewCustomersRefused,
        **{**WHY, "deviation": "avv-2", "reason": "agreement:avtal-a@5"},
    ):
        take(agreement, place("person-9"), at="2026-11-04T09:00")


def test_one_deviation_gives_one_stop_at_a_time():
    agreement = given(stopped())
    with refuses(agreement, StoppedAlready, agreement="avtal-a", sanction="stopp-1"):
        stop(agreement, sanction="stopp-2")

    lift(agreement)
    stop(agreement, at="2026-11-05T09:00", sanction="stopp-2")

    assert agreement.stop is not None


def test_what_is_lifted_is_a_stop():
    agreement = with_ladder()
    agreement.warn(person(AT), sanction="v-1", deviation="avv-1", motive="x")
    given(agreement)

    with refuses(agreement, UnknownPart, part="v-1", known=[]):
        lift(agreement, "v-1")


def test_a_stopped_agreement_runs_out_and_is_rescinded_like_any_other():
    ended = stopped()
    ended.expire(scheduler("2028-10-01T00:00"))
    broken = stopped()
    broken.rescind(
        person("2026-11-04T09:00"), grounds="Brist.", wind_up_until=day("2026-11-05")
    )
    broken.wind_up(scheduler("2026-11-06T00:00"))

    assert broken.wound_up


PEOPLE = st.sampled_from([f"person-{number}" for number in range(6)])
SOMEWHERE = st.builds(place, PEOPLE, st.sampled_from(["norr", "soder"]))


class StoppedAndLifted(RuleBasedStateMachine):
    """Days with an agreement that is stopped and opened again, over and over."""

    def __init__(self) -> None:
        super().__init__()
        self.agreement = agree(in_force(changed(places={"norr": 3})))
        self.today = date(2026, 10, 1)
        self.stops = 0
        self.there: set[str] = set()

    def _try(self, name: str, **told: object) -> None:
        at = f"{self.today}T09:00"
        self.today += timedelta(days=1)
        with suppress(Refused):
            getattr(self.agreement, name)(person(at), **told)

    @rule(places=st.lists(SOMEWHERE, min_size=1, max_size=3))
    def take(self, places: list[Place]) -> None:
        self._try("take_places", taken=tuple(places))

    @rule(somewhere=SOMEWHERE)
    def wait(self, somewhere: Place) -> None:
        self._try("enqueue", waiting=(waits(somewhere.customer, somewhere.area),))

    @rule(customer=PEOPLE)
    def offer(self, customer: str) -> None:
        self._try("offer_place", customer=customer, days=7, reason="Skäl.")

    @rule(customer=PEOPLE)
    def accept(self, customer: str) -> None:
        self._try("accept_offer", customer=customer)

    @rule(customer=PEOPLE)
    def leave(self, customer: str) -> None:
        self._try("free_places", customers=(customer,))

    @rule()
    def stop(self) -> None:
        self.stops += 1
        key = f"stopp-{self.stops}"
        told = {"sanction": key, "deviation": "avv-1", "motive": "x"}
        self._try("stop_new_customers", **told)

    @rule()
    def lift(self) -> None:
        if (standing := self.agreement.stop) is not None:
            self._try("lift_stop", sanction=standing.sanction, reason="x")

    @invariant()
    def nobody_new_has_come_during_a_stop(self) -> None:
        now = set(self.agreement.customers)
        if self.agreement.stop is not None:
            assert now <= self.there
        self.there = now


TestStoppedAndLifted = StoppedAndLifted.TestCase
TestStoppedAndLifted.settings = settings(max_examples=60, stateful_step_count=30)


def test_a_ceiling_is_still_a_ceiling_when_the_stop_is_lifted():
    agreement = stopped()
    lift(agreement)
    at = "2026-11-04T09:00"
    take(agreement, place("person-1"), place("person-2"), at=at)

    with pytest.raises(NoRoom):
        take(agreement, place("person-3"), at=at)
