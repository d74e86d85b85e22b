"""The performed visits of some days, as indicators count with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Self

from upphandling.application.commands import Cases
from upphandling.application.visits import KeptVisit
from upphandling.domain.configuration import Service
from upphandling.domain.customer import Customer
from upphandling.domain.errors import Refused
from upphandling.domain.indicator import BatchesOfMonth
from upphandling.domain.indicators.continuity import Meeting
from upphandling.domain.indicators.definition import Whose
from upphandling.domain.indicators.measuring import PerformedTime
from upphandling.domain.indicators.periods import months_of
from upphandling.domain.instants import midnight_after, start_of
from upphandling.domain.visit_month import VisitMonth, key_of

SECONDS_A_MINUTE, DAYS_A_WEEK = 60, 7


class VisitsMissing(Refused):
    """Månadens besök är inte inlästa."""


@dataclass(frozen=True, slots=True)
class Visited:
    """Visits of a group that begin within some days, and the batches they stand in."""

    cases: Cases
    whose: Whose
    first: date
    last: date
    batches: tuple[BatchesOfMonth, ...]

    @classmethod
    def between(cls, cases: Cases, whose: Whose, first: date, last: date) -> Self:
        """Refuses with `VisitsMissing` where a month of the days has no visits."""
        batches = tuple(
            BatchesOfMonth(month=month, batches=_counted(cases, whose.system, month))
            for month in months_of(first, last)
        )
        return cls(cases, whose, first, last, batches)

    def meetings(self) -> Iterator[Meeting]:
        """Every visit of the group, as a meeting with one of the staff."""
        agreement = self.whose.agreement
        there: Container[str] | None = None
        if self.whose.area is not None:
            customers = (visit.customer for visit in self._visits(agreement))
            there = living_in(self.cases, self.whose.area, customers)
        for visit in self._visits(agreement):
            if there is None or visit.customer in there:
                yield Meeting(
                    visit.customer,
                    visit.staff,
                    Service(visit.service),
                    datetime.fromtimestamp(visit.starts, UTC),
                    visit.aged,
                )

    def times(self) -> Iterator[PerformedTime]:
        """What was performed and granted of each who had one provider in these days."""
        performed: dict[str, int] = defaultdict(int)
        agreements: dict[str, set[str]] = defaultdict(set)
        for visit in self._visits(None):
            performed[visit.customer] += visit.ends - visit.starts
            agreements[visit.customer].add(visit.agreement)
        one = self.whose.agreement
        asked = [who for who in performed if one is None or agreements[who] == {one}]
        for who, customer in living_in(self.cases, self.whose.area, asked).items():
            yield PerformedTime(
                performed[who], _granted(customer, self.first, self.last)
            )

    def _visits(self, agreement: str | None) -> Iterator[KeptVisit]:
        first = start_of(self.first).timestamp()
        after = midnight_after(self.last).timestamp()
        for month in self.batches:
            kept = self.cases.visits(
                self.whose.system, month.month, month.batches, agreement
            )
            for visit in kept:
                if first <= visit.starts < after:
                    yield visit


def living_in(
    cases: Cases, area: str | None, customers: Iterable[str]
) -> dict[str, Customer]:
    """Those of the customers who live in an area, or anywhere."""
    found = cases.find_many(Customer, list(dict.fromkeys(customers)))
    return {who: one for who, one in found.items() if area in (None, one.area)}


def _counted(cases: Cases, system: str, month: str) -> tuple[int, ...]:
    visits = cases.find(VisitMonth, key_of(system, month))
    if visits is None or not visits.counted:
        raise VisitsMissing(system=system, month=month)
    return visits.counted


def _granted(customer: Customer, first: date, last: date) -> Fraction:
    """Seconds that were granted within the days: a seventh of a week's a day."""
    granted = Fraction(0)
    for decision in customer.decisions.values():
        ends = min(last, decision.valid_to or last, customer.died_on or last)
        days = (ends - max(first, decision.valid_from)).days + 1
        if days > 0:
            granted += Fraction(decision.minutes * days, DAYS_A_WEEK)
    return granted * SECONDS_A_MINUTE
