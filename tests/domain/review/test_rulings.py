"""Rulings of a review: which ten days follow, which orders stand, what is not possible."""

from __future__ import annotations

import pytest

from tests.domain.review.court import (
    appealed,
    confirmed,
    filed,
    order,
    rejected,
    rule,
    ten_days,
    to_be_redone,
)
from tests.given import (
    SWEDEN,
    day,
    emitted,
    event,
    given,
    local,
    person,
    refuses,
)
from upphandling.domain.instants import NotYet
from upphandling.domain.review import (
    Against,
    Instance,
    Outcome,
    Review,
    Status,
)
from upphandling.domain.review.refusals import (
    AlreadyRuled,
    BeforeTheApplication,
    OutcomeNotPossible,
)


def test_the_ten_days_are_counted_from_the_day_of_the_ruling():
    review = given(filed())

    rule(review, Outcome.REJECTED, "2026-06-15", appeal_last_day=day("2026-07-06"))

    hold = ten_days("dom", "2026-06-15")
    assert hold.period.last_day == day("2026-06-25")
    assert emitted(review) == [
        event(
            Review.Ruled,
            ruling="dom",
            instance=Instance.FIRST,
            outcome=Outcome.REJECTED,
            back_to=None,
            ruled_on=day("2026-06-15"),
            ten_day_period=hold.period,
            appeal_last_day=day("2026-07-06"),
            holds=(hold,),
            frees=("extended",),
        )
    ]


@pytest.mark.parametrize(
    ("ruled_on", "last_day", "because"),
    [
        ("2026-12-11", "2026-12-21", None),
        ("2026-12-14", "2026-12-28", "julafton"),
        ("2026-12-15", "2026-12-28", "juldagen"),
        ("2026-12-16", "2026-12-28", "annandag jul"),
        ("2026-12-21", "2027-01-04", "nyårsafton"),
        ("2026-12-27", "2027-01-07", "trettondedag jul"),
    ],
)
def test_the_ten_days_over_christmas_end_on_a_day_when_the_courts_are_open(
    ruled_on, last_day, because
):
    review = Review.file(
        person("2026-12-01T09:00"),
        against=Against.AWARD,
        subject="tilldelning",
        tender="hemtjanst",
        court="fr-goteborg",
        case_number="1234-26",
        applicant="utforare-b",
        received_on=day("2026-12-01"),
        begun_on=day("2026-02-02"),
        last_day=day("2026-12-04"),
        ask_again_days=None,
    )

    period = rule(review, Outcome.REJECTED, ruled_on).holds["ten-days-dom"].period

    assert period.last_day == day(last_day)
    assert (period.rolled_because is None) == (because is None)
    assert period.expires_at.astimezone(SWEDEN).date() == period.free_from


def test_no_ten_days_follow_where_the_court_said_so():
    review = rule(filed(), Outcome.REJECTED, "2026-06-15", ten_day_period=False)

    assert list(review.holds) == ["extended"]


@pytest.mark.parametrize("outcome", [Outcome.DISMISSED, Outcome.STRUCK_OFF])
def test_ten_days_follow_however_the_court_ended_the_case(outcome):
    assert "ten-days-dom" in rule(filed(), outcome, "2026-06-15").holds


@pytest.mark.parametrize("outcome", [Outcome.REDO, Outcome.CORRECT])
def test_an_order_to_redo_or_correct_holds_until_it_is_followed(outcome):
    review = rule(filed(), outcome, "2026-06-15")

    assert review.holds["order-dom"] == order("dom")
    confirmed(review)
    assert list(review.holds) == ["ten-days-dom", "order-dom"]
    assert review.order == "dom"


def test_a_higher_court_locks_nothing_without_an_interim_measure():
    review = appealed(rejected())

    rule(review, Outcome.UPHELD, "2026-09-01", ruling="kr", instance=Instance.SECOND)

    assert list(review.holds) == ["ten-days-dom"]


def test_ten_days_follow_the_ruling_of_a_higher_court_that_had_locked_signing():
    review = appealed(rejected(), "2026-06-30")
    review.decide_interim(
        person("2026-07-02T09:00"),
        instance=Instance.SECOND,
        decided_on=day("2026-07-01"),
        prohibits_signing=True,
    )

    rule(review, Outcome.UPHELD, "2026-09-01", ruling="kr", instance=Instance.SECOND)
    confirmed(review, "kr", "2026-09-02T09:00")

    assert review.holds["ten-days-kr"] == ten_days("kr", "2026-09-01")
    assert "interim-second" not in review.holds


