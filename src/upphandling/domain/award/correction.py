"""Correction of an award: notices sent anew, bids compared anew, or all annulled."""

from __future__ import annotations

from collections.abc import Container

from upphandling.domain.award.comparison import Comparison
from upphandling.domain.award.refusals import (
    AwardInWrongStage,
    NothingToCorrect,
    TooLateToCorrect,
)
from upphandling.domain.award.signing import Signing
from upphandling.domain.award.terms import Defect, LockKind, Status
from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.evaluation import Change, Evaluation, difference
from upphandling.domain.parts import must_be_known


class Correction(Signing):
    """An award that may have to be made again."""

    # -- Events, in the order they happen ----------------------------------

    class NoticeFoundDefective(Decision):
        """Underrättelserna har visat sig brista och måste göras om (LOU 19 kap. 19 §)."""

        TOPIC = "award.notice_found_defective"
        defects: tuple[Defect, ...]
        reason: str

        def apply(self, case: Correction) -> None:
            case.status = Status.DECIDED
            case.defects = self.defects
            case.standstill = None
            case.standstill_ended = False

    class CorrectionOrdered(DomainEvent):
        """Domstol har beslutat att rättelse ska göras (LOU 20 kap. 6 §)."""

        TOPIC = "award.correction_ordered"
        review: str

        def apply(self, case: Correction) -> None:
            case.ordered.add(self.review)

    class Annulled(DomainEvent):
        """Domstol har beslutat att upphandlingen ska göras om (LOU 20 kap. 6 §)."""

        TOPIC = "award.annulled"
        review: str

        def apply(self, case: Correction) -> None:
            case.status = Status.ANNULLED

    class Reevaluated(DomainEvent):
        """Anbuden har jämförts på nytt, med skillnaden mot förut (LOU 19 kap. 9 §)."""

        TOPIC = "award.reevaluated"
        SECRET = True
        fallen: tuple[str, ...]
        comparison: Comparison
        evaluation: Evaluation
        changes: tuple[Change, ...]

        def apply(self, case: Correction) -> None:
            case.status = Status.PROPOSED
            case.proposed_by = self.by
            case.comparison = self.comparison
            case.evaluation = self.evaluation
            case.ranked = {(row.lot, row.bid) for row in self.evaluation.ranking}
            case.winners = ()
            case.notices = {}
            case.defects = ()
            case.stated_last_day = None
            case.standstill = None
            case.standstill_ended = False
            case.ordered = set()

    # -- Commands: refuse, or bring about one event ------------------------

    def find_defective(
        self, stamp: Stamp, *, defects: tuple[Defect, ...], reason: str
    ) -> None:
        """Notices that lacked something never started a standstill: send them anew."""
        self._must_be(Status.NOTIFIED, Status.UNLOCKED)
        self._must_be_unsigned()
        for defect in defects:
            must_be_known(defect.recipient, self.notices)
        self.decide(self.NoticeFoundDefective, stamp, defects=defects, reason=reason)

    def order_correction(self, stamp: Stamp, review: str) -> None:
        """A court lets the tender be concluded only after a correction."""
        self._must_be_alive()
        self.record(self.CorrectionOrdered, stamp, review=review)
        self._relock(stamp, review)

    def annul(self, stamp: Stamp, review: str) -> None:
        """A court orders the tender to be redone: nothing is signed from this one."""
        self._must_be_alive()
        self.record(self.Annulled, stamp, review=review)

    def re_evaluate(self, stamp: Stamp, *, comparison: Comparison) -> None:
        """Compare the bids that now stand; somebody else must decide on it."""
        self.must_be_correctable(comparison.standing)
        reviews = self.ordered
        evaluation = comparison.evaluation()
        before = self.comparison.standing if self.comparison else set(self.bids)
        self.record(
            self.Reevaluated,
            stamp,
            fallen=tuple(sorted(before - comparison.standing)),
            comparison=comparison,
            evaluation=evaluation,
            changes=difference(self.evaluation or Evaluation(ranking=()), evaluation),
        )
        for lock in list(self.locks.values()):
            if lock.kind is LockKind.COURT_ORDER and lock.review in reviews:
                self.record(self.LockReleased, stamp, lock=lock.lock)

    # -- Rules -------------------------------------------------------------

    def must_be_correctable(self, standing: Container[str]) -> None:
        """Before anybody is told; afterwards when a winner fell, or a court orders."""
        self._must_be_alive()
        self._must_be_unsigned()
        untold = self.status in (Status.PROPOSED, Status.DECIDED)
        fell = any(winner.bid not in standing for winner in self.winners)
        if not (untold or fell or self.ordered):
            raise NothingToCorrect(status=self.status)

    def _must_be_unsigned(self) -> None:
        if self.signed:
            raise TooLateToCorrect(agreements=sorted(self.signed.values()))

    def _must_be_alive(self) -> None:
        if self.status in (Status.ANNULLED, Status.WITHDRAWN):
            raise AwardInWrongStage(status=self.status, required=Status.NOTIFIED)
