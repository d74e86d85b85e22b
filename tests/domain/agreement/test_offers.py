"""The offers: a free place is kept for whoever is next, until the answer is due."""

from __future__ import annotations

import pytest

from tests.domain.agreement.cases import place, queued, rescind, take
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.agreement import (
    Agreement,
    Capacity,
    CapacityGround,
    CapacityUnit,
    LicenceStatus,
)
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AlreadyOffered,
    LicenceLost,
    NoRoom,
    NotNextInQueue,
    NotOffered,
    NotQueued,
    OfferRunOut,
    OfferStillOpen,
)
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.legal_time import count
from upphandling.domain.lengths import Length, Unit

ANSWER_BY = count("place-offer", day("2026-11-02"), length=Length(7, Unit.DAYS))
LAST_DAY, IN_TIME, TOO_LATE = (
    day("2026-11-09"),
    "2026-11-09T23:59:59",
    "2026-11-10T00:00",
)


def with_room() -> Agreement:
    """Two wait in the north, and one place is free."""
    agreement = queued()
    agreement.free_places(person("2026-11-02T08:00"), ("person-1",))
    return agreement


def offer(agreement: Agreement, customer: str = "person-3", **more: object) -> None:
    agreement.offer_place(person("2026-11-02T09:00"), customer=customer, days=7, **more)


def offered() -> Agreement:
    agreement = with_room()
    offer(agreement)
    return agreement


# -- Offering ----------------------------------------------------------------------


def test_a_free_place_is_offered_to_whoever_is_next():
    agreement = given(with_room())

    offer(agreement)

    assert emitted(agreement) == [
        event(
            Agreement.PlaceOffered,
            customer="person-3",
            area="norr",
            number=1,
            answer_by=ANSWER_BY,
            reason=None,
        )
    ]
    assert ANSWER_BY.last_day == LAST_DAY


def test_an_offered_place_is_taken_for_everybody_else():
    agreement = offered()

    assert agreement.room_in("norr") == 0
    with refuses(
        given(agreement), NoRoom, agreement="avtal-a", area="norr", room=0, wanted=1
    ):
        take(agreement, place("person-4"), at="2026-11-03T09:00")


def test_nobody_is_passed_by_without_a_reason():
    agreement = given(with_room())

    with refuses(agreement, NotNextInQueue, agreement="avtal-a", area="norr", number=2):
        offer(agreement, "person-4")


def test_with_a_reason_somebody_else_may_go_first():
    agreement = with_room()

    offer(agreement, "person-4", reason="Kommer hem från sjukhus.")

    assert list(agreement.offers) == ["person-4"]


def test_the_next_place_is_offered_to_the_one_after_whoever_is_considering():
    agreement = offered()
    agreement.free_places(person("2026-11-03T08:00"), ("person-2",))

    offer(agreement, "person-4")

    assert list(agreement.offers) == ["person-3", "person-4"]
    assert agreement.next_in_queue("norr") is None


def test_a_place_is_offered_only_to_who_waits():
    agreement = given(with_room())

    with refuses(agreement, NotQueued, agreement="avtal-a", customer="person-9"):
        offer(agreement, "person-9")


def test_nobody_considers_two_offers_at_once():
    agreement = given(offered())

    with refuses(agreement, AlreadyOffered, agreement="avtal-a", customer="person-3"):
        offer(agreement)


def test_no_place_is_offered_that_is_not_free():
    agreement = given(queued())

    with refuses(agreement, NoRoom, agreement="avtal-a", area="norr", room=0, wanted=1):
        offer(agreement)


def test_no_place_is_offered_with_a_provider_whose_licence_is_revoked():
    agreement = with_room()
    lost = LicenceStatus.REVOKED
    agreement.change_licence(
        person("2026-11-02T08:30"), licence=lost, decided_on=LAST_DAY, source="IVO"
    )

    with refuses(given(agreement), LicenceLost, agreement="avtal-a", licence=lost):
        offer(agreement)


def test_the_clock_offers_nobody_a_place():
    agreement = given(with_room())

    with refuses(agreement, MachineCannotDecide, event="agreement.place_offered"):
        agreement.offer_place(
            scheduler("2026-11-02T09:00"), customer="person-3", days=7
        )


# -- Answering ---------------------------------------------------------------------


