"""Tender (upphandling): from preparation until it is awarded or cancelled.

Prepared ──▶ Announced ──▶ Closed ──▶ Opened ──▶ Awarded
    └────────────┴────────────┴──────────┴──────────┴──▶ Cancelled ──▶ review ended

Everything that tells of bids is secret until Awarded or Cancelled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import AwareDatetime

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp, Value
from upphandling.domain.errors import WITHHELD
from upphandling.domain.evaluation import Bid, Criterion, Lot
from upphandling.domain.legal_time import (
    LegalDeadline,
    count,
    local_date,
    midnight_after,
    start_of,
)
from upphandling.domain.notices import (
    Notice,
    last_sent_on,
    must_be_sent_between,
    must_reach_all,
    slowest_channel,
)
from upphandling.domain.parts import UnknownPart, must_be_known
from upphandling.domain.requirements import Requirement
from upphandling.domain.tender_refusals import (
    AlreadyNotified,
    BidNotQualified,
    BidsStillWelcome,
    BidTooLate,
    ClosesOnAnotherDay,
    DuplicateBid,
    LastDayPassed,
    RequirementWithoutFollowUp,
    ReviewNotOver,
    TenderInWrongStage,
    TooManyPoints,
    TwoMustOpen,
)


class Status(StrEnum):
    PREPARED = "prepared"
    ANNOUNCED = "announced"
    CLOSED = "closed"
    OPENED = "opened"
    AWARDED = "awarded"
    CANCELLED = "cancelled"


class NoAwardReason(StrEnum):
    """Why nobody won, in the codes of eForms (`non-award-justification`)."""

    ALL_REJECTED = "all-rej"
    CHANGED_NEEDS = "chan-need"
    INSUFFICIENT_FUNDS = "ins-fund"
    NO_BIDS = "no-rece"
    NOT_SIGNED = "no-signed"
    ONE_ADMISSIBLE = "one-admis"
    REVIEW_BODY = "rev-body"
    BUYER_AFTER_REVIEW = "rev-buyer"
    PROCEDURAL_ERROR = "tch-pr-error"
    OTHER = "other"


class Assessment(Value):
    """One bid against the mandatory requirements; none failed means qualified."""

    failed: tuple[str, ...]
    motive: str


class Tender(Aggregate):
    """One procurement of home care."""

    KIND = "tender"

    system: str = ""
    status: Status = Status.PREPARED
    lots: dict[str, Lot] = field(default_factory=dict)
    criteria: dict[str, Criterion] = field(default_factory=dict)
    requirements: dict[str, Requirement] = field(default_factory=dict)
    announced_at: datetime | None = None
    closes_at: datetime | None = None
    bids: dict[str, Bid] = field(default_factory=dict)
    assessments: dict[str, Assessment] = field(default_factory=dict)
    points: dict[tuple[str, str], float] = field(default_factory=dict)
    award: str | None = None
    cancelled_at: datetime | None = None
    reason_code: NoAwardReason | None = None
    review: LegalDeadline | None = None
    review_ended: bool = False

    # -- Events, in the order they happen ----------------------------------

    class Prepared(Decision):
        """Upphandlingen har förberetts (LOU 19 kap. 9 §)."""

        TOPIC = "tender.prepared"
        system: str
        title: str
        lots: tuple[Lot, ...]
        criteria: tuple[Criterion, ...]

        def apply(self, case: Tender) -> None:
            case.system = self.system
            case.lots = {lot.lot: lot for lot in self.lots}
            case.criteria = {c.criterion: c for c in self.criteria}

    class Announced(Decision):
        """Upphandlingen har annonserats (LOU 19 kap. 6 §)."""

        TOPIC = "tender.announced"
        last_day: date
        closes_at: AwareDatetime
        notice: str
        requirements: tuple[Requirement, ...]

        def apply(self, case: Tender) -> None:
            case.status = Status.ANNOUNCED
            case.announced_at = self.effective_at
            case.closes_at = self.closes_at
            case.requirements = {r.requirement: r for r in self.requirements}

    class BidReceived(DomainEvent):
        """Ett anbud har kommit in (LOU 19 kap. 12 §)."""

        TOPIC = "tender.bid_received"
        SECRET = True
        bid: Bid

        def apply(self, case: Tender) -> None:
            case.bids[self.bid.bid] = self.bid

    class Closed(DomainEvent):
        """Tiden för att komma in med anbud har gått ut (LOU 19 kap. 11 §)."""

        TOPIC = "tender.closed"

        def apply(self, case: Tender) -> None:
            case.status = Status.CLOSED

    class Opened(DomainEvent):
        """Anbuden har öppnats (lokal ordning)."""

        TOPIC = "tender.opened"
        present: tuple[str, ...]

        def apply(self, case: Tender) -> None:
            case.status = Status.OPENED

    class BidAssessed(Decision):
        """Ett anbud har prövats mot de obligatoriska kraven (LOU 19 kap. 9 §)."""

        TOPIC = "tender.bid_assessed"
        SECRET = True
        bid: str
        assessment: Assessment

        def apply(self, case: Tender) -> None:
            case.assessments[self.bid] = self.assessment

    class BidScored(Decision):
        """Ett anbud har poängsatts på ett tilldelningskriterium (LOU 19 kap. 9 §)."""

        TOPIC = "tender.bid_scored"
        SECRET = True
        bid: str
        criterion: str
        points: float
        motive: str

        def apply(self, case: Tender) -> None:
            case.points[self.bid, self.criterion] = self.points

    class Awarded(Decision):
        """Upphandlingen har avgjorts genom ett tilldelningsbeslut (LOU 19 kap. 19 §)."""

        TOPIC = "tender.awarded"
        award: str

        def apply(self, case: Tender) -> None:
            case.status = Status.AWARDED
            case.award = self.award

    class Cancelled(Decision):
        """Upphandlingen har avbrutits (LOU 19 kap. 21 §)."""

        TOPIC = "tender.cancelled"
        reason_code: NoAwardReason
        reasons: str
        decision: str | None
        bids: int
        qualified: int

        def apply(self, case: Tender) -> None:
            case.status = Status.CANCELLED
            case.cancelled_at = self.effective_at
            case.reason_code = self.reason_code

    class CancellationNotified(DomainEvent):
        """Anbudsgivarna har underrättats om avbrytandet (LOU 19 kap. 21 §)."""

        TOPIC = "tender.cancellation_notified"
        notices: tuple[Notice, ...]
        review: LegalDeadline

        def apply(self, case: Tender) -> None:
            case.review = self.review

    class CancellationReviewEnded(DomainEvent):
        """Tiden för överprövning av avbrytandet har gått ut (LOU 20 kap. 12 §)."""

        TOPIC = "tender.cancellation_review_ended"
        last_day: date

        def apply(self, case: Tender) -> None:
            case.review_ended = True

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def prepare(
        cls,
        stamp: Stamp,
        key: str,
        *,
        system: str,
        title: str,
        lots: tuple[Lot, ...],
        criteria: tuple[Criterion, ...],
    ) -> Self:
        return cls.begin(
            cls.Prepared,
            stamp,
            key,
            system=system,
            title=title,
            lots=lots,
            criteria=criteria,
        )

    def announce(
        self,
        stamp: Stamp,
        *,
        last_day: date,
        closes_at: datetime | None,
        notice: str,
        requirements: Sequence[Requirement],
    ) -> None:
        self._must_be(Status.PREPARED)
        if bare := [r.requirement for r in requirements if r.follow_up is None]:
            raise RequirementWithoutFollowUp(requirements=bare)
        closes_at = closes_at or midnight_after(last_day)
        if not start_of(last_day) < closes_at <= midnight_after(last_day):
            raise ClosesOnAnotherDay(last_day=last_day, closes_at=closes_at)
        if closes_at <= stamp.at:
            raise LastDayPassed(announced_at=stamp.at, closes_at=closes_at)
        self.decide(
            self.Announced,
            stamp,
            last_day=last_day,
            closes_at=closes_at,
            notice=notice,
            requirements=tuple(requirements),
        )

    def receive_bid(self, stamp: Stamp, *, bid: Bid) -> None:
        if self.status is not Status.ANNOUNCED or self.closes_at is None:
            if self.status in (Status.CLOSED, Status.OPENED):
                raise BidTooLate(closes_at=self.closes_at, received_at=stamp.at)
            raise TenderInWrongStage(status=self.status)
        if stamp.at >= self.closes_at:
            raise BidTooLate(closes_at=self.closes_at, received_at=stamp.at)
        if bid.bid in self.bids:
            raise DuplicateBid(bid=WITHHELD)
        for lot in bid.lots:
            must_be_known(lot, self.lots)
        self.record(self.BidReceived, stamp, bid=bid)

    def close(self, stamp: Stamp) -> None:
        self._must_be(Status.ANNOUNCED)
        if self.closes_at is not None and stamp.at < self.closes_at:
            raise BidsStillWelcome(closes_at=self.closes_at)
        self.record(self.Closed, stamp)

    def open(self, stamp: Stamp, *, present: tuple[str, ...]) -> None:
        self._must_be(Status.CLOSED)
        if self.closes_at is not None and stamp.at < self.closes_at:
            raise BidsStillWelcome(closes_at=self.closes_at)
        if len(set(present)) < 2:  # noqa: PLR2004
            raise TwoMustOpen(present=present)
        self.record(self.Opened, stamp, present=present)

    def assess(self, stamp: Stamp, *, bid: str, assessment: Assessment) -> None:
        self._must_be(Status.OPENED)
        self._must_have_come(bid)
        for requirement in assessment.failed:
            must_be_known(requirement, self.requirements)
        self.decide(self.BidAssessed, stamp, bid=bid, assessment=assessment)

    def score(
        self, stamp: Stamp, *, bid: str, criterion: str, points: float, motive: str
    ) -> None:
        self._must_be(Status.OPENED)
        self._must_have_come(bid)
        must_be_known(criterion, self.criteria)
        if bid not in self.qualified:
            raise BidNotQualified(bid=WITHHELD)
        if not 0 <= points <= self.criteria[criterion].max_points:
            raise TooManyPoints(max_points=self.criteria[criterion].max_points)
        self.decide(
            self.BidScored,
            stamp,
            bid=bid,
            criterion=criterion,
            points=points,
            motive=motive,
        )

    def conclude(self, stamp: Stamp, *, award: str) -> None:
        self._must_be(Status.OPENED)
        self.decide(self.Awarded, stamp, award=award)

    def cancel(
        self,
        stamp: Stamp,
        *,
        reason_code: NoAwardReason,
        reasons: str,
        decision: str | None,
    ) -> None:
        if self.status is Status.CANCELLED:
            raise TenderInWrongStage(status=self.status)
        self.decide(
            self.Cancelled,
            stamp,
            reason_code=reason_code,
            reasons=reasons,
            decision=decision,
            bids=len(self.bids),
            qualified=len(self.qualified),
        )

    def notify_cancellation(self, stamp: Stamp, *, notices: tuple[Notice, ...]) -> None:
        self._must_be(Status.CANCELLED)
        if self.review is not None:
            raise AlreadyNotified(last_day=self.review.last_day)
        must_be_sent_between(notices, self.cancelled_at or stamp.at, stamp.at)
        must_reach_all(notices, {bid.bidder for bid in self.bids.values()})
        review = count(
            "cancellation-review",
            last_sent_on(notices),
            channel=slowest_channel(notices),
            on=self.begun_on(stamp),
        )
        self.record(self.CancellationNotified, stamp, notices=notices, review=review)

    def end_cancellation_review(self, stamp: Stamp) -> None:
        self._must_be(Status.CANCELLED)
        if self.review is None or self.review_ended:
            raise TenderInWrongStage(status=self.status)
        if stamp.at < self.review.expires_at:
            raise ReviewNotOver(last_day=self.review.last_day)
        self.record(self.CancellationReviewEnded, stamp, last_day=self.review.last_day)

    # -- Rules -------------------------------------------------------------

    @property
    def qualified(self) -> set[str]:
        """Bids that met every mandatory requirement."""
        return {bid for bid, seen in self.assessments.items() if not seen.failed}

    @property
    def sealed(self) -> bool:
        """Whether absolute secrecy holds for everything about bids."""
        return self.status not in (Status.AWARDED, Status.CANCELLED)

    def portrait(self) -> dict[str, Any]:
        """The state; nothing about bids, not even their number, while sealed."""
        state = super().portrait()
        if self.sealed:
            state.update(bids=WITHHELD, assessments=WITHHELD, points=WITHHELD)
        return state

    def begun_on(self, stamp: Stamp) -> date:
        """The day the procurement began, whose wording of the law it is held to."""
        return local_date(self.announced_at or stamp.at)

    def must_have_qualified(self, bid: str) -> None:
        if bid not in self.qualified:
            raise BidNotQualified(bid=WITHHELD)

    def must_be_opened(self) -> None:
        self._must_be(Status.OPENED)

    def _must_have_come(self, bid: str) -> None:
        if bid not in self.bids:
            raise UnknownPart(part=bid, known=WITHHELD)

    def _must_be(self, status: Status) -> None:
        if self.status is not status:
            raise TenderInWrongStage(status=self.status, required=status)
