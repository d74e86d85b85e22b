"""Commands of a tender's groundwork: what was found out, what it is worth, for whom."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.intervals import Day, Interval
from upphandling.domain.tender import Tender
from upphandling.domain.tender.groundwork import WorkKind
from upphandling.domain.tender.reservation import ReservedFor
from upphandling.domain.tender.valuation import StatedThreshold

Sek = Annotated[int, Field(gt=0)]


class PlanPreparatoryWork(Command):
    """Planera ett förarbete, till exempel en marknadsanalys; when är ett intervall."""

    NAME = "tender.plan_preparatory_work"
    tender: Key
    work: Key
    kind: WorkKind
    title: Text
    when: Interval


class RecordPreparatoryWork(Command):
    """För in vad ett förarbete gav, planerat eller inte."""

    NAME = "tender.record_preparatory_work"
    tender: Key
    work: Key
    kind: WorkKind
    title: Text
    outcome: Text
    by_whom: Text
    carried_out_on: Day
    registered_as: Text | None = None


class EstimateValue(Command):
    """Beräkna upphandlingens värde utan moms; tröskelvärdet bara om det inte är känt."""

    NAME = "tender.estimate_value"
    tender: Key
    value_sek: Sek
    basis: Text
    threshold_sek: Sek | None = None
    threshold_source: Text | None = None

    @model_validator(mode="after")
    def _a_threshold_has_its_source(self) -> Self:
        if (self.threshold_sek is None) is not (self.threshold_source is None):
            message = "threshold_sek och threshold_source ska anges tillsammans"
            raise ValueError(message)
        return self

    @property
    def stated(self) -> StatedThreshold | None:
        if self.threshold_sek is None or self.threshold_source is None:
            return None
        return StatedThreshold(sek=self.threshold_sek, source=self.threshold_source)


class Reserve(Command):
    """Reservera deltagandet för en viss sorts organisationer, med skäl."""

    NAME = "tender.reserve"
    tender: Key
    kind: ReservedFor
    grounds: Text


def plan_work(command: PlanPreparatoryWork, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).plan_work(
        stamp,
        work=command.work,
        kind=command.kind,
        title=command.title,
        when=command.when,
    )


def record_work(command: RecordPreparatoryWork, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).record_work(
        stamp,
        work=command.work,
        kind=command.kind,
        title=command.title,
        outcome=command.outcome,
        by_whom=command.by_whom,
        carried_out_on=command.carried_out_on,
        registered_as=command.registered_as,
    )


def estimate_value(command: EstimateValue, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).estimate_value(
        stamp,
        value_sek=command.value_sek,
        basis=command.basis,
        stated=command.stated,
    )


def reserve(command: Reserve, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Tender, command.tender).reserve(
        stamp, kind=command.kind, grounds=command.grounds
    )


VERBS = verbs(
    (PlanPreparatoryWork, plan_work),
    (RecordPreparatoryWork, record_work),
    (EstimateValue, estimate_value),
    (Reserve, reserve),
)
