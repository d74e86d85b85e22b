"""Explanation of an award: a bidder asks for the reasons, and is answered in time."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from pydantic import AwareDatetime

from upphandling.domain.award.correction import Correction
from upphandling.domain.award.refusals import (
    AwardInWrongStage,
    NotABidder,
    ReasonsNotDue,
)
from upphandling.domain.award.terms import Status
from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.instants import must_have_come
from upphandling.domain.legal_time import LegalDeadline, count_if_in_force
from upphandling.domain.parts import must_be_known, must_be_new
from upphandling.domain.rulebook import Channel


class Explanation(Correction):
    """An award whose reasons bidders ask for; `requests` are still to be answered."""

    requests: dict[str, LegalDeadline | None] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class ReasonsRequested(DomainEvent):
        """En anbudsgivare har skriftligen begärt skälen (LOU 19 kap. 20 §)."""

        TOPIC = "award.reasons_requested"
        bidder: str
        received_on: date
        due: LegalDeadline | None

        def apply(self, case: Explanation) -> None:
            case.requests[self.bidder] = self.due

    class ReasonsGiven(DomainEvent):
        """Anbudsgivaren har fått upplysningar om skälen (LOU 19 kap. 20 §)."""

        TOPIC = "award.reasons_given"
        bidder: str
        channel: Channel
        sent_at: AwareDatetime

        def apply(self, case: Explanation) -> None:
            case.requests.pop(self.bidder, None)

    class ReasonsOverdue(DomainEvent):
        """Upplysningarna om skälen är försenade (LOU 19 kap. 20 §)."""

        TOPIC = "award.reasons_overdue"
        bidder: str
        last_day: date

        def apply(self, case: Explanation) -> None:
            case.requests[self.bidder] = None

    # -- Commands: refuse, or bring about one event ------------------------

    def request_reasons(self, stamp: Stamp, *, bidder: str, received_on: date) -> None:
        if self.sealed:
            raise AwardInWrongStage(status=self.status, required=Status.DECIDED)
        if bidder not in {bid.bidder for bid in self.bids.values()}:
            raise NotABidder(bidder=bidder)
        must_be_new(bidder, self.requests)
        must_have_come(received_on, stamp.at)
        due = count_if_in_force("reasons-on-request", received_on, on=self.begun_on)
        self.record(
            self.ReasonsRequested,
            stamp,
            bidder=bidder,
            received_on=received_on,
            due=due,
        )

    def give_reasons(self, stamp: Stamp, *, bidder: str, channel: Channel) -> None:
        must_be_known(bidder, self.requests)
        self.record(
            self.ReasonsGiven, stamp, bidder=bidder, channel=channel, sent_at=stamp.at
        )

    def call_reasons_overdue(self, stamp: Stamp, *, bidder: str) -> None:
        must_be_known(bidder, self.requests)
        due = self.requests[bidder]
        if due is None or stamp.at < due.expires_at:
            raise ReasonsNotDue(last_day=due and due.last_day)
        self.record(self.ReasonsOverdue, stamp, bidder=bidder, last_day=due.last_day)
