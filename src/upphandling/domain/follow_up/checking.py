"""The checking: a check is reminded of, done with what it found, or missed."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.base import DomainEvent, Role, Stamp
from upphandling.domain.evidence import Evidence
from upphandling.domain.follow_up.ordering import Ordering
from upphandling.domain.follow_up.refusals import (
    CheckedBeforeAgreement,
    CheckNotMissed,
    CheckRemindedBefore,
    CheckSettled,
    CheckTimeRunning,
    FoundTwice,
    OutcomeContradictsFindings,
    RequirementNotTried,
)
from upphandling.domain.follow_up.terms import (
    CheckRecord,
    Finding,
    Outcome,
    Progress,
    Verdict,
)
from upphandling.domain.instants import midnight_after, must_have_come, start_of
from upphandling.domain.parts import must_be_known

FITS: dict[Outcome, frozenset[Verdict]] = {
    Outcome.APPROVED: frozenset({Verdict.FULFILLED, Verdict.NOT_TRIED}),
    Outcome.REMARKS: frozenset({Verdict.FULFILLED, Verdict.PARTLY, Verdict.NOT_TRIED}),
    Outcome.FAILED: frozenset(Verdict),
}
"""What a check may have found, for each outcome."""

NEEDS: dict[Outcome, Verdict] = {
    Outcome.REMARKS: Verdict.PARTLY,
    Outcome.FAILED: Verdict.NOT_FULFILLED,
}
"""And what it must have found."""


class Checking(Ordering):
    """A follow-up whose checks are made."""

    escalated: set[str] = field(default_factory=set)
    records: dict[str, CheckRecord] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class CheckReminded(DomainEvent):
        """Den som svarar för en kontroll har påmints om den (lokal ordning)."""

        TOPIC = "follow_up.check_reminded"
        check: str
        responsible: Role
        due_on: date

        def apply(self, case: Checking) -> None:
            case.reminded = case.reminded | {self.check}

    class CheckOverdue(DomainEvent):
        """Sista dagen för en kontroll har passerat utan att den gjorts (lokal ordning)."""

        TOPIC = "follow_up.check_overdue"
        check: str
        latest: date
        escalate_on: date

        def apply(self, case: Checking) -> None:
            case.progress[self.check] = Progress.MISSED

    class CheckEscalated(DomainEvent):
        """En kontroll som inte gjorts har lyfts till den som leder arbetet (lokal ordning)."""

        TOPIC = "follow_up.check_escalated"
        check: str
        escalate_to: Role

        def apply(self, case: Checking) -> None:
            case.escalated = case.escalated | {self.check}

    class CheckDone(DomainEvent):
        """En kontroll av utföraren har gjorts (KL 10 kap. 8 §)."""

        TOPIC = "follow_up.check_done"
        check: str
        checker: str
        done_on: date
        outcome: Outcome
        findings: tuple[Finding, ...]
        evidence: tuple[Evidence, ...]

        def apply(self, case: Checking) -> None:
            case.progress[self.check] = Progress.DONE
            case.records[self.check] = CheckRecord.of(self)

    # -- Commands: refuse, or bring about one event ------------------------

    def remind(self, stamp: Stamp, *, check: str) -> None:
        self._must_be_planned(check)
        if check in self.reminded:
            raise CheckRemindedBefore(check=check)
        when = self.when[check]
        if stamp.at < start_of(when.remind_on):
            raise CheckTimeRunning(check=check, remind_on=when.remind_on)
        self.record(
            self.CheckReminded,
            stamp,
            check=check,
            responsible=self.planned(check).course.responsible,
            due_on=when.due_on,
        )

    def miss(self, stamp: Stamp, *, check: str) -> None:
        """The last day has passed; it may be done all the same."""
        self._must_be_planned(check)
        when = self.when[check]
        if stamp.at < midnight_after(when.latest):
            raise CheckTimeRunning(check=check, latest=when.latest)
        self.record(
            self.CheckOverdue,
            stamp,
            check=check,
            latest=when.latest,
            escalate_on=when.escalate_on,
        )

    def escalate(self, stamp: Stamp, *, check: str) -> None:
        self._must_be_open(check)
        if self.progress[check] is not Progress.MISSED or check in self.escalated:
            raise CheckNotMissed(check=check, progress=self.progress[check])
        escalate_on = self.when[check].escalate_on
        if stamp.at < start_of(escalate_on):
            raise CheckTimeRunning(check=check, escalate_on=escalate_on)
        self.record(
            self.CheckEscalated,
            stamp,
            check=check,
            escalate_to=self.planned(check).course.escalate_to,
        )

    def do(self, stamp: Stamp, *, check: str, found: CheckRecord) -> None:
        """Keep what a check found; of its own requirement it must say something."""
        self._must_be_open(check)
        self._must_hold(stamp, check, found)
        self.record(self.CheckDone, stamp, check=check, **dict(found))

    # -- Rules -------------------------------------------------------------

    def _must_be_planned(self, check: str) -> None:
        must_be_known(check, self.progress)
        if self.progress[check] is not Progress.PLANNED:
            raise CheckSettled(check=check, progress=self.progress[check])

    def _must_hold(self, stamp: Stamp, check: str, found: CheckRecord) -> None:
        """Refuse a record of another time, or that says this and that."""
        must_have_come(found.done_on, stamp.at)
        if self.starts_on is not None and found.done_on < self.starts_on:
            raise CheckedBeforeAgreement(
                done_on=found.done_on, starts_on=self.starts_on
            )
        _must_try(self.planned(check).requirement, found.findings)
        _must_fit(found.outcome, found.findings)


def _must_try(requirement: str, findings: tuple[Finding, ...]) -> None:
    found = {finding.requirement: finding.verdict for finding in findings}
    if len(found) < len(findings):
        raise FoundTwice(requirements=[one.requirement for one in findings])
    if found.get(requirement, Verdict.NOT_TRIED) is Verdict.NOT_TRIED:
        raise RequirementNotTried(requirement=requirement)


def _must_fit(outcome: Outcome, findings: tuple[Finding, ...]) -> None:
    verdicts = {finding.verdict for finding in findings}
    needed = NEEDS.get(outcome)
    if verdicts - FITS[outcome] or (needed is not None and needed not in verdicts):
        raise OutcomeContradictsFindings(
            outcome=outcome, verdicts=sorted(verdicts), fits=sorted(FITS[outcome])
        )
