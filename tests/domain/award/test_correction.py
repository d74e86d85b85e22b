"""Correction: bids compared anew, or all annulled, as a court has ordered."""

from __future__ import annotations

import pytest

from tests.domain.award.stages import (
    CLEAR,
    REVIEW,
    WINNERS,
    by_relative_price,
    chief,
    comparison,
    decided,
    lock,
    locked,
    notices,
    notified,
    notify,
    proposed,
    sign,
    signed,
    unlocked,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.award import Award, LockKind, Status, Winner
from upphandling.domain.award.refusals import (
    AwardAnnulled,
    AwardInWrongStage,
    NothingToCorrect,
    SamePersonProposed,
    SigningIsLocked,
    TooLateToCorrect,
)
from upphandling.domain.evaluation import difference
from upphandling.domain.notices import SomeoneNotNotified

WITHOUT_B = comparison({"anbud-1": 5.0, "anbud-3": 4.0})
WITHOUT_A = comparison({"anbud-2": 3.0, "anbud-3": 4.0})


# -- Redo --------------------------------------------------------------------------


@pytest.mark.parametrize("stage", [decided, notified, unlocked, locked])
def test_nothing_is_ever_signed_from_what_a_court_wants_redone(stage):
    award = given(stage())

    award.annul(person("2026-05-18T08:00"), REVIEW)

    assert emitted(award) == [event(Award.Annulled, review=REVIEW)]
    with refuses(award, AwardAnnulled, tender="hemtjanst-2026"):
        sign(award, "2026-06-18T09:00")
    for lock_id in list(award.locks):
        award.release_lock(person("2026-06-18T09:00"), lock_id)
    assert award.status is Status.ANNULLED
    assert award.before_a_court


def test_what_is_annulled_is_neither_corrected_nor_told_of_again():
    award = notified()
    award.annul(person("2026-05-18T08:00"), REVIEW)
    given(award)

    for act in (
        lambda: award.annul(person("2026-05-18T09:00"), REVIEW),
        lambda: award.order_correction(person("2026-05-18T09:00"), REVIEW),
        lambda: award.re_evaluate(person("2026-05-18T09:00"), comparison=WITHOUT_B),
    ):
        with refuses(
            award,
            AwardInWrongStage,
            status=Status.ANNULLED,
            required=Status.NOTIFIED,
        ):
            act()
    with pytest.raises(AwardInWrongStage):
        notify(award, "2026-05-18T10:00")


def test_what_is_annulled_may_still_be_withdrawn_with_its_tender():
    award = notified()
    award.annul(person("2026-05-18T08:00"), REVIEW)

    award.withdraw(person("2026-05-19T09:00"), reasons="Ska göras om.")

    assert award.status is Status.WITHDRAWN


# -- Correction --------------------------------------------------------------------


def ordered() -> Award:
    """A court has ordered a correction, and its order is a lock as well."""
    award = locked()
    award.unlock(scheduler("2026-05-16T00:00"))
    at = person("2026-08-03T09:00")
    award.lock_signing(at, lock(LockKind.COURT_ORDER, "order"))
    award.release_lock(at, "sparr")
    award.order_correction(at, REVIEW)
    return award


def test_an_order_to_correct_keeps_signing_locked_by_itself():
    award = given(unlocked())

    award.order_correction(person("2026-05-18T09:00"), REVIEW)

    assert emitted(award) == [
        event(Award.CorrectionOrdered, review=REVIEW),
        event(Award.SigningRelocked, review=REVIEW),
    ]
    with refuses(
        award,
        SigningIsLocked,
        kind=LockKind.COURT_ORDER,
        review=REVIEW,
        paragraph="LOU 20 kap. 6 §",
    ):
        sign(award)


def test_a_correction_that_is_not_made_outlives_the_standstill_and_the_locks():
    award = locked()
    award.order_correction(person("2026-05-13T09:00"), REVIEW)

    award.unlock(scheduler("2026-05-16T00:00"))
    award.release_lock(person("2026-05-18T09:00"), "sparr")

    assert [topic for topic, _ in emitted(award)][-2:] == [
        "award.standstill_ended",
        "award.lock_released",
    ]
    assert award.status is Status.NOTIFIED


def test_a_correction_compares_anew_and_shows_what_became_different():
    award = given(ordered())
    before = award.evaluation

    award.re_evaluate(person("2026-08-17T09:00"), comparison=WITHOUT_A)

    after = WITHOUT_A.evaluation()
    assert emitted(award) == [
        event(
            Award.Reevaluated,
            fallen=("anbud-1",),
            comparison=WITHOUT_A,
            evaluation=after,
            changes=difference(before, after),
        ),
        event(Award.LockReleased, lock="order"),
    ]
    assert (award.status, award.winners, award.standstill) == (
        Status.PROPOSED,
        (),
        None,
    )


def test_the_order_of_another_review_is_not_released():
    award = ordered()
    other = lock(LockKind.COURT_ORDER, "annan", review="mal-77-26")
    award.lock_signing(person("2026-08-04T09:00"), other)

    award.re_evaluate(person("2026-08-17T09:00"), comparison=WITHOUT_A)

    assert award.locks == {"annan": other}


def test_after_a_correction_another_person_decides_and_a_new_standstill_runs():
    award = ordered()
    award.re_evaluate(person("2026-08-17T09:00"), comparison=WITHOUT_A)
    winners = (
        Winner(lot="norr", bid="anbud-2"),
        Winner(lot="soder", bid="anbud-3"),
        Winner(lot="soder", bid="anbud-2"),
    )

    with pytest.raises(SamePersonProposed):
        award.make(person("2026-08-18T09:00"), winners=winners, motive="Rättat.")
    award.make(chief("2026-08-18T09:00"), winners=winners, motive="Rättat.")
    notify(award, "2026-08-19T09:00")
    award.unlock(scheduler("2026-09-01T00:00"))
    sign(award, "2026-09-01T09:00", bid="anbud-2")

    assert award.standstill.last_day == day("2026-08-31")
    assert award.signed == {("norr", "anbud-2"): "avtal-a"}


def test_who_compared_anew_does_not_decide_either():
    award = ordered()
    award.re_evaluate(chief("2026-08-17T09:00"), comparison=WITHOUT_B)

    with refuses(given(award), SamePersonProposed, proposed_by="chef-1"):
        award.make(chief("2026-08-18T09:00"), winners=WINNERS, motive="Rättat.")


def test_everybody_is_told_of_the_new_decision():
    award = ordered()
    award.re_evaluate(person("2026-08-17T09:00"), comparison=WITHOUT_B)
    award.make(chief("2026-08-18T09:00"), winners=WINNERS, motive="Rättat.")

    with refuses(
        given(award), SomeoneNotNotified, missing=["utforare-b", "utforare-c"]
    ):
        notify(
            award,
            "2026-08-19T09:00",
            notices=notices("utforare-a", at="2026-08-19T09:00"),
        )


def test_in_a_relative_model_a_bid_that_falls_may_turn_the_others_around():
    """The lowest price sets the scale: without it, prices differ more in points."""
    rest = {"anbud_2": (4.0, 2000), "anbud_3": (3.0, 1500)}
    award = proposed(by_relative_price(anbud_1=(0.0, 1000), **rest))
    assert [won.bid for won in award.evaluation.winners] == ["anbud-2"]

    award.re_evaluate(person("2026-04-27T09:00"), comparison=by_relative_price(**rest))

    assert [won.bid for won in award.evaluation.winners] == ["anbud-3"]
    ((_, told),) = emitted(award)[2:]
    assert [
        (change.bid, change.rank_before, change.rank_after, change.won_after)
        for change in told["changes"]
    ] == [
        ("anbud-2", 1, 2, False),
        ("anbud-3", 2, 1, True),
        ("anbud-1", 3, None, False),
    ]


@pytest.mark.parametrize("stage", [proposed, decided])
def test_a_bid_may_fall_before_anybody_is_told(stage):
    award = given(stage())

    award.re_evaluate(person("2026-05-04T15:00"), comparison=WITHOUT_B)

    ((topic, told),) = emitted(award)
    assert (topic, told["fallen"]) == ("award.reevaluated", ("anbud-2",))


@pytest.mark.parametrize("stage", [notified, unlocked, locked])
def test_once_the_bidders_are_told_only_a_court_has_the_bids_compared_anew(stage):
    award = given(stage())

    with refuses(award, NothingToCorrect, status=award.status):
        award.re_evaluate(person("2026-05-18T09:00"), comparison=WITHOUT_B)


@pytest.mark.parametrize("stage", [notified, unlocked, locked])
def test_the_bids_are_compared_anew_when_a_winner_has_fallen(stage):
    award = given(stage())

    award.re_evaluate(person("2026-05-18T09:00"), comparison=WITHOUT_A)

    assert award.status is Status.PROPOSED
    with pytest.raises(AwardInWrongStage):
        sign(award)


def test_bids_are_not_compared_anew_once_a_contract_is_signed():
    award = signed()
    award.order_correction(person("2026-05-19T09:00"), REVIEW)

    with refuses(given(award), TooLateToCorrect, agreements=["avtal-a"]):
        award.re_evaluate(person("2026-05-20T09:00"), comparison=WITHOUT_B)


def test_the_secrecy_that_was_lifted_does_not_come_back():
    award = decided()

    award.re_evaluate(person("2026-05-04T15:00"), comparison=comparison(CLEAR))

    assert award.portrait()["bids"].keys() == {"anbud-1", "anbud-2", "anbud-3"}
    assert award.winners == ()
    assert WINNERS
