"""The end of a tender: awarded, or cancelled with a review of its own."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.notices import (
    Notice,
    last_sent_on,
    must_be_sent_between,
    must_reach_all,
    slowest_channel,
)
from upphandling.domain.tender.examination import Examination
from upphandling.domain.tender.refusals import (
    AlreadyNotified,
    ReviewNotOver,
    TenderInWrongStage,
)
from upphandling.domain.tender.terms import NoAwardReason, Status


class Tender(Examination):
    """One procurement of home care, from its preparation to its end."""

    KIND = "tender"

    award: str | None = None
    cancelled_at: datetime | None = None
    reason_code: NoAwardReason | None = None
    review: LegalDeadline | None = None
    review_ended: bool = False

    # -- Events, in the order they happen ----------------------------------

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
    def sealed(self) -> bool:
        """Whether absolute secrecy holds for everything about bids."""
        return self.status not in (Status.AWARDED, Status.CANCELLED)

    def portrait(self) -> dict[str, Any]:
        """The state; nothing about bids, not even their number, while sealed."""
        state = super().portrait()
        if self.sealed:
            state.update(dict.fromkeys(self.SECRETS, WITHHELD))
        return state

    def must_be_opened(self) -> None:
        self._must_be(Status.OPENED)
