"""The duration: an agreement begins, is prolonged or given notice, and ends."""

from __future__ import annotations

from datetime import date

from upphandling.domain.agreement.contract import Contract
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AgreementNotOver,
    AgreementNotStarted,
    EndsBeforeItStarts,
    NothingToExtend,
    NoticeProlongs,
    NoticeTooShort,
)
from upphandling.domain.agreement.terms import Status
from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.instants import local_date, midnight_after, start_of
from upphandling.domain.legal_time import count
from upphandling.domain.licence import LicenceStatus


class Duration(Contract):
    """An agreement in time, with the licence that its provider has."""

    licence: LicenceStatus = LicenceStatus.IN_FORCE

    # -- Events, in the order they happen ----------------------------------

    class Began(DomainEvent):
        """Avtalet har börjat gälla (lokal ordning)."""

        TOPIC = "agreement.began"

        def apply(self, case: Duration) -> None:
            case.status = Status.IN_FORCE

    class NoticeGiven(Decision):
        """Avtalet har sagts upp (lokal ordning)."""

        TOPIC = "agreement.notice_given"
        ends_on: date
        reason: str

        def apply(self, case: Duration) -> None:
            case.ends_on = self.ends_on

    class EndAgreed(Decision):
        """Parterna har kommit överens om att avtalet upphör (lokal ordning)."""

        TOPIC = "agreement.end_agreed"
        ends_on: date
        reason: str

        def apply(self, case: Duration) -> None:
            case.ends_on = self.ends_on

    class Extended(Decision):
        """Avtalet har förlängts (lokal ordning)."""

        TOPIC = "agreement.extended"
        before: date | None
        ends_on: date
        reason: str

        def apply(self, case: Duration) -> None:
            case.ends_on = self.ends_on

    class LicenceChanged(DomainEvent):
        """Utförarens tillstånd har ändrats av IVO eller domstol (lokal ordning)."""

        TOPIC = "agreement.licence_changed"
        licence: LicenceStatus
        decided_on: date
        source: str

        def apply(self, case: Duration) -> None:
            case.licence = self.licence

    class Expired(DomainEvent):
        """Avtalet har upphört att gälla (lokal ordning)."""

        TOPIC = "agreement.expired"
        ended_on: date

        def apply(self, case: Duration) -> None:
            case.status = Status.EXPIRED

    # -- Commands: refuse, or bring about one event ------------------------

    def start(self, stamp: Stamp) -> None:
        if self.status is not Status.SIGNED:
            raise AgreementNotInForce(status=self.status)
        if stamp.at < start_of(self.agreed.starts_on):
            raise AgreementNotStarted(starts_on=self.agreed.starts_on)
        self.record(self.Began, stamp)

    def give_notice(self, stamp: Stamp, *, ends_on: date, reason: str) -> None:
        self._must_be_alive()
        self._must_end_ahead(ends_on, stamp)
        if self.exit_notice is not None:
            today = local_date(stamp.at)
            notice = count("exit-notice", today, length=self.exit_notice)
            if ends_on < notice.last_day:
                raise NoticeTooShort(ends_on=ends_on, earliest=notice.last_day)
        self.decide(self.NoticeGiven, stamp, ends_on=ends_on, reason=reason)

    def agree_end(self, stamp: Stamp, *, ends_on: date, reason: str) -> None:
        """Both parties want it: no notice has to run."""
        self._must_be_alive()
        self._must_end_ahead(ends_on, stamp)
        self.decide(self.EndAgreed, stamp, ends_on=ends_on, reason=reason)

    def extend(self, stamp: Stamp, *, ends_on: date, reason: str) -> None:
        self._must_be_alive()
        if self.ends_on is None or ends_on <= self.ends_on:
            raise NothingToExtend(ends_on=self.ends_on, wanted=ends_on)
        self.decide(
            self.Extended, stamp, before=self.ends_on, ends_on=ends_on, reason=reason
        )

    def change_licence(
        self, stamp: Stamp, *, licence: LicenceStatus, decided_on: date, source: str
    ) -> None:
        self.record(
            self.LicenceChanged,
            stamp,
            licence=licence,
            decided_on=decided_on,
            source=source,
        )

    def expire(self, stamp: Stamp) -> None:
        self.record(self.Expired, stamp, ended_on=self._day_it_ran_out(stamp))

    # -- Rules -------------------------------------------------------------

    def _day_it_ran_out(self, stamp: Stamp) -> date:
        self._must_be_alive()
        if self.ends_on is None or stamp.at < midnight_after(self.ends_on):
            raise AgreementNotOver(ends_on=self.ends_on)
        return self.ends_on

    def _must_end_ahead(self, ends_on: date, stamp: Stamp) -> None:
        if ends_on < local_date(stamp.at):
            raise EndsBeforeItStarts(ends_on=ends_on, at=stamp.at)
        self._must_not_prolong(ends_on)

    def _must_not_prolong(self, ends_on: date) -> None:
        if self.ends_on is not None and ends_on > self.ends_on:
            raise NoticeProlongs(ends_on=self.ends_on, wanted=ends_on)
