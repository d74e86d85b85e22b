"""Explanation: who bid may ask for the reasons, and gets them in fifteen days."""

from __future__ import annotations

import pytest

from tests.domain.award.stages import BEGUN_ON, chief, decided, notified, proposed
from tests.given import day, emitted, event, given, local, person, refuses, scheduler
from upphandling.domain.award import Award, Status
from upphandling.domain.award.refusals import (
    AwardInWrongStage,
    NotABidder,
    ReasonsNotDue,
)
from upphandling.domain.instants import NotYet
from upphandling.domain.legal_time import count
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.rulebook import Channel

ASK = {"bidder": "utforare-b", "received_on": day("2026-05-06")}


def asked() -> Award:
    award = notified()
    award.request_reasons(person("2026-05-06T11:00"), **ASK)
    return award


def test_a_request_is_answered_within_fifteen_days_from_its_receipt():
    award = given(notified())

    award.request_reasons(person("2026-05-06T11:00"), **ASK)

    due = count("reasons-on-request", day("2026-05-06"), on=BEGUN_ON)
    assert emitted(award) == [event(Award.ReasonsRequested, **ASK, due=due)]
    assert due.last_day == day("2026-05-21")


def test_an_answer_ends_the_wait():
    award = given(asked())

    award.give_reasons(
        person("2026-05-11T09:00"), bidder="utforare-b", channel=Channel.ELECTRONIC
    )

    assert emitted(award) == [
        event(
            Award.ReasonsGiven,
            bidder="utforare-b",
            channel=Channel.ELECTRONIC,
            sent_at=local("2026-05-11T09:00"),
        )
    ]
    assert award.requests == {}


def test_reasons_are_overdue_the_midnight_after_the_last_day():
    award = given(asked())
    with refuses(award, ReasonsNotDue, last_day=day("2026-05-21")):
        award.call_reasons_overdue(
            scheduler("2026-05-21T23:59:59"), bidder="utforare-b"
        )

    award.call_reasons_overdue(scheduler("2026-05-22T00:00"), bidder="utforare-b")

    assert emitted(award) == [
        event(Award.ReasonsOverdue, bidder="utforare-b", last_day=day("2026-05-21"))
    ]
    with refuses(award, ReasonsNotDue, last_day=None):
        award.call_reasons_overdue(scheduler("2026-05-23T00:00"), bidder="utforare-b")


def test_overdue_reasons_are_still_to_be_given():
    award = asked()
    award.call_reasons_overdue(scheduler("2026-05-22T00:00"), bidder="utforare-b")

    award.give_reasons(
        person("2026-05-25T09:00"), bidder="utforare-b", channel=Channel.OTHER
    )

    assert award.requests == {}


def test_who_has_not_bid_is_owed_no_reasons():
    award = given(decided())

    with refuses(award, NotABidder, bidder="utforare-x"):
        award.request_reasons(
            person("2026-05-06T11:00"), **{**ASK, "bidder": "utforare-x"}
        )


def test_nobody_asks_for_reasons_before_there_is_a_decision():
    award = given(proposed())

    with refuses(
        award, AwardInWrongStage, status=Status.PROPOSED, required=Status.DECIDED
    ):
        award.request_reasons(person("2026-05-06T11:00"), **ASK)


def test_a_request_is_one_while_it_waits():
    award = given(asked())

    with refuses(award, PartExists, part="utforare-b"):
        award.request_reasons(person("2026-05-07T11:00"), **ASK)


def test_a_request_has_come_before_it_is_kept():
    award = given(notified())
    at = chief("2026-05-05T23:00")

    with refuses(award, NotYet, day=day("2026-05-06"), at=at.at):
        award.request_reasons(at, **ASK)


@pytest.mark.parametrize("act", ["give", "call"])
def test_nobody_answers_who_has_not_asked(act):
    award = given(notified())

    with refuses(award, UnknownPart, part="utforare-a", known=[]):
        if act == "give":
            award.give_reasons(
                person("2026-05-11T09:00"),
                bidder="utforare-a",
                channel=Channel.ELECTRONIC,
            )
        else:
            award.call_reasons_overdue(
                scheduler("2026-06-11T09:00"), bidder="utforare-a"
            )
