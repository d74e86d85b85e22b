"""Filing of a review: the application, new grounds, and when to ask the court."""

from __future__ import annotations

import pytest

from tests.domain.review.court import (
    EXTENDED,
    KEY,
    confirmed,
    filed,
    late,
    rule,
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
from upphandling.domain.instants import NotYet
from upphandling.domain.legal_time import count
from upphandling.domain.review import (
    Against,
    Outcome,
    Review,
)
from upphandling.domain.review.refusals import (
    BeforeTheApplication,
    GroundsBarredAlready,
    GroundsNotBarred,
    NotLate,
    NotTimeToAsk,
)


def test_an_application_in_time_extends_the_standstill():
    assert emitted(filed()) == [
        event(
            Review.Filed,
            against=Against.AWARD,
            subject="tilldelning",
            tender="hemtjanst",
            court="fr-goteborg",
            case_number="1234-26",
            applicant="utforare-b",
            received_on=day("2026-05-11"),
            begun_on=day("2026-02-02"),
            last_day=day("2026-05-15"),
            in_time=True,
            new_grounds=count("new-grounds", day("2026-05-11"), on=day("2026-02-02")),
            ask_again_days=None,
            ask_on=None,
            holds=(EXTENDED,),
        )
    ]
    assert filed().id == f"review:{KEY}"


@pytest.mark.parametrize(
    ("last_day", "in_time"),
    [("2026-05-10", False), ("2026-05-11", True), (None, True)],
)
def test_the_application_must_have_come_in_on_the_last_day_or_before(last_day, in_time):
    review = filed(last_day=last_day and day(last_day))

    assert review.in_time is in_time
    assert list(review.holds) == (["extended"] if in_time else [])


@pytest.mark.parametrize("against", [Against.CANCELLATION, Against.AGREEMENT])
def test_no_standstill_follows_when_something_else_than_an_award_is_reviewed(against):
    assert filed(against=against).holds == {}


def test_nothing_is_filed_that_is_yet_to_come_in():
    with refuses(None, NotYet, day=day("2026-05-13"), at=local("2026-05-12T09:00")):
        filed(received_on=day("2026-05-13"))


def test_new_grounds_are_not_barred_in_a_procurement_older_than_the_rule():
    assert filed(begun_on=day("2022-06-30")).new_grounds is None


@pytest.mark.parametrize(
    ("on", "in_time"), [("2026-06-01", True), ("2026-06-02", False)]
)
def test_new_grounds_are_kept_and_marked_when_they_are_late(on, in_time):
    review = given(filed())

    review.add_grounds(
        person("2026-06-03T09:00"), on=day(on), summary="Fel vikt på kvalitet."
    )

    assert emitted(review) == [
        event(
            Review.GroundsAdded,
            on=day(on),
            summary="Fel vikt på kvalitet.",
            in_time=in_time,
        )
    ]


def test_grounds_are_not_added_before_the_application():
    review = given(filed())

    with refuses(
        review,
        BeforeTheApplication,
        day=day("2026-05-10"),
        received_on=day("2026-05-11"),
    ):
        review.add_grounds(
            person("2026-06-03T09:00"), on=day("2026-05-10"), summary="Tidigt."
        )


def test_new_grounds_are_barred_by_the_clock_after_three_weeks():
    review = given(filed())

    with refuses(review, GroundsNotBarred, last_day=day("2026-06-01")):
        review.bar_new_grounds(scheduler("2026-06-01T23:59:59"))
    review.bar_new_grounds(scheduler("2026-06-02T00:00"))
    assert emitted(review) == [
        event(Review.NewGroundsBarred, last_day=day("2026-06-01"))
    ]

    with refuses(review, GroundsBarredAlready, review=KEY):
        review.bar_new_grounds(scheduler("2026-06-03T00:00"))


def test_somebody_is_reminded_to_ask_the_court_again_and_again():
    review = given(filed(ask_again_days=14))

    with refuses(review, NotTimeToAsk, ask_on=day("2026-05-26")):
        review.remind_to_ask(scheduler("2026-05-25T23:59:59"))
    review.remind_to_ask(scheduler("2026-05-26T00:00"))

    assert emitted(review) == [
        event(
            Review.CourtToBeAsked,
            due_on=day("2026-05-26"),
            next_on=day("2026-06-09"),
        )
    ]


def test_nobody_is_reminded_who_did_not_ask_for_it():
    review = given(filed())

    with refuses(review, NotTimeToAsk, ask_on=None):
        review.remind_to_ask(scheduler("2026-09-01T00:00"))


def test_a_late_application_turns_out_to_be_in_time_when_no_standstill_had_begun():
    review = given(late())

    review.find_timely(person("2026-05-20T09:00"))

    assert emitted(review) == [event(Review.FoundTimely, holds=(EXTENDED,))]
    assert review.in_time
    assert list(review.holds.values()) == [EXTENDED]


@pytest.mark.parametrize(
    "review",
    [filed, lambda: confirmed(rule(late(), Outcome.DISMISSED, "2026-05-18"))],
    ids=["in time", "ruled on"],
)
def test_only_a_late_one_that_no_court_has_ruled_on_can(review):
    review = given(review())

    with refuses(review, NotLate, review=KEY):
        review.find_timely(person("2026-07-01T09:00"))
