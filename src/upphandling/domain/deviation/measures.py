"""The plan of measures: demanded, received, accepted or not, and carried out in time or not."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.deviation.hearing import Hearing
from upphandling.domain.deviation.refusals import (
    MeasureDoneBefore,
    MeasureDueBeforePlan,
    MeasureNotDue,
    MeasureOverdueBefore,
    NoPlanToDecide,
    PlanAwaitsDecision,
    PlanDueInThePast,
)
from upphandling.domain.deviation.terms import Measure
from upphandling.domain.evidence import Evidence
from upphandling.domain.instants import local_date, midnight_after, must_have_come
from upphandling.domain.parts import must_be_known, must_be_new


class Measures(Hearing):
    """A deviation that the provider is to put right.

    A plan that is accepted stands; what a later plan adds is added to it.
    """

    plan_by: date | None = None
    proposed: tuple[Measure, ...] = ()
    measures: dict[str, Measure] = field(default_factory=dict)
    done: dict[str, date] = field(default_factory=dict)
    overdue: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class PlanDemanded(Decision):
        """Utföraren ska lämna en åtgärdsplan (lokal ordning)."""

        TOPIC = "deviation.plan_demanded"
        plan_by: date
        motive: str

        def apply(self, case: Measures) -> None:
            case.plan_by = self.plan_by

    class PlanReceived(DomainEvent):
        """Utföraren har lämnat en åtgärdsplan (lokal ordning)."""

        TOPIC = "deviation.plan_received"
        received_on: date
        measures: tuple[Measure, ...]

        def apply(self, case: Measures) -> None:
            case.proposed = self.measures

    class PlanAccepted(Decision):
        """Åtgärdsplanen har godtagits (lokal ordning)."""

        TOPIC = "deviation.plan_accepted"
        measures: tuple[Measure, ...]
        motive: str

        def apply(self, case: Measures) -> None:
            case.proposed = ()
            for measure in self.measures:
                case.measures[measure.measure] = measure

    class PlanRejected(Decision):
        """Åtgärdsplanen har inte godtagits (lokal ordning)."""

        TOPIC = "deviation.plan_rejected"
        motive: str

        def apply(self, case: Measures) -> None:
            case.proposed = ()

    class MeasureDone(DomainEvent):
        """En åtgärd i planen har genomförts (lokal ordning)."""

        TOPIC = "deviation.measure_done"
        measure: str
        done_on: date
        evidence: tuple[Evidence, ...]

        def apply(self, case: Measures) -> None:
            case.done[self.measure] = self.done_on

    class MeasureOverdue(DomainEvent):
        """En åtgärd i planen har inte genomförts i tid (lokal ordning)."""

        TOPIC = "deviation.measure_overdue"
        measure: str
        due_on: date

        def apply(self, case: Measures) -> None:
            case.overdue.add(self.measure)

    # -- Commands: refuse, or bring about one event ------------------------

    def demand_plan(self, stamp: Stamp, *, plan_by: date, motive: str) -> None:
        self.must_be_open()
        if plan_by < local_date(stamp.at):
            raise PlanDueInThePast(plan_by=plan_by)
        self.decide(self.PlanDemanded, stamp, plan_by=plan_by, motive=motive)

    def receive_plan(
        self, stamp: Stamp, *, received_on: date, measures: tuple[Measure, ...]
    ) -> None:
        """Keep what the provider will do, asked for or not, until it is decided on."""
        self.must_be_open()
        if self.proposed:
            raise PlanAwaitsDecision(deviation=self.key)
        must_have_come(received_on, stamp.at)
        for measure in measures:
            must_be_new(measure.measure, self.measures)
            if measure.due_on < received_on:
                raise MeasureDueBeforePlan(
                    measure=measure.measure, due_on=measure.due_on
                )
        self.record(
            self.PlanReceived, stamp, received_on=received_on, measures=measures
        )

    def accept_plan(self, stamp: Stamp, *, motive: str) -> None:
        self._must_have_a_plan_to_decide()
        self.decide(self.PlanAccepted, stamp, measures=self.proposed, motive=motive)

    def reject_plan(self, stamp: Stamp, *, motive: str) -> None:
        self._must_have_a_plan_to_decide()
        self.decide(self.PlanRejected, stamp, motive=motive)

    def finish_measure(
        self,
        stamp: Stamp,
        *,
        measure: str,
        done_on: date,
        evidence: tuple[Evidence, ...],
    ) -> None:
        """Keep that a measure is carried out, in time or not."""
        self._must_be_left_to_do(measure)
        must_have_come(done_on, stamp.at)
        self.record(
            self.MeasureDone,
            stamp,
            measure=measure,
            done_on=done_on,
            evidence=evidence,
        )

    def call_overdue(self, stamp: Stamp, *, measure: str) -> None:
        self._must_be_left_to_do(measure)
        if measure in self.overdue:
            raise MeasureOverdueBefore(measure=measure)
        due_on = self.measures[measure].due_on
        if stamp.at < midnight_after(due_on):
            raise MeasureNotDue(measure=measure, due_on=due_on)
        self.record(self.MeasureOverdue, stamp, measure=measure, due_on=due_on)

    # -- Rules -------------------------------------------------------------

    @property
    def undone(self) -> tuple[str, ...]:
        """The measures of the plan that remain to be carried out, by key."""
        return tuple(sorted(self.measures.keys() - self.done.keys()))

    def _must_be_left_to_do(self, measure: str) -> None:
        self.must_be_open()
        must_be_known(measure, self.measures)
        if measure in self.done:
            raise MeasureDoneBefore(measure=measure, done_on=self.done[measure])

    def _must_have_a_plan_to_decide(self) -> None:
        self.must_be_open()
        if not self.proposed:
            raise NoPlanToDecide(deviation=self.key)
