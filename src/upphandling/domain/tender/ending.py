"""The end of a tender that is cancelled, with a review of its own."""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.notices import (
    Notice,
    last_sent_on,
    must_be_sent_between,
    must_reach_all,
    slowest_channel,
)
from upphandling.domain.tender.conclusion import Conclusion
from upphandling.domain.tender.refusals import (
    AlreadyNotified,
    ReviewNotOver,
    TenderInWrongStage,
)
from upphandling.domain.tender.terms import NoAwardReason, Status


class Tender(Conclusion):
    """One procurement of home care, from its preparation to its end.

    `told` are notices of a cancellation some of which did not say why.
    """

    KIND = "tender"

    cancelled_at: datetime | None = None
    reason_code: NoAwardReason | None = None
    review: LegalDeadline | None = None
    review_ended: bool = False
    told: dict[str, Notice] = field(default_factory=dict)
    untold_reasons: tuple[str, ...] = ()

    # -- Events, in the order they happen ----------------------------------

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
            case.unsealed = True
            case.cancelled_at = self.effective_at
            case.reason_code = self.reason_code

    class CancellationNotifiedDefectively(DomainEvent):
        """Underrättelser om avbrytandet har skickats utan skäl (LOU 19 kap. 21 §)."""

        TOPIC = "tender.cancellation_notified_defectively"
        notices: tuple[Notice, ...]
        without_reasons: tuple[str, ...]

        def apply(self, case: Tender) -> None:
            case.told = {notice.recipient: notice for notice in self.notices}
            case.untold_reasons = self.without_reasons

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

    def notify_cancellation(
        self,
        stamp: Stamp,
        *,
        notices: tuple[Notice, ...],
        without_reasons: tuple[str, ...] = (),
    ) -> None:
        """Keep what was sent; the time runs when all have been told the reasons."""
        self._must_be(Status.CANCELLED)
        if self.review is not None:
            raise AlreadyNotified(last_day=self.review.last_day)
        must_be_sent_between(notices, self.cancelled_at or stamp.at, stamp.at)
        latest = tuple(({**self.told, **{n.recipient: n for n in notices}}).values())
        must_reach_all(latest, {bid.bidder for bid in self.bids.values()})
        told_now = {notice.recipient for notice in notices}
        if lacking := (
            *(one for one in self.untold_reasons if one not in told_now),
            *without_reasons,
        ):
            self.record(
                self.CancellationNotifiedDefectively,
                stamp,
                notices=latest,
                without_reasons=lacking,
            )
            return
        review = count(
            "cancellation-review",
            last_sent_on(latest),
            channel=slowest_channel(latest),
            on=self.begun_on(stamp),
        )
        self.record(self.CancellationNotified, stamp, notices=latest, review=review)

    def end_cancellation_review(self, stamp: Stamp) -> None:
        if self.review is None or self.review_ended:
            raise TenderInWrongStage(status=self.status)
        if stamp.at < self.review.expires_at:
            raise ReviewNotOver(last_day=self.review.last_day)
        self.record(self.CancellationReviewEnded, stamp, last_day=self.review.last_day)
