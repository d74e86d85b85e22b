"""Notification of an award: everybody is told, and the standstill begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import date

from upphandling.domain.award.decision import Deciding
from upphandling.domain.award.refusals import AwardInWrongStage
from upphandling.domain.award.terms import Defect, Status
from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.notices import (
    Notice,
    last_sent_on,
    must_be_sent_between,
    must_reach_all,
    slowest_channel,
)


class Notification(Deciding):
    """An award that the bidders are told of.

    `notices` holds the last one to each; `defects` what those do not say.
    """

    notices: dict[str, Notice] = field(default_factory=dict)
    defects: tuple[Defect, ...] = ()
    stated_last_day: date | None = None
    standstill: LegalDeadline | None = None
    standstill_ended: bool = False

    # -- Events, in the order they happen ----------------------------------

    class Notified(DomainEvent):
        """Anbudsgivarna har underrättats och avtalsspärren löper (LOU 20 kap. 1 §)."""

        TOPIC = "award.notified"
        notices: tuple[Notice, ...]
        standstill: LegalDeadline

        def apply(self, case: Notification) -> None:
            case.status = Status.NOTIFIED
            case.notices = {notice.recipient: notice for notice in self.notices}
            case.defects = ()
            case.stated_last_day = self.standstill.stated_last_day
            case.standstill = self.standstill

    class NotifiedDefectively(DomainEvent):
        """Underrättelser har skickats utan skäl eller avtalsspärr (LOU 19 kap. 19 §)."""

        TOPIC = "award.notified_defectively"
        notices: tuple[Notice, ...]
        defects: tuple[Defect, ...]
        stated_last_day: date | None

        def apply(self, case: Notification) -> None:
            case.status = Status.DECIDED
            case.notices = {notice.recipient: notice for notice in self.notices}
            case.defects = self.defects
            case.stated_last_day = self.stated_last_day
            case.standstill = None

    # -- Commands: refuse, or bring about one event ------------------------

    def notify(
        self,
        stamp: Stamp,
        *,
        notices: tuple[Notice, ...],
        stated_last_day: date | None,
        defects: tuple[Defect, ...] = (),
    ) -> None:
        """Keep what was sent, to all or again to some; the last sending counts.

        While anybody's last notice has a defect, no standstill runs.
        """
        self._must_be(Status.DECIDED, Status.NOTIFIED)
        if self.standstill_ended:
            raise AwardInWrongStage(status=self.status, required=Status.DECIDED)
        must_be_sent_between(notices, self.decided_at or stamp.at, stamp.at)
        latest = self._latest(notices)
        must_reach_all(latest, {bid.bidder for bid in self.bids.values()})
        stated = max(
            filter(None, (self.stated_last_day, stated_last_day)), default=None
        )
        if lacking := (*self._defects_left_by(notices), *defects):
            self.record(
                self.NotifiedDefectively,
                stamp,
                notices=latest,
                defects=lacking,
                stated_last_day=stated,
            )
            return
        standstill = self._standstill(latest, stated_last_day, stated)
        self.record(self.Notified, stamp, notices=latest, standstill=standstill)

    # -- Rules -------------------------------------------------------------

    def _latest(self, notices: Sequence[Notice]) -> tuple[Notice, ...]:
        """The last notice to each, of those sent before and now."""
        latest = dict(self.notices)
        for notice in sorted(notices, key=lambda one: one.sent_at):
            latest[notice.recipient] = notice
        return tuple(latest.values())

    def _defects_left_by(self, notices: Sequence[Notice]) -> tuple[Defect, ...]:
        """What is still lacking for those who are told nothing more now."""
        told = {notice.recipient for notice in notices}
        return tuple(one for one in self.defects if one.recipient not in told)

    def _standstill(
        self, notices: Sequence[Notice], now: date | None, longest: date | None
    ) -> LegalDeadline:
        """Counted from the last sending; a longer time once stated still binds."""

        def counted(stated: date | None) -> LegalDeadline:
            return count(
                "standstill",
                last_sent_on(notices),
                channel=slowest_channel(notices),
                stated_last_day=stated,
                on=self.begun_on,
            )

        standstill = counted(now)
        if longest is not None and longest > standstill.last_day:
            return counted(longest)
        return standstill
