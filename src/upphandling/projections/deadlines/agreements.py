"""What an agreement waits for: to begin, to end, and answers to its offers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upphandling.domain.agreement import BEGINNINGS, Agreement
from upphandling.domain.instants import start_of
from upphandling.projections.base import Change, Fact, instant_text
from upphandling.projections.deadlines import followed
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    after,
    counted,
    over,
    until,
)


@DEADLINES.on(*BEGINNINGS)
def agreement_made(fact: Fact) -> Iterable[Change]:
    terms = fact.data["terms"]
    starts_on = date.fromisoformat(terms["starts_on"])
    yield until(
        fact, Deadline.AGREEMENT_BEGINS, instant_text(start_of(starts_on)), starts_on
    )
    if terms["ends_on"] is not None:
        yield from agreement_ends(fact, terms["ends_on"])
    yield from followed.made(fact)


@DEADLINES.on(
    Agreement.NoticeGiven,
    Agreement.EndAgreed,
    Agreement.Extended,
    Agreement.OptionExercised,
)
def agreement_end_moved(fact: Fact) -> Iterable[Change]:
    yield from agreement_ends(fact, fact.data["ends_on"])


@DEADLINES.on(Agreement.ExpiryWatched)
def expiry_watched(fact: Fact) -> Iterable[Change]:
    yield counted(fact, Deadline.EXPIRY_ALARM, fact.data["alarm"])


@DEADLINES.on(Agreement.ExpiryAlarmRaised)
def expiry_alarm_raised(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.EXPIRY_ALARM)


@DEADLINES.on(Agreement.Rescinded)
def agreement_rescinded(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.AGREEMENT_BEGINS)
    yield over(fact, Deadline.AGREEMENT_ENDS)
    yield over(fact, Deadline.EXPIRY_ALARM)
    for customer in fact.data["queue"]:
        yield over(fact, Deadline.OFFER_ANSWER_DUE, customer)
    last_day = date.fromisoformat(fact.data["wind_up_until"])
    yield until(fact, Deadline.WIND_UP_ENDS, after(last_day), last_day)
    yield from followed.ended(fact)


@DEADLINES.on(Agreement.WoundUp)
def agreement_wound_up(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.WIND_UP_ENDS)


@DEADLINES.on(Agreement.PlaceOffered)
def place_offered(fact: Fact) -> Iterable[Change]:
    yield counted(
        fact,
        Deadline.OFFER_ANSWER_DUE,
        fact.data["answer_by"],
        fact.data["customer"],
    )


@DEADLINES.on(Agreement.OfferAccepted, Agreement.OfferDeclined, Agreement.OfferLapsed)
def offer_answered(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.OFFER_ANSWER_DUE, fact.data["customer"])


@DEADLINES.on(Agreement.PlacesTaken)
def places_taken(fact: Fact) -> Iterable[Change]:
    for place in fact.data["taken"]:
        yield over(fact, Deadline.OFFER_ANSWER_DUE, place["customer"])


@DEADLINES.on(Agreement.QueueLeft)
def queue_left(fact: Fact) -> Iterable[Change]:
    for customer in fact.data["customers"]:
        yield over(fact, Deadline.OFFER_ANSWER_DUE, customer)


@DEADLINES.on(Agreement.Began)
def agreement_began(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.AGREEMENT_BEGINS)
    yield from followed.began(fact)


@DEADLINES.on(Agreement.Expired)
def agreement_expired(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.AGREEMENT_BEGINS)
    yield over(fact, Deadline.AGREEMENT_ENDS)
    yield over(fact, Deadline.EXPIRY_ALARM)
    yield from followed.ended(fact)


def agreement_ends(fact: Fact, ends_on: str) -> Iterable[Change]:
    last_day = date.fromisoformat(ends_on)
    yield until(fact, Deadline.AGREEMENT_ENDS, after(last_day), last_day)
