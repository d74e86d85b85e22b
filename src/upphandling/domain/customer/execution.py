"""The execution: whether decisions are carried out, and the report where they are not."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.customer.ending import Ending
from upphandling.domain.customer.granting import report_by
from upphandling.domain.customer.refusals import (
    BundleNotGranted,
    ExecutedAlready,
    NotExecuted,
    ReportCalledFor,
    ReportNotDue,
)
from upphandling.domain.customer.terms import CareDecision
from upphandling.domain.instants import midnight_after, must_have_come
from upphandling.domain.legal_time import LegalDeadline
from upphandling.domain.parts import must_be_known


class Customer(Ending):
    """One person's care decisions."""

    KIND = "customer"

    executed: dict[str, date] = field(default_factory=dict)
    interrupted: dict[str, dict[str, date]] = field(default_factory=dict)
    to_report: dict[str, date] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class Executed(DomainEvent):
        """Ett biståndsbeslut är verkställt, en utförare svarar för varje insats (lokal ordning)."""

        TOPIC = "customer.executed"
        decision: str
        on: date

        def apply(self, case: Customer) -> None:
            case.executed[self.decision] = self.on
            case.interrupted.pop(self.decision, None)
            case.report_by.pop(self.decision, None)
            case.to_report.pop(self.decision, None)

    class Interrupted(DomainEvent):
        """Verkställigheten av ett biståndsbeslut har avbrutits (lokal ordning)."""

        TOPIC = "customer.interrupted"
        decision: str
        bundle: str
        from_on: date
        report_by: LegalDeadline
        reason: str

        def apply(self, case: Customer) -> None:
            case.executed.pop(self.decision, None)
            before = case.interrupted.get(self.decision, {})
            case.interrupted[self.decision] = {**before, self.bundle: self.from_on}
            case.report_by[self.decision] = self.report_by.last_day

    class ReportDue(DomainEvent):
        """Ett beslut som inte verkställts ska rapporteras till tillsynen (lokal ordning)."""

        TOPIC = "customer.report_due"
        decision: str
        last_day: date

        def apply(self, case: Customer) -> None:
            case.to_report[self.decision] = self.last_day

    class Reported(DomainEvent):
        """Ett beslut har rapporterats till tillsynen som ej verkställt (lokal ordning)."""

        TOPIC = "customer.reported"
        decision: str
        reported_on: date
        reason: str
        report_by: LegalDeadline

        def apply(self, case: Customer) -> None:
            case.to_report.pop(self.decision, None)
            case.report_by[self.decision] = self.report_by.last_day

    # -- Commands: refuse, or bring about one event ------------------------

    def note_executed(self, stamp: Stamp, *, decision: str, on: date) -> None:
        must_be_known(decision, self.decisions)
        if decision in self.executed:
            raise ExecutedAlready(decision=decision, on=self.executed[decision])
        must_have_come(on, stamp.at)
        self.record(self.Executed, stamp, decision=decision, on=on)

    def interrupt(
        self, stamp: Stamp, *, decision: str, bundle: str, from_on: date, reason: str
    ) -> None:
        """Nobody carries out a bundle any more; the clock of three months runs anew."""
        self.must_be_alive()
        must_be_known(decision, self.decisions)
        if bundle not in self.decisions[decision].bundles:
            raise BundleNotGranted(decision=decision, bundle=bundle)
        if decision not in self.executed and decision not in self.interrupted:
            raise NotExecuted(decision=decision)
        must_have_come(from_on, stamp.at)
        self.record(
            self.Interrupted,
            stamp,
            decision=decision,
            bundle=bundle,
            from_on=from_on,
            report_by=report_by(from_on),
            reason=reason,
        )

    def call_for_report(self, stamp: Stamp, *, decision: str) -> None:
        must_be_known(decision, self.decisions)
        last_day = self._must_have_run_out(stamp, decision)
        if self.to_report.get(decision) == last_day:
            raise ReportCalledFor(decision=decision, last_day=last_day)
        self.record(self.ReportDue, stamp, decision=decision, last_day=last_day)

    def report(
        self, stamp: Stamp, *, decision: str, reported_on: date, reason: str
    ) -> None:
        """Tell the supervisory authority; a new clock runs until the next report."""
        must_be_known(decision, self.decisions)
        must_have_come(reported_on, stamp.at)
        self._must_have_run_out(stamp, decision)
        self.record(
            self.Reported,
            stamp,
            decision=decision,
            reported_on=reported_on,
            reason=reason,
            report_by=report_by(reported_on),
        )

    # -- Rules -------------------------------------------------------------

    def granted(self, decision: str) -> CareDecision:
        must_be_known(decision, self.decisions)
        return self.decisions[decision]

    def executed_in(self, bundle: str, day: date) -> list[str]:
        """Decisions that hold on a day and are carried out for a bundle."""
        return [
            key
            for key, decision in self.decisions.items()
            if bundle in decision.bundles
            and decision.holds_on(day)
            and (key in self.executed or key in self.interrupted)
        ]

    def unexecuted_on(self, day: date) -> list[CareDecision]:
        """Decisions that hold on a day and that nobody carries out, as far as is known."""
        if self.died_on is not None:
            return []
        return [
            decision
            for key, decision in self.decisions.items()
            if key not in self.executed and decision.holds_on(day)
        ]

    def _must_have_run_out(self, stamp: Stamp, decision: str) -> date:
        last_day = self.report_by.get(decision)
        if last_day is None or stamp.at < midnight_after(last_day):
            raise ReportNotDue(decision=decision, last_day=last_day)
        return last_day
