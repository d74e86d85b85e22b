"""Commands of the plan of measures: demand it, receive it, decide on it, follow it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import (
    Cases,
    Command,
    Part,
    Sealed,
    unique,
    verbs,
)
from upphandling.application.evidence import KeptEvidence
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key
from upphandling.domain.deviation import Deviation, Measure
from upphandling.domain.evidence import Evidence
from upphandling.domain.intervals import Day


class PlannedMeasure(Part):
    """En åtgärd: vad utföraren ska göra, och senast när."""

    measure: Key
    what: Sealed
    due_on: Day


class DemandPlan(Command):
    """Begär att utföraren lämnar en åtgärdsplan senast en dag."""

    NAME = "deviation.demand_plan"
    deviation: Key
    plan_by: Day
    motive: Sealed


class ReceivePlan(Command):
    """För in utförarens åtgärdsplan, åtgärd för åtgärd."""

    NAME = "deviation.receive_plan"
    deviation: Key
    received_on: Day
    measures: Annotated[list[PlannedMeasure], Field(min_length=1), unique(by="measure")]


class AcceptPlan(Command):
    """Godta åtgärdsplanen; dess åtgärder bevakas."""

    NAME = "deviation.accept_plan"
    deviation: Key
    motive: Sealed


class RejectPlan(Command):
    """Godta inte åtgärdsplanen."""

    NAME = "deviation.reject_plan"
    deviation: Key
    motive: Sealed


class FinishMeasure(Command):
    """För in att en åtgärd är genomförd, med underlag."""

    NAME = "deviation.finish_measure"
    deviation: Key
    measure: Key
    done_on: Day
    evidence: list[KeptEvidence] = []


class CallMeasureOverdue(Command):
    """Konstatera att en åtgärd inte har genomförts i tid."""

    NAME = "deviation.call_measure_overdue"
    deviation: Key
    measure: Key


def demand_plan(command: DemandPlan, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Deviation, command.deviation).demand_plan(
        stamp, plan_by=command.plan_by, motive=command.motive
    )


def receive_plan(command: ReceivePlan, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Deviation, command.deviation).receive_plan(
        stamp,
        received_on=command.received_on,
        measures=tuple(Measure(**dict(measure)) for measure in command.measures),
    )


def accept_plan(command: AcceptPlan, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Deviation, command.deviation).accept_plan(stamp, motive=command.motive)


def reject_plan(command: RejectPlan, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Deviation, command.deviation).reject_plan(stamp, motive=command.motive)


def finish_measure(command: FinishMeasure, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Deviation, command.deviation).finish_measure(
        stamp,
        measure=command.measure,
        done_on=command.done_on,
        evidence=tuple(Evidence(**dict(kept)) for kept in command.evidence),
    )


def call_overdue(command: CallMeasureOverdue, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Deviation, command.deviation).call_overdue(
        stamp, measure=command.measure
    )


VERBS = verbs(
    (DemandPlan, demand_plan),
    (ReceivePlan, receive_plan),
    (AcceptPlan, accept_plan),
    (RejectPlan, reject_plan),
    (FinishMeasure, finish_measure),
    (CallMeasureOverdue, call_overdue),
)
