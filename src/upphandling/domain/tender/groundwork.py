"""Groundwork of a tender: what the municipality finds out before it announces."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from enum import StrEnum

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.instants import must_have_come
from upphandling.domain.intervals import Interval
from upphandling.domain.parts import must_be_new
from upphandling.domain.tender.preparation import Preparation
from upphandling.domain.tender.terms import Status


class WorkKind(StrEnum):
    """In what way something is found out."""

    ENVIRONMENT_SCAN = "environment_scan"
    MARKET_ANALYSIS = "market_analysis"
    REFERENCE_GROUP = "reference_group"
    CITIZEN_DIALOGUE = "citizen_dialogue"
    SUPPLIER_DIALOGUE = "supplier_dialogue"


class Groundwork(Preparation):
    """A tender with the work that goes before it."""

    planned_work: dict[str, Interval] = field(default_factory=dict)
    work: dict[str, WorkKind] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class PreparatoryWorkPlanned(DomainEvent):
        """Ett förarbete till upphandlingen har planerats (lokal ordning)."""

        TOPIC = "tender.preparatory_work_planned"
        work: str
        kind: WorkKind
        title: str
        when: Interval

        def apply(self, case: Groundwork) -> None:
            case.planned_work[self.work] = self.when

    class PreparatoryWorkRecorded(DomainEvent):
        """Ett förarbete till upphandlingen har gett ett resultat (lokal ordning)."""

        TOPIC = "tender.preparatory_work_recorded"
        work: str
        kind: WorkKind
        title: str
        outcome: str
        by_whom: str
        carried_out_on: date
        registered_as: str | None

        def apply(self, case: Groundwork) -> None:
            case.planned_work.pop(self.work, None)
            case.work[self.work] = self.kind

    # -- Commands: refuse, or bring about one event ------------------------

    def plan_work(
        self, stamp: Stamp, *, work: str, kind: WorkKind, title: str, when: Interval
    ) -> None:
        self._must_be(Status.PREPARED)
        must_be_new(work, self.planned_work)
        must_be_new(work, self.work)
        self.record(
            self.PreparatoryWorkPlanned,
            stamp,
            work=work,
            kind=kind,
            title=title,
            when=when,
        )

    def record_work(
        self,
        stamp: Stamp,
        *,
        work: str,
        kind: WorkKind,
        title: str,
        outcome: str,
        by_whom: str,
        carried_out_on: date,
        registered_as: str | None,
    ) -> None:
        """Keep what was found out, whether or not it had been planned."""
        must_be_new(work, self.work)
        must_have_come(carried_out_on, stamp.at)
        self.record(
            self.PreparatoryWorkRecorded,
            stamp,
            work=work,
            kind=kind,
            title=title,
            outcome=outcome,
            by_whom=by_whom,
            carried_out_on=carried_out_on,
            registered_as=registered_as,
        )