@pytest.mark.parametrize(
    ("outcome", "back_to", "follows"),
    [
        (Outcome.UPHELD, None, False),
        (Outcome.REJECTED, None, False),
        (Outcome.REFERRED_BACK, Instance.SECOND, True),
    ],
)
def test_after_the_supreme_courts_measure_ten_days_follow_only_if_it_sends_it_back(
    outcome, back_to, follows
):
    review = appealed(rejected())
    rule(review, Outcome.UPHELD, "2026-09-01", ruling="kr", instance=Instance.SECOND)
    appealed(confirmed(review, "kr", "2026-09-02T09:00"), "2026-09-15")
    review.decide_interim(
        person("2026-09-17T09:00"),
        instance=Instance.SUPREME,
        decided_on=day("2026-09-16"),
        prohibits_signing=True,
    )

    rule(
        review,
        outcome,
        "2026-12-01",
        ruling="hfd",
        instance=Instance.SUPREME,
        back_to=back_to,
    )

    assert ("ten-days-hfd" in review.holds) is follows


@pytest.mark.parametrize(
    ("outcome", "stands"),
    [
        (Outcome.UPHELD, True),
        (Outcome.LEAVE_REFUSED, True),
        (Outcome.REJECTED, False),
        (Outcome.DISMISSED, False),
    ],
)
def test_an_order_falls_when_a_higher_court_overturns_it(outcome, stands):
    review = appealed(to_be_redone())

    rule(review, outcome, "2026-09-01", ruling="kr", instance=Instance.SECOND)
    assert "order-dom" in review.holds
    confirmed(review, "kr", "2026-09-02T09:00")

    assert ("order-dom" in review.holds) is stands
    assert review.order == ("dom" if stands else None)


def test_a_higher_court_may_order_what_the_lower_did_not():
    review = appealed(to_be_redone())

    rule(review, Outcome.CORRECT, "2026-09-01", ruling="kr", instance=Instance.SECOND)
    confirmed(review, "kr", "2026-09-02T09:00")

    assert list(review.holds) == ["ten-days-dom", "order-kr"]
    assert review.order == "kr"


def test_a_case_that_is_sent_back_is_pending_in_the_lower_court_again():
    review = appealed(to_be_redone())

    rule(
        review,
        Outcome.REFERRED_BACK,
        "2026-09-01",
        ruling="kr",
        instance=Instance.SECOND,
        back_to=Instance.FIRST,
    )
    confirmed(review, "kr", "2026-09-02T09:00")

    assert (review.status, review.instance) == (Status.PENDING, Instance.FIRST)
    assert "extended" not in review.holds
    rule(review, Outcome.REJECTED, "2026-11-02", ruling="dom-2")


@pytest.mark.parametrize(
    ("against", "instance", "outcome", "back_to"),
    [
        (Against.AWARD, Instance.FIRST, Outcome.CONTRACT_VOID, None),
        (Against.AWARD, Instance.FIRST, Outcome.UPHELD, None),
        (Against.AWARD, Instance.FIRST, Outcome.LEAVE_REFUSED, None),
        (Against.AWARD, Instance.FIRST, Outcome.REJECTED, Instance.FIRST),
        (Against.AWARD, Instance.FIRST, Outcome.REFERRED_BACK, Instance.FIRST),
        (Against.AGREEMENT, Instance.FIRST, Outcome.REDO, None),
        (Against.AGREEMENT, Instance.FIRST, Outcome.CORRECT, None),
    ],
)
def test_a_court_cannot_rule_what_is_not_before_it(against, instance, outcome, back_to):
    review = given(filed(against=against))

    with refuses(
        review,
        OutcomeNotPossible,
        outcome=outcome,
        instance=instance,
        against=against,
        back_to=back_to,
    ):
        rule(review, outcome, "2026-06-15", back_to=back_to)


def test_a_higher_court_sends_a_case_down_and_says_where():
    review = given(appealed(rejected()))

    for back_to in (None, Instance.SECOND):
        with refuses(
            review,
            OutcomeNotPossible,
            outcome=Outcome.REFERRED_BACK,
            instance=Instance.SECOND,
            against=Against.AWARD,
            back_to=back_to,
        ):
            rule(
                review,
                Outcome.REFERRED_BACK,
                "2026-09-01",
                ruling="kr",
                instance=Instance.SECOND,
                back_to=back_to,
            )


def test_a_court_rules_once():
    review = given(rejected())

    with refuses(review, AlreadyRuled, instance=Instance.FIRST):
        rule(review, Outcome.REDO, "2026-07-01", ruling="igen")


def test_a_ruling_is_not_older_than_the_application_nor_yet_to_come():
    review = given(filed())

    with refuses(
        review,
        BeforeTheApplication,
        day=day("2026-05-10"),
        received_on=day("2026-05-11"),
    ):
        rule(review, Outcome.REJECTED, "2026-06-15", ruled_on=day("2026-05-10"))
    with refuses(review, NotYet, day=day("2026-06-16"), at=local("2026-06-15T15:00")):
        rule(review, Outcome.REJECTED, "2026-06-15", ruled_on=day("2026-06-16"))
