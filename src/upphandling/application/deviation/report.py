"""Commands of the report: a deviation is found, and how grave it is may change."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, Sealed, verbs
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.deviation import Deviation, Origin, Severity
from upphandling.domain.intervals import Day
from upphandling.domain.parts import must_be_known


class ReportDeviation(Command):
    """Rapportera en avvikelse från ett avtal; origin_reference är ett diarienummer."""

    NAME = "deviation.report"
    deviation: Key
    agreement: Key
    origin: Origin
    origin_reference: Text | None = None
    requirement: Key | None = None
    severity: Severity
    description: Sealed
    discovered_on: Day


class ChangeSeverity(Command):
    """Bedöm avvikelsen som mer eller mindre allvarlig."""

    NAME = "deviation.change_severity"
    deviation: Key
    severity: Severity
    reason: Sealed


def report(command: ReportDeviation, cases: Cases, stamp: Stamp) -> None:
    terms = cases.fetch(Agreement, command.agreement).agreed
    if command.requirement is not None:
        system = cases.fetch(ChoiceSystem, terms.system)
        must_be_known(command.requirement, system.requirements)
    cases.add(
        Deviation.report(
            stamp,
            command.deviation,
            system=terms.system,
            agreement=command.agreement,
            provider=terms.provider,
            origin=command.origin,
            origin_reference=command.origin_reference,
            requirement=command.requirement,
            severity=command.severity,
            description=command.description,
            discovered_on=command.discovered_on,
        )
    )


def change_severity(command: ChangeSeverity, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Deviation, command.deviation).change_severity(
        stamp, severity=command.severity, reason=command.reason
    )


VERBS = verbs((ReportDeviation, report), (ChangeSeverity, change_severity))
