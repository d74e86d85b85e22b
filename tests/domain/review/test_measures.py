"""Measures while a review is pending: what locks at once, and frees when confirmed."""

from __future__ import annotations

import pytest

from tests.domain.review.court import (
    EXTENDED,
    KEY,
    appealed,
    colleague,
    confirmed,
    filed,
    forbidden,
    late,
    rejected,
    rule,
    ten_days,
)
from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
)
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.review import (
    Against,
    Hold,
    HoldKind,
    Instance,
    Outcome,
    Review,
    Status,
)
from upphandling.domain.review.refusals import (
    AboutContract,
    AlreadyRuled,
    AnotherInstance,
    NoExtendedStandstill,
    NoInterimMeasure,
    NotAboutContract,
    NotRuled,
    RulingNotConfirmed,
    RulingOvertaken,
    RulingSettled,
    SamePersonConfirms,
)

# -- Four eyes ---------------------------------------------------------------------


def test_a_ruling_locks_at_once_and_frees_when_somebody_else_has_confirmed_it():
    review = given(rule(filed(), Outcome.REJECTED, "2026-06-15"))
    assert list(review.holds) == ["extended", "ten-days-dom"]

    with refuses(review, SamePersonConfirms, ruling="dom"):
        review.confirm_ruling(person("2026-06-16T09:00"), ruling="dom")
    review.confirm_ruling(colleague("2026-06-16T09:00"), ruling="dom")

    assert emitted(review) == [
        event(
            Review.RulingConfirmed,
            ruling="dom",
            outcome=Outcome.REJECTED,
            status=Status.RULED,
            instance=Instance.FIRST,
            interim=None,
            order=None,
            frees=("extended",),
        )
    ]
    assert list(review.holds) == ["ten-days-dom"]


def test_the_clock_confirms_no_ruling():
    review = given(rule(filed(), Outcome.REJECTED, "2026-06-15"))

    with refuses(review, MachineCannotDecide, event="review.ruling_confirmed"):
        review.confirm_ruling(scheduler("2026-06-16T09:00"), ruling="dom")


def test_a_ruling_is_confirmed_once():
    review = given(rejected())

    with refuses(review, RulingSettled, ruling="dom"):
        review.confirm_ruling(colleague("2026-06-16T09:00"), ruling="dom")
    with refuses(review, UnknownPart, part="annan", known=["dom"]):
        review.confirm_ruling(colleague("2026-06-16T09:00"), ruling="annan")


def test_a_ruling_that_was_typed_in_wrong_is_taken_away_by_somebody_else():
    review = given(rule(filed(), Outcome.REDO, "2026-06-15"))
    wrong = {"ruling": "dom", "reason": "Ett annat mål."}

    with refuses(review, SamePersonConfirms, ruling="dom"):
        review.retract_ruling(person("2026-06-16T09:00"), **wrong)
    review.retract_ruling(colleague("2026-06-16T09:00"), **wrong)

    assert emitted(review) == [
        event(Review.RulingRetracted, **wrong, frees=("order-dom",))
    ]
    assert list(review.holds) == ["extended", "ten-days-dom"]
    with refuses(review, PartExists, part="dom"):
        rule(review, Outcome.REJECTED, "2026-06-15")
    rule(review, Outcome.REJECTED, "2026-06-15", ruling="dom-2")


def test_nothing_more_is_typed_in_before_the_last_is_confirmed():
    review = given(rule(filed(), Outcome.REJECTED, "2026-06-15"))

    with refuses(review, RulingNotConfirmed, ruling="dom"):
        rule(review, Outcome.REDO, "2026-06-16", ruling="dom-2")


# -- The extended standstill -------------------------------------------------------


def test_the_court_lifts_the_extended_standstill_when_somebody_has_confirmed_it():
    review = given(filed())

    review.lift_extension(
        person("2026-06-01T09:00"), ruling="beslut", decided_on=day("2026-05-29")
    )
    assert emitted(review) == [
        event(
            Review.ExtensionLifted,
            ruling="beslut",
            decided_on=day("2026-05-29"),
            frees=("extended",),
        )
    ]
    assert review.holds == {"extended": EXTENDED}

    confirmed(review, "beslut")
    assert (review.holds, review.status) == ({}, Status.PENDING)


def test_an_extended_standstill_is_lifted_once():
    review = filed()
    review.lift_extension(
        person("2026-06-01T09:00"), ruling="beslut", decided_on=day("2026-05-29")
    )
    given(confirmed(review, "beslut"))

    with refuses(review, NoExtendedStandstill, review=KEY):
        review.lift_extension(
            person("2026-07-01T09:00"), ruling="igen", decided_on=day("2026-06-30")
        )


def test_no_ten_days_follow_when_the_extended_standstill_was_lifted_before():
    review = filed()
    review.lift_extension(
        person("2026-06-01T09:00"), ruling="beslut", decided_on=day("2026-05-29")
    )
    confirmed(review, "beslut", "2026-06-02T09:00")

    assert rule(review, Outcome.REJECTED, "2026-06-15").holds == {}


# -- Interim measures --------------------------------------------------------------


