"""The end of a review: followed, appealed, closed, opened again."""

from __future__ import annotations

import pytest

from tests.domain.review.court import (
    KEY,
    appealed,
    confirmed,
    ended,
    filed,
    followed,
    forbidden,
    rejected,
    rule,
    to_be_redone,
)
from tests.given import (
    day,
    emitted,
    event,
    given,
    local,
    person,
    refuses,
)
from upphandling.domain.base import Role, Stamp
from upphandling.domain.errors import NoMandate
from upphandling.domain.parts import UnknownPart
from upphandling.domain.review import (
    Against,
    Instance,
    Outcome,
    Review,
    Status,
)
from upphandling.domain.review.refusals import (
    BeforeTheApplication,
    NoHigherCourt,
    NoOrderToFollow,
    NotAppealed,
    NotRuled,
    OrderAlreadyFollowed,
    OrderNotFollowed,
    ReviewEnded,
    RulingNotConfirmed,
)


def test_somebody_with_a_mandate_decides_to_follow_the_court():
    review = given(to_be_redone())
    told = {"ruling": "dom", "motive": "Vi följer."}
    clerk = Stamp(by="registrator-1", role=Role.REGISTRAR, at=local("2026-07-01T09:00"))

    with refuses(review, NoMandate, event="review.ruling_accepted"):
        review.accept_ruling(clerk, **told)
    assert review.accept_ruling(person("2026-07-01T09:00"), **told) is Outcome.REDO

    assert emitted(review) == [
        event(
            Review.RulingAccepted,
            ruling="dom",
            outcome=Outcome.REDO,
            motive="Vi följer.",
        )
    ]


def test_only_an_order_is_followed_and_only_once():
    review = given(rejected())
    with refuses(review, NoOrderToFollow, ruling="dom", outcome=Outcome.REJECTED):
        review.accept_ruling(
            person("2026-07-01T09:00"), ruling="dom", motive="Vi följer."
        )

    review = given(followed())
    with refuses(review, OrderAlreadyFollowed, ruling="dom"):
        review.accept_ruling(person("2026-07-02T09:00"), ruling="dom", motive="Igen.")


def test_an_order_is_not_followed_before_it_is_confirmed():
    review = given(rule(filed(), Outcome.REDO, "2026-06-15"))

    with refuses(review, RulingNotConfirmed, ruling="dom"):
        review.accept_ruling(
            person("2026-07-01T09:00"), ruling="dom", motive="Vi följer."
        )


def test_the_supplier_and_the_authority_appeal_to_the_next_court():
    on = {"appealed_on": day("2026-07-01")}
    review = given(rejected())
    review.appeal(person("2026-07-01T09:00"), **on)
    assert emitted(review) == [
        event(Review.Appealed, instance=Instance.SECOND, ask_on=None, **on)
    ]

    review = given(to_be_redone())
    review.appeal_for_authority(person("2026-07-01T09:00"), grounds="Fel i sak.", **on)
    assert emitted(review) == [
        event(
            Review.AuthorityAppealed,
            instance=Instance.SECOND,
            grounds="Fel i sak.",
            ask_on=None,
            **on,
        )
    ]


def test_the_authority_does_not_appeal_what_it_follows():
    review = given(followed())

    with refuses(review, OrderAlreadyFollowed, ruling="dom"):
        review.appeal_for_authority(
            person("2026-07-02T09:00"), appealed_on=day("2026-07-02"), grounds="Fel."
        )


def test_nobody_appeals_before_the_court_has_ruled_or_above_the_supreme_court():
    review = given(filed())
    with refuses(review, NotRuled, pending_in=Instance.FIRST):
        appealed(review)

    review = appealed(rejected())
    for ruling, instance, on in (
        ("kr", Instance.SECOND, "2026-09-01"),
        ("hfd", Instance.SUPREME, "2026-12-01"),
    ):
        rule(review, Outcome.UPHELD, on, ruling=ruling, instance=instance)
        confirmed(review, ruling, f"{on}T16:00")
        if instance is Instance.SECOND:
            appealed(review, "2026-09-15")
    given(review)
    with refuses(review, NoHigherCourt, instance=Instance.SUPREME):
        appealed(review, "2026-12-20")


