"""Validity of a tender's bids: how long they bind, by the documents and when prolonged."""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime, timedelta
from typing import ClassVar

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.instants import midnight_after, start_of
from upphandling.domain.legal_time import LegalDeadline, count_if_in_force
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.tender.bid_refusals import (
    BidNoLongerBinding,
    NoProlongationAsked,
    NoValidityRunning,
    ProlongationPending,
    ProlongationTooShort,
    ReminderNotDue,
    ValidityOver,
    ValidityRunning,
)
from upphandling.domain.tender.opening import Opening
from upphandling.domain.tender.terms import Status


class Validity(Opening):
    """A tender whose bids bind their bidders for a time.

    `bound_until` is the last day of the time that runs, for every bid still in play;
    `prolonged_until` the one after it, for those that have accepted it.
    """

    SECRETS: ClassVar[tuple[str, ...]] = (*Opening.SECRETS, "accepted")

    bound_until: date | None = None
    prolonged_until: date | None = None
    remind_on: date | None = None
    accepted: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class ValidityStarted(DomainEvent):
        """Anbudens giltighetstid enligt dokumenten har börjat löpa (LOU 19 kap. 9 §)."""

        TOPIC = "tender.validity_started"
        valid: LegalDeadline
        remind_on: date

        def apply(self, case: Validity) -> None:
            case.bound_until = self.valid.last_day
            case.remind_on = self.remind_on

    class ProlongationDue(DomainEvent):
        """Anbudens giltighetstid går snart ut, förlängning kan behövas (lokal ordning)."""

        TOPIC = "tender.prolongation_due"
        last_day: date

        def apply(self, case: Validity) -> None:
            case.remind_on = None

    class ProlongationAsked(Decision):
        """Anbudsgivarna har bett förlänga sina anbuds giltighetstid (lokal ordning)."""

        TOPIC = "tender.prolongation_asked"
        until: date
        remind_on: date
        reason: str

        def apply(self, case: Validity) -> None:
            case.prolonged_until = self.until
            case.remind_on = self.remind_on

    class ProlongationAccepted(DomainEvent):
        """En anbudsgivare har förlängt sitt anbuds giltighetstid (lokal ordning)."""

        TOPIC = "tender.prolongation_accepted"
        SECRET = True
        bid: str
        until: date

        def apply(self, case: Validity) -> None:
            case.accepted.add(self.bid)

    class ValidityEnded(DomainEvent):
        """Anbudens giltighetstid har gått ut, bara förlängda anbud binder (LOU 19 kap. 9 §)."""

        TOPIC = "tender.validity_ended"
        SECRET = True
        last_day: date
        lapsed: tuple[str, ...]
        prolonged_until: date | None

        def apply(self, case: Validity) -> None:
            case.gone.update(self.lapsed)
            case.bound_until = self.prolonged_until
            case.prolonged_until = None
            case.accepted = set()

    # -- Commands: refuse, or bring about what happened --------------------

    def close(self, stamp: Stamp) -> None:
        super().close(stamp)
        if (valid := self._valid_by_the_documents(stamp)) is not None:
            self.record(
                self.ValidityStarted,
                stamp,
                valid=valid,
                remind_on=self._reminder_before(valid.last_day),
            )

    def remind_of_validity(self, stamp: Stamp) -> None:
        last_day = self._must_have_validity()
        if self.remind_on is None or stamp.at < start_of(self.remind_on):
            raise ReminderNotDue(remind_on=self.remind_on)
        self.record(self.ProlongationDue, stamp, last_day=last_day)

    def ask_for_prolongation(self, stamp: Stamp, *, until: date, reason: str) -> None:
        self._must_be(Status.CLOSED, Status.OPENED, Status.AWARDED)
        last_day = self._must_have_validity()
        if self.prolonged_until is not None:
            raise ProlongationPending(until=self.prolonged_until)
        if stamp.at >= midnight_after(last_day):
            raise ValidityOver(last_day=last_day)
        if until <= last_day:
            raise ProlongationTooShort(until=until, last_day=last_day)
        self.decide(
            self.ProlongationAsked,
            stamp,
            until=until,
            remind_on=self._reminder_before(until),
            reason=reason,
        )

    def accept_prolongation(self, stamp: Stamp, *, bid: str) -> None:
        if self.prolonged_until is None:
            raise NoProlongationAsked
        self._must_be_in_play(bid)
        self.must_be_binding(bid, stamp.at)
        self.record(
            self.ProlongationAccepted, stamp, bid=bid, until=self.prolonged_until
        )

    def end_validity(self, stamp: Stamp) -> None:
        last_day = self._must_have_validity()
        if stamp.at < midnight_after(last_day):
            raise ValidityRunning(last_day=last_day)
        self.record(
            self.ValidityEnded,
            stamp,
            last_day=last_day,
            lapsed=tuple(sorted(self.in_play - self.accepted)),
            prolonged_until=self.prolonged_until,
        )

    # -- Rules -------------------------------------------------------------

    def must_be_binding(self, bid: str, at: datetime) -> None:
        """Refuse a bid that has gone, or that no longer binds at the instant."""
        prolonged = self.prolonged_until if bid in self.accepted else None
        last_day = prolonged or self.bound_until
        expired = last_day is not None and at >= midnight_after(last_day)
        if expired or bid in self.gone:
            raise BidNoLongerBinding(bid=WITHHELD)

    def _valid_by_the_documents(self, stamp: Stamp) -> LegalDeadline | None:
        if self.last_day is None or self.procedure is None:
            return None
        if self.procedure.valid_days is None:
            return None
        return count_if_in_force(
            "bid-validity",
            self.last_day,
            length=Length(self.procedure.valid_days, Unit.DAYS),
            on=self.begun_on(stamp),
        )

    def _reminder_before(self, last_day: date) -> date:
        """So many days before as the documents say; the day itself if they are silent."""
        days = self.procedure.reminder_days if self.procedure else 0
        return last_day - timedelta(days=days)

    def _must_have_validity(self) -> date:
        if self.bound_until is None:
            raise NoValidityRunning
        return self.bound_until
