"""The report of a deviation: what was found, how it came to be known, how grave it is."""

from __future__ import annotations

from datetime import date
from typing import Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.deviation.refusals import (
    DeviationClosed,
    DeviationElsewhere,
    SeverityUnchanged,
)
from upphandling.domain.deviation.terms import Origin, Outcome, Severity
from upphandling.domain.instants import must_have_come


class Report(Aggregate):
    """What somebody found that is not as the agreement says."""

    system: str = ""
    agreement: str = ""
    provider: str = ""
    origin: Origin | None = None
    origin_reference: str | None = None
    requirement: str | None = None
    severity: Severity = Severity.MINOR
    discovered_on: date | None = None
    outcome: Outcome | None = None

    # -- Events, in the order they happen ----------------------------------

    class Reported(DomainEvent):
        """En avvikelse från avtalet har rapporterats (KL 10 kap. 8 §)."""

        TOPIC = "deviation.reported"
        system: str
        agreement: str
        provider: str
        origin: Origin
        origin_reference: str | None
        requirement: str | None
        severity: Severity
        description: str
        discovered_on: date

        def apply(self, case: Report) -> None:
            case.system = self.system
            case.agreement = self.agreement
            case.provider = self.provider
            case.origin = self.origin
            case.origin_reference = self.origin_reference
            case.requirement = self.requirement
            case.severity = self.severity
            case.discovered_on = self.discovered_on

    class SeverityChanged(Decision):
        """Avvikelsen bedöms som mer eller mindre allvarlig än förut (lokal ordning)."""

        TOPIC = "deviation.severity_changed"
        severity: Severity
        reason: str

        def apply(self, case: Report) -> None:
            case.severity = self.severity

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def report(
        cls,
        stamp: Stamp,
        key: str,
        *,
        system: str,
        agreement: str,
        provider: str,
        origin: Origin,
        origin_reference: str | None,
        requirement: str | None,
        severity: Severity,
        description: str,
        discovered_on: date,
    ) -> Self:
        must_have_come(discovered_on, stamp.at)
        return cls.begin(
            cls.Reported,
            stamp,
            key,
            system=system,
            agreement=agreement,
            provider=provider,
            origin=origin,
            origin_reference=origin_reference,
            requirement=requirement,
            severity=severity,
            description=description,
            discovered_on=discovered_on,
        )

    def change_severity(self, stamp: Stamp, *, severity: Severity, reason: str) -> None:
        self.must_be_open()
        if severity is self.severity:
            raise SeverityUnchanged(deviation=self.key, severity=severity)
        self.decide(self.SeverityChanged, stamp, severity=severity, reason=reason)

    # -- Rules -------------------------------------------------------------

    def must_be_of(self, agreement: str) -> None:
        if self.agreement != agreement:
            raise DeviationElsewhere(deviation=self.key, agreement=self.agreement)

    def must_be_open(self) -> None:
        if self.outcome is not None:
            raise DeviationClosed(deviation=self.key, outcome=self.outcome)
