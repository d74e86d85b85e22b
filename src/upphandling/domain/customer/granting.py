"""The granting: care decisions, from the day they are taken to the day they begin."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.customer.refusals import (
    CustomerHasDied,
    CustomerInAnotherArea,
    CustomerOfAnotherSystem,
    DecisionHasBegun,
    DecisionInDisorder,
    DecisionNotBegun,
    MoreThanAWeek,
    NothingGranted,
    ServiceGrantedTwice,
)
from upphandling.domain.customer.terms import (
    WEEK_IN_MINUTES,
    CareDecision,
    GrantedCare,
    GrantedService,
)
from upphandling.domain.instants import local_date, must_have_come
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.parts import must_be_known, must_be_new

THREE_MONTHS = Length(3, Unit.MONTHS)


class Granting(Aggregate):
    """A person to whom care is granted.

    `decisions` are as they hold today: one that was ended has its new last day.
    `report_by` is the last day of the running clock of each, until it is executed.
    """

    system: str = ""
    area: str = ""
    decisions: dict[str, CareDecision] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    report_by: dict[str, date] = field(default_factory=dict)
    died_on: date | None = None

    # -- Events, in the order they happen ----------------------------------

    class Granted(Decision):
        """Insatser har beviljats (lokal ordning)."""

        TOPIC = "customer.granted"
        decision: str
        system: str
        area: str
        granted_on: date
        valid_from: date
        valid_to: date | None
        assessed: bool
        services: tuple[GrantedService, ...]
        report_by: LegalDeadline

        def apply(self, case: Granting) -> None:
            case.system = self.system
            case.area = self.area
            case.decisions[self.decision] = CareDecision(
                decision=self.decision,
                granted_on=self.granted_on,
                valid_from=self.valid_from,
                valid_to=self.valid_to,
                assessed=self.assessed,
                services=self.services,
            )
            case.report_by[self.decision] = self.report_by.last_day

    class DecisionBegan(DomainEvent):
        """Ett biståndsbeslut har börjat gälla (lokal ordning)."""

        TOPIC = "customer.decision_began"
        decision: str
        valid_from: date

        def apply(self, case: Granting) -> None:
            case.begun.add(self.decision)

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def grant_first(
        cls, stamp: Stamp, key: str, *, system: str, area: str, decision: CareDecision
    ) -> Self:
        """The first care decision of a person."""
        _must_make_sense(stamp, decision)
        facts = _facts(system, area, decision)
        return cls.begin(cls.Granted, stamp, key, **facts)

    def grant(
        self, stamp: Stamp, *, system: str, area: str, decision: CareDecision
    ) -> None:
        """One more decision; those that run go on beside it."""
        self.must_be_alive()
        must_be_new(decision.decision, self.decisions)
        _must_make_sense(stamp, decision)
        if system != self.system:
            raise CustomerOfAnotherSystem(customer=self.key, system=self.system)
        running = [one for one in self.decisions.values() if one.overlaps(decision)]
        if running and area != self.area:
            raise CustomerInAnotherArea(customer=self.key, area=self.area)
        _must_fit_a_week([*running, decision])
        self.decide(self.Granted, stamp, **_facts(system, area, decision))

    def begin_decision(self, stamp: Stamp, *, decision: str) -> None:
        self.must_be_alive()
        must_be_known(decision, self.decisions)
        if decision in self.begun:
            raise DecisionHasBegun(decision=decision)
        valid_from = self.decisions[decision].valid_from
        if local_date(stamp.at) < valid_from:
            raise DecisionNotBegun(decision=decision, valid_from=valid_from)
        self.record(self.DecisionBegan, stamp, decision=decision, valid_from=valid_from)

    # -- Rules -------------------------------------------------------------

    @property
    def bundles(self) -> list[str]:
        """Every bundle that was ever granted."""
        return sorted(
            {bundle for one in self.decisions.values() for bundle in one.bundles}
        )

    def care_in(self, bundle: str, day: date) -> GrantedCare | None:
        """What a bundle comes to on a day, or when it next begins; None for nothing."""
        if self.died_on is not None:
            return None
        granting = [one for one in self.decisions.values() if bundle in one.bundles]
        if not any(one.holds_on(day) for one in granting):
            ahead = [
                one.valid_from
                for one in granting
                if one.valid_from > day and one.holds_on(one.valid_from)
            ]
            if not ahead:
                return None
            day = min(ahead)
        return GrantedCare.of(bundle, [one for one in granting if one.holds_on(day)])

    def must_be_alive(self) -> None:
        if self.died_on is not None:
            raise CustomerHasDied(customer=self.key, died_on=self.died_on)


def report_by(day: date) -> LegalDeadline:
    """Three months, after which a decision that nobody executes is reported."""
    return count("unexecuted-decision", day, length=THREE_MONTHS)


def _facts(system: str, area: str, decision: CareDecision) -> dict[str, object]:
    return {
        "system": system,
        "area": area,
        **dict(decision),
        "report_by": report_by(decision.granted_on),
    }


def _must_make_sense(stamp: Stamp, decision: CareDecision) -> None:
    if not decision.services:
        raise NothingGranted(decision=decision.decision)
    for service in decision.services:
        service.must_take_time()
    must_have_come(decision.granted_on, stamp.at)
    if decision.valid_to is not None and decision.valid_to < decision.valid_from:
        raise DecisionInDisorder(
            decision=decision.decision,
            valid_from=decision.valid_from,
            valid_to=decision.valid_to,
        )
    told = [
        (part.service, part.time_of_day, part.day_kind, part.window)
        for part in decision.services
    ]
    if len(set(told)) < len(told):
        raise ServiceGrantedTwice(decision=decision.decision)
    _must_fit_a_week([decision])


def _must_fit_a_week(decisions: list[CareDecision]) -> None:
    minutes = sum(decision.minutes for decision in decisions)
    if minutes > WEEK_IN_MINUTES:
        raise MoreThanAWeek(minutes=minutes, week=WEEK_IN_MINUTES)
