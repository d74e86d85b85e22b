"""Aftermath of an award: what must be published, and how long a contract may be tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date, timedelta

from upphandling.domain.award.explanation import Explanation
from upphandling.domain.award.refusals import (
    NoticeAlreadyPublished,
    NoticeNotDue,
    PublishedBeforeSigning,
    ValidityReviewNotOver,
)
from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.instants import local_date, must_have_come
from upphandling.domain.legal_time import LegalDeadline, count_if_in_force
from upphandling.domain.notices import (
    Notice,
    last_sent_on,
    must_be_sent_between,
    must_reach_all,
)
from upphandling.domain.parts import must_be_known


class Award(Explanation):
    """The award decision of one tender, until nobody can contest its contracts.

    By agreement: `unpublished` those whose notice remains, with its last day, and
    `contestable` those whose validity may still be tried, with the last day.
    """

    KIND = "award"

    signed_on: dict[str, date] = field(default_factory=dict)
    unpublished: dict[str, LegalDeadline | None] = field(default_factory=dict)
    contestable: dict[str, LegalDeadline | None] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class WindowsOpened(DomainEvent):
        """Tiderna som följer på ett ingånget avtal löper (LOU 20 kap. 17 §)."""

        TOPIC = "award.windows_opened"
        agreement: str
        signed_on: date
        validity: LegalDeadline | None
        post_award_notice: LegalDeadline | None

        def apply(self, case: Award) -> None:
            case.signed_on[self.agreement] = self.signed_on
            case.contestable[self.agreement] = self.validity
            case.unpublished[self.agreement] = self.post_award_notice

    class PostAwardNoticePublished(DomainEvent):
        """Upphandlingsresultatet har efterannonserats (LOU 19 kap. 7 §)."""

        TOPIC = "award.post_award_notice_published"
        agreements: tuple[str, ...]
        database: str
        published_on: date
        validity_short: LegalDeadline | None
        shortened: tuple[str, ...]

        def apply(self, case: Award) -> None:
            for agreement in self.agreements:
                case.unpublished.pop(agreement, None)
            for agreement in self.shortened:
                case.contestable[agreement] = self.validity_short

    class PostAwardNoticeOverdue(DomainEvent):
        """Efterannonsen är försenad (LOU 19 kap. 7 §)."""

        TOPIC = "award.post_award_notice_overdue"
        agreement: str
        last_day: date

        def apply(self, case: Award) -> None:
            case.unpublished[self.agreement] = None

    class ContractAnnouncedToBidders(DomainEvent):
        """Anbudsgivarna har underrättats om att avtal har slutits (LOU 20 kap. 17 §)."""

        TOPIC = "award.contract_announced_to_bidders"
        agreements: tuple[str, ...]
        notices: tuple[Notice, ...]
        summary: str
        validity_short: LegalDeadline | None
        shortened: tuple[str, ...]

        def apply(self, case: Award) -> None:
            for agreement in self.shortened:
                case.contestable[agreement] = self.validity_short

    class ValidityReviewEnded(DomainEvent):
        """Tiden för överprövning av avtalets giltighet har gått ut (LOU 20 kap. 17 §)."""

        TOPIC = "award.validity_review_ended"
        agreement: str
        last_day: date

        def apply(self, case: Award) -> None:
            case.contestable.pop(self.agreement, None)

    # -- Commands: refuse, or bring about one event ------------------------

    def sign(
        self,
        stamp: Stamp,
        *,
        lot: str,
        bid: str,
        agreement: str,
        collect_quarterly: bool = False,
    ) -> None:
        """Sign, and count what follows; a collected notice waits for the quarter."""
        super().sign(stamp, lot=lot, bid=bid, agreement=agreement)
        signed_on = local_date(stamp.at)
        ended = end_of_quarter(signed_on) if collect_quarterly else signed_on
        self.record(
            self.WindowsOpened,
            stamp,
            agreement=agreement,
            signed_on=signed_on,
            validity=count_if_in_force("validity-review", signed_on, on=self.begun_on),
            post_award_notice=count_if_in_force(
                "post-award-notice", ended, on=self.begun_on
            ),
        )

    def publish_notice(
        self,
        stamp: Stamp,
        *,
        agreements: tuple[str, ...],
        database: str,
        published_on: date,
    ) -> None:
        """The result is published; the validity can then be tried for 30 days."""
        self._must_be_signed_by(agreements, published_on)
        must_have_come(published_on, stamp.at)
        for agreement in agreements:
            if agreement not in self.unpublished:
                raise NoticeAlreadyPublished(agreement=agreement)
        short = self._short_review_from(published_on)
        self.record(
            self.PostAwardNoticePublished,
            stamp,
            agreements=agreements,
            database=database,
            published_on=published_on,
            validity_short=short,
            shortened=self._shortened(agreements, short),
        )

    def call_notice_overdue(self, stamp: Stamp, *, agreement: str) -> None:
        due = self.unpublished.get(agreement)
        if due is None or stamp.at < due.expires_at:
            raise NoticeNotDue(last_day=due and due.last_day)
        self.record(
            self.PostAwardNoticeOverdue,
            stamp,
            agreement=agreement,
            last_day=due.last_day,
        )

    def announce_contracts(
        self,
        stamp: Stamp,
        *,
        agreements: tuple[str, ...],
        notices: tuple[Notice, ...],
        summary: str,
    ) -> None:
        """Every bidder is told in writing; the 30 days run from the last sending."""
        told_on = last_sent_on(notices)
        self._must_be_signed_by(agreements, told_on)
        must_be_sent_between(notices, self.decided_at or stamp.at, stamp.at)
        must_reach_all(notices, {bid.bidder for bid in self.bids.values()})
        short = self._short_review_from(told_on)
        self.record(
            self.ContractAnnouncedToBidders,
            stamp,
            agreements=agreements,
            notices=notices,
            summary=summary,
            validity_short=short,
            shortened=self._shortened(agreements, short),
        )

    def end_validity_review(self, stamp: Stamp, *, agreement: str) -> None:
        window = self.contestable.get(agreement)
        if window is None or stamp.at < window.expires_at:
            raise ValidityReviewNotOver(last_day=window and window.last_day)
        self.record(
            self.ValidityReviewEnded,
            stamp,
            agreement=agreement,
            last_day=window.last_day,
        )

    # -- Rules -------------------------------------------------------------

    def _must_be_signed_by(self, agreements: Sequence[str], on: date) -> None:
        for agreement in agreements:
            must_be_known(agreement, self.signed_on)
            if on < self.signed_on[agreement]:
                raise PublishedBeforeSigning(
                    agreement=agreement, signed_on=self.signed_on[agreement]
                )

    def _short_review_from(self, day: date) -> LegalDeadline | None:
        return count_if_in_force("validity-review-short", day, on=self.begun_on)

    def _shortened(
        self, agreements: Sequence[str], short: LegalDeadline | None
    ) -> tuple[str, ...]:
        """Those whose time for review the short one ends, and does not prolong."""
        if short is None:
            return ()
        return tuple(
            agreement
            for agreement in agreements
            if (window := self.contestable.get(agreement)) is not None
            and short.last_day < window.last_day
        )


def end_of_quarter(day: date) -> date:
    """The last day of the quarter that the day is in."""
    months = day.year * 12 + (day.month - 1) // 3 * 3 + 3
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)
