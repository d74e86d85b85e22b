"""Locks: what keeps a contract from being signed, and when nothing does any more."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.award.notification import Notification
from upphandling.domain.award.refusals import (
    AwardAnnulled,
    AwardInWrongStage,
    LockNotTimed,
    SigningIsLocked,
    StandstillRunning,
    TenDayPeriodRunning,
)
from upphandling.domain.award.terms import Lock, LockKind, Status
from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.legal_time import LegalDeadline
from upphandling.domain.parts import must_be_known, must_be_new


class Locking(Notification):
    """An award whose signing is locked by the standstill and by courts.

    `ordered` are the reviews that led to a correction, until it has been made,
    `late_reviews` those that came in after the standstill and lock nothing.
    """

    locks: dict[str, Lock] = field(default_factory=dict)
    ordered: set[str] = field(default_factory=set)
    late_reviews: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class StandstillEnded(DomainEvent):
        """Avtalsspärren har löpt ut, men annat hindrar avtal (LOU 20 kap. 1 §)."""

        TOPIC = "award.standstill_ended"
        last_day: date

        def apply(self, case: Locking) -> None:
            case.standstill_ended = True

    class SigningUnlocked(DomainEvent):
        """Avtalsspärren har löpt ut och avtal får ingås (LOU 20 kap. 1 §)."""

        TOPIC = "award.signing_unlocked"
        last_day: date

        def apply(self, case: Locking) -> None:
            case.status = Status.UNLOCKED
            case.standstill_ended = True

    class SigningLocked(DomainEvent):
        """En domstolsprövning hindrar att avtal ingås (LOU 20 kap. 8 §)."""

        TOPIC = "award.signing_locked"
        lock: Lock

        def apply(self, case: Locking) -> None:
            case.locks[self.lock.lock] = self.lock

    class ReviewCameLate(DomainEvent):
        """En ansökan om överprövning kom in efter avtalsspärren (LOU 20 kap. 11 §)."""

        TOPIC = "award.review_came_late"
        review: str

        def apply(self, case: Locking) -> None:
            case.late_reviews.add(self.review)

    class SigningRelocked(DomainEvent):
        """Avtal som redan fick ingås får åter inte ingås (LOU 20 kap. 9 §)."""

        TOPIC = "award.signing_relocked"
        review: str

        def apply(self, case: Locking) -> None:
            case.status = Status.NOTIFIED

    class LockReleased(DomainEvent):
        """Ett hinder mot att ingå avtal har fallit bort (LOU 20 kap. 10 §)."""

        TOPIC = "award.lock_released"
        lock: str

        def apply(self, case: Locking) -> None:
            case.locks.pop(self.lock, None)

    # -- Commands: refuse, or bring about one event ------------------------

    def unlock(self, stamp: Stamp) -> None:
        """The standstill has run out; signing is free if nothing else holds."""
        self._must_be(Status.NOTIFIED)
        if self.standstill_ended:
            raise AwardInWrongStage(status=self.status, required=Status.NOTIFIED)
        standstill = self._must_have_run_out(stamp)
        ended = self.StandstillEnded if self._is_held else self.SigningUnlocked
        self.record(ended, stamp, last_day=standstill.last_day)

    def lock_signing(self, stamp: Stamp, lock: Lock) -> None:
        """What a court, or the law during its handling, puts in the way."""
        must_be_new(lock.lock, self.locks)
        self.record(self.SigningLocked, stamp, lock=lock)
        self._relock(stamp, lock.review)

    def let_period_pass(self, stamp: Stamp, lock_id: str) -> None:
        """Time alone opens a lock only where a period says how long it holds."""
        must_be_known(lock_id, self.locks)
        if self.locks[lock_id].period is None:
            raise LockNotTimed(lock=lock_id, kind=self.locks[lock_id].kind)
        self.release_lock(stamp, lock_id)

    def note_late_review(self, stamp: Stamp, review: str) -> None:
        """It locks nothing, as long as the standstill that it missed had begun."""
        self.record(self.ReviewCameLate, stamp, review=review)

    def release_lock(self, stamp: Stamp, lock_id: str) -> None:
        """One hindrance is gone, and perhaps it was the last."""
        must_be_known(lock_id, self.locks)
        period = self.locks[lock_id].period
        if period is not None and stamp.at < period.expires_at:
            raise TenDayPeriodRunning(
                last_day=period.last_day, free_from=period.free_from
            )
        self.record(self.LockReleased, stamp, lock=lock_id)
        if (
            self.status is Status.NOTIFIED
            and not self._is_held
            and self.standstill is not None
            and stamp.at >= self.standstill.expires_at
        ):
            last_day = self.standstill.last_day
            self.record(self.SigningUnlocked, stamp, last_day=last_day)

    # -- Rules -------------------------------------------------------------

    @property
    def before_a_court(self) -> bool:
        """Whether a court has the award, or has ordered it to be made anew."""
        return self._is_held or self.status is Status.ANNULLED

    @property
    def _is_held(self) -> bool:
        """Whether more than the standstill keeps contracts from being signed."""
        return bool(self.locks or self.ordered)

    def _relock(self, stamp: Stamp, review: str) -> None:
        if self.status is Status.UNLOCKED:
            self.record(self.SigningRelocked, stamp, review=review)

    def _must_have_run_out(self, stamp: Stamp) -> LegalDeadline:
        """The standstill binds also where the clock has not yet unlocked signing."""
        if self.standstill is None:
            raise AwardInWrongStage(status=self.status, required=Status.UNLOCKED)
        if stamp.at < self.standstill.expires_at:
            raise StandstillRunning(
                last_day=self.standstill.last_day,
                free_from=self.standstill.free_from,
            )
        return self.standstill

    def _must_be_unlocked(self, stamp: Stamp) -> None:
        if self.status is Status.ANNULLED:
            raise AwardAnnulled(tender=self.tender)
        if self.status is Status.WITHDRAWN:
            raise AwardInWrongStage(status=self.status, required=Status.UNLOCKED)
        self._must_have_run_out(stamp)
        for lock in self.locks.values():
            raise SigningIsLocked(
                kind=lock.kind, review=lock.review, paragraph=lock.kind.paragraph
            )
        for review in sorted(self.ordered):
            kind = LockKind.COURT_ORDER
            raise SigningIsLocked(kind=kind, review=review, paragraph=kind.paragraph)
        self._must_be(Status.UNLOCKED)