def test_leave_is_granted_by_a_higher_court():
    review = given(appealed(rejected()))
    review.grant_leave(
        person("2026-08-03T09:00"),
        instance=Instance.SECOND,
        decided_on=day("2026-08-03"),
    )
    assert emitted(review) == [
        event(
            Review.LeaveGranted,
            instance=Instance.SECOND,
            decided_on=day("2026-08-03"),
        )
    ]

    review = given(filed())
    with refuses(review, NotAppealed, instance=Instance.FIRST):
        review.grant_leave(
            person("2026-08-03T09:00"),
            instance=Instance.FIRST,
            decided_on=day("2026-08-03"),
        )


def test_a_case_is_closed_when_no_court_has_it_and_its_order_is_followed():
    review = given(filed())
    with refuses(review, NotRuled, pending_in=Instance.FIRST):
        review.close(person("2026-08-03T09:00"), reason="Klart.")

    review = given(to_be_redone())
    with refuses(review, OrderNotFollowed, ruling="dom"):
        review.close(person("2026-08-03T09:00"), reason="Klart.")

    review = given(followed())
    review.close(person("2026-08-03T09:00"), reason="Klart.")
    assert emitted(review) == [event(Review.Closed, reason="Klart.")]


ACTS = {
    "grounds": lambda review, at: review.add_grounds(
        at, on=day("2026-08-03"), summary="Sent."
    ),
    "bar": lambda review, at: review.bar_new_grounds(at),
    "ask": lambda review, at: review.remind_to_ask(at),
    "interim": lambda review, at: review.decide_interim(
        at,
        instance=Instance.SECOND,
        decided_on=day("2026-08-03"),
        prohibits_signing=True,
    ),
    "leave": lambda review, at: review.grant_leave(
        at, instance=Instance.SECOND, decided_on=day("2026-08-03")
    ),
    "close": lambda review, at: review.close(at, reason="Igen."),
}


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_done_with_a_case_that_has_ended(act):
    review = given(ended())

    with refuses(review, ReviewEnded, review=KEY):
        ACTS[act](review, person("2026-08-04T09:00"))


def test_an_appeal_that_comes_after_all_opens_the_case_again():
    review = given(ended())

    appealed(review, "2026-08-10")

    assert (review.status, review.instance) == (Status.PENDING, Instance.SECOND)


TOO_EARLY = day("2026-05-10")
SAYINGS = {
    "lift extension": lambda review, at: review.lift_extension(
        at, ruling="beslut", decided_on=TOO_EARLY
    ),
    "interim of a higher court": lambda review, at: review.decide_interim(
        at, instance=Instance.SECOND, decided_on=TOO_EARLY, prohibits_signing=True
    ),
    "lift interim": lambda review, at: review.lift_interim(
        at,
        ruling="beslut",
        instance=Instance.FIRST,
        decided_on=TOO_EARLY,
        ten_day_period=True,
    ),
    "appeal": lambda review, at: review.appeal(at, appealed_on=TOO_EARLY),
}


@pytest.mark.parametrize("saying", SAYINGS)
def test_nothing_happens_in_a_case_before_its_application(saying):
    review = given(rejected() if saying == "appeal" else forbidden(filed()))

    with refuses(
        review, BeforeTheApplication, day=TOO_EARLY, received_on=day("2026-05-11")
    ):
        SAYINGS[saying](review, person("2026-07-01T09:00"))


@pytest.mark.parametrize("act", ["forbid_performance", "allow_performance"])
def test_a_contract_is_not_touched_before_its_application(act):
    review = given(filed(against=Against.AGREEMENT))

    with refuses(
        review, BeforeTheApplication, day=TOO_EARLY, received_on=day("2026-05-11")
    ):
        getattr(review, act)(
            person("2026-07-01T09:00"), instance=Instance.FIRST, decided_on=TOO_EARLY
        )


def test_a_ruling_that_nobody_knows_is_neither_followed_nor_appealed_unconfirmed():
    review = given(rejected())
    with refuses(review, UnknownPart, part="annan", known=["dom"]):
        review.accept_ruling(
            person("2026-07-01T09:00"), ruling="annan", motive="Vi följer."
        )

    review = given(rule(filed(), Outcome.REDO, "2026-06-15"))
    with refuses(review, RulingNotConfirmed, ruling="dom"):
        appealed(review)