def test_a_late_application_holds_nothing_until_the_court_says_so():
    review = given(late())

    forbidden(review)

    hold = Hold(hold="interim-first", kind=HoldKind.INTERIM_MEASURE)
    assert emitted(review) == [
        event(
            Review.InterimDecided,
            instance=Instance.FIRST,
            decided_on=day("2026-05-29"),
            prohibits_signing=True,
            holds=(hold,),
            overtakes=None,
        )
    ]
    assert review.holds == {"interim-first": hold}


def test_a_ruling_that_did_not_know_of_the_measure_is_typed_in_anew():
    review = given(forbidden(rule(late(), Outcome.REJECTED, "2026-05-29")))

    with refuses(review, RulingOvertaken, ruling="dom"):
        confirmed(review)
    review.retract_ruling(
        colleague("2026-06-02T09:00"),
        ruling="dom",
        reason="Målet var inte fullständigt.",
    )
    rule(review, Outcome.REJECTED, "2026-06-02", ruling="dom-2")

    assert list(confirmed(review, "dom-2").holds) == ["ten-days-dom-2"]


def test_a_measure_may_take_the_place_of_the_extended_standstill_the_same_day():
    review = filed()
    review.lift_extension(
        person("2026-05-29T09:00"), ruling="beslut", decided_on=day("2026-05-29")
    )

    confirmed(forbidden(review), "beslut")

    assert list(review.holds) == ["interim-first"]


def test_a_court_may_also_say_no_to_an_interim_measure():
    review = given(late())

    review.decide_interim(
        person("2026-06-01T09:00"),
        instance=Instance.FIRST,
        decided_on=day("2026-05-29"),
        prohibits_signing=False,
    )

    assert (review.holds, review.interim) == ({}, None)


@pytest.mark.parametrize("ten_day_period", [True, False])
def test_ten_days_follow_when_the_court_lifts_its_measure_unless_it_said_otherwise(
    ten_day_period,
):
    review = forbidden(late())

    review.lift_interim(
        person("2026-06-16T09:00"),
        ruling="beslut",
        instance=Instance.FIRST,
        decided_on=day("2026-06-15"),
        ten_day_period=ten_day_period,
    )

    holds = {"ten-days-beslut": ten_days("beslut", "2026-06-15")}
    assert list(review.holds) == ["interim-first", *(holds if ten_day_period else ())]
    confirmed(review, "beslut")
    assert review.holds == (holds if ten_day_period else {})
    assert review.interim is None


def test_only_a_measure_that_holds_is_lifted():
    review = given(late())

    with refuses(review, NoInterimMeasure, instance=Instance.FIRST, interim=None):
        review.lift_interim(
            person("2026-06-16T09:00"),
            ruling="beslut",
            instance=Instance.FIRST,
            decided_on=day("2026-06-15"),
            ten_day_period=True,
        )


def test_a_higher_court_may_forbid_signing_before_the_appeal_is_known_here():
    review = given(forbidden(rejected(), Instance.SECOND))

    assert "interim-second" in review.holds
    with refuses(review, NotRuled, pending_in=Instance.SECOND):
        review.close(person("2026-07-01T09:00"), reason="Klart.")


def test_a_court_that_has_ruled_says_no_more():
    review = given(rejected())

    with refuses(review, AlreadyRuled, instance=Instance.FIRST):
        forbidden(review)


def test_a_lower_court_says_nothing_of_a_case_that_a_higher_has():
    review = given(appealed(rejected()))

    with refuses(
        review,
        AnotherInstance,
        instance=Instance.FIRST,
        pending_in=Instance.SECOND,
    ):
        forbidden(review)


def test_during_the_review_of_a_cancellation_nothing_is_held():
    review = filed(against=Against.CANCELLATION)

    assert forbidden(review).holds == {}
    assert rule(review, Outcome.REDO, "2026-06-15").holds == {}
    assert confirmed(review).order == "dom"


# -- The validity of a contract ----------------------------------------------------


def test_a_contract_may_be_void_or_stand():
    for outcome in (Outcome.CONTRACT_VOID, Outcome.CONTRACT_STANDS):
        review = rule(filed(against=Against.AGREEMENT), outcome, "2026-06-15")

        assert review.holds == {}
        assert confirmed(review).status is Status.RULED


def test_a_contract_may_not_be_performed_until_the_court_says_otherwise():
    review = given(filed(against=Against.AGREEMENT))
    said = {"instance": Instance.FIRST, "decided_on": day("2026-05-29")}

    review.forbid_performance(person("2026-06-01T09:00"), **said)
    assert not review.may_be_performed
    review.allow_performance(person("2026-06-02T09:00"), **said)
    assert review.may_be_performed

    assert emitted(review) == [
        event(Review.PerformanceForbidden, **said),
        event(Review.PerformanceAllowed, **said),
    ]


def test_signing_and_performing_are_not_mixed_up():
    award, contract = given(filed()), given(filed(against=Against.AGREEMENT))
    said = {"instance": Instance.FIRST, "decided_on": day("2026-05-29")}

    for act in (award.forbid_performance, award.allow_performance):
        with refuses(award, NotAboutContract, against=Against.AWARD):
            act(person("2026-06-01T09:00"), **said)
    with refuses(contract, AboutContract, review=KEY):
        forbidden(contract)
