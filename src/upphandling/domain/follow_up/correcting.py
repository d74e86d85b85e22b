"""The correcting: what was recorded of a check was wrong, and both stay in sight."""

from __future__ import annotations

from datetime import date

from upphandling.domain.base import Decision, Stamp
from upphandling.domain.evidence import Evidence
from upphandling.domain.follow_up.checking import Checking
from upphandling.domain.follow_up.refusals import CheckNotDone, NothingCorrected
from upphandling.domain.follow_up.terms import CheckRecord, Finding, Outcome
from upphandling.domain.parts import must_be_known


class Correcting(Checking):
    """A follow-up whose records may be put right."""

    # -- Events, in the order they happen ----------------------------------

    class CheckCorrected(Decision):
        """Det som förts in om en gjord kontroll har rättats (lokal ordning)."""

        TOPIC = "follow_up.check_corrected"
        check: str
        before: CheckRecord
        checker: str
        done_on: date
        outcome: Outcome
        findings: tuple[Finding, ...]
        evidence: tuple[Evidence, ...]
        reason: str

        def apply(self, case: Correcting) -> None:
            case.records[self.check] = CheckRecord.of(self)

    # -- Commands: refuse, or bring about one event ------------------------

    def correct(
        self, stamp: Stamp, *, check: str, found: CheckRecord, reason: str
    ) -> None:
        """By the rules of a record, also when the agreement is over."""
        must_be_known(check, self.progress)
        if check not in self.records:
            raise CheckNotDone(check=check, progress=self.progress[check])
        self._must_hold(stamp, check, found)
        before = self.records[check]
        if found == before:
            raise NothingCorrected(check=check)
        self.decide(
            self.CheckCorrected,
            stamp,
            check=check,
            before=before,
            reason=reason,
            **dict(found),
        )