def test_whoever_accepts_has_the_place_and_waits_no_longer():
    agreement = given(offered())

    agreement.accept_offer(person(IN_TIME), customer="person-3")

    assert emitted(agreement) == [
        event(Agreement.OfferAccepted, customer="person-3", area="norr")
    ]
    assert "person-3" in agreement.holders
    assert (list(agreement.queue), agreement.offers) == (["person-4"], {})
    assert agreement.room_in("norr") == 0


def test_a_kept_place_is_given_even_when_the_ceiling_was_lowered_meanwhile():
    agreement = offered()
    agreement.change_places(
        person("2026-11-03T09:00"),
        places={"norr": 0},
        share_percent=0.0,
        reason="Minskar.",
    )

    take(agreement, place("person-3"), at="2026-11-04T09:00")

    assert "person-3" in agreement.holders


def test_a_kept_place_is_not_a_larger_place():
    agreement = given(offered())
    agreement.agree_capacity(person("2026-11-03T09:00"), **minutes_in_the_north(100))
    given(agreement)

    with pytest.raises(NoRoom):
        take(agreement, place("person-3", minutes=101), at="2026-11-04T09:00")


def minutes_in_the_north(amount: int) -> dict[str, object]:
    step = Capacity(
        from_on=day("2026-11-03"),
        area="norr",
        unit=CapacityUnit.MINUTES,
        amount=amount,
    )
    return {"steps": (step,), "ground": CapacityGround.AGREED, "reason": "Avtalat."}


@pytest.mark.parametrize(("leaves", "waiting"), [(True, ["person-4"]), (False, None)])
def test_whoever_declines_makes_room_and_leaves_the_queue_or_stays(leaves, waiting):
    agreement = given(offered())

    agreement.decline_offer(person(IN_TIME), customer="person-3", leaves_queue=leaves)

    assert emitted(agreement) == [
        event(
            Agreement.OfferDeclined,
            customer="person-3",
            area="norr",
            leaves_queue=leaves,
        )
    ]
    assert list(agreement.queue) == (waiting or ["person-3", "person-4"])
    assert agreement.room_in("norr") == 1


def test_an_offer_lapses_when_its_time_is_out_and_the_queue_moves_on():
    agreement = given(offered())

    agreement.lapse_offer(scheduler(TOO_LATE), customer="person-3")

    assert emitted(agreement) == [
        event(
            Agreement.OfferLapsed, customer="person-3", area="norr", leaves_queue=True
        )
    ]
    assert agreement.next_in_queue("norr") == "person-4"
    assert agreement.room_in("norr") == 1


def test_an_offer_does_not_lapse_one_second_early():
    agreement = given(offered())

    with refuses(agreement, OfferStillOpen, customer="person-3", answer_by=LAST_DAY):
        agreement.lapse_offer(scheduler(IN_TIME), customer="person-3")


@pytest.mark.parametrize("answer", [Agreement.accept_offer, Agreement.decline_offer])
def test_an_answer_may_come_too_late(answer):
    agreement = given(offered())

    with refuses(agreement, OfferRunOut, customer="person-3", answer_by=LAST_DAY):
        answer(agreement, person(TOO_LATE), customer="person-3")


@pytest.mark.parametrize(
    "answer",
    [Agreement.accept_offer, Agreement.decline_offer, Agreement.lapse_offer],
)
def test_without_an_offer_there_is_nothing_to_answer(answer):
    agreement = given(offered())

    with refuses(agreement, NotOffered, agreement="avtal-a", customer="person-4"):
        answer(agreement, person(IN_TIME), customer="person-4")


def test_whoever_leaves_the_queue_gives_up_the_offer():
    agreement = offered()

    agreement.leave_queue(person(IN_TIME), ("person-3",), reason="Insatserna upphör.")

    assert agreement.offers == {}
    assert agreement.room_in("norr") == 1


def test_offers_fall_with_the_agreement():
    agreement = offered()

    rescind(agreement, "2026-11-03T09:00")

    assert agreement.offers == {}
    with refuses(
        given(agreement), NotOffered, agreement="avtal-a", customer="person-3"
    ):
        agreement.decline_offer(person(IN_TIME), customer="person-3")


@pytest.mark.parametrize(
    "act",
    [
        lambda case, at: case.offer_place(at, customer="person-3", days=7),
        lambda case, at: case.accept_offer(at, customer="person-3"),
    ],
    ids=["offer", "accept"],
)
def test_no_place_is_offered_or_accepted_when_the_agreement_is_over(act):
    agreement = offered()
    rescind(agreement, "2026-11-03T09:00")

    with refuses(given(agreement), AgreementNotInForce, status=agreement.status):
        act(agreement, person("2026-11-04T09:00"))
