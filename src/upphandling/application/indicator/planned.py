"""The planned visits of some days, with what became of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from upphandling.application.commands import Cases
from upphandling.application.indicator.visited import VisitsMissing, living_in
from upphandling.application.visits import PlannedVisit
from upphandling.domain.errors import Refused
from upphandling.domain.indicator import BatchesOfMonth
from upphandling.domain.indicators.definition import Whose
from upphandling.domain.indicators.periods import months_of
from upphandling.domain.indicators.punctuality import Appointment
from upphandling.domain.instants import ONE_DAY, midnight_after, start_of
from upphandling.domain.visit_month import VisitMonth, key_of


class PlansMissing(Refused):
    """Månadens planerade besök är inte inlästa."""


@dataclass(frozen=True, slots=True)
class Plans:
    """The planned visits of a group that were to begin within some days.

    A visit may be made on the day before or after, which may be of another month.
    """

    cases: Cases
    whose: Whose
    first: date
    last: date
    months: tuple[VisitMonth, ...]
    around: tuple[VisitMonth, ...]

    @classmethod
    def between(cls, cases: Cases, whose: Whose, first: date, last: date) -> Self:
        """Refuses with `PlansMissing` or `VisitsMissing` where a month has none.

        And with `VisitsDestroyed`: what is no longer there was not therefore missed.
        """
        within = months_of(first, last)
        keys = [
            key_of(whose.system, month)
            for month in months_of(first - ONE_DAY, last + ONE_DAY)
        ]
        found = {
            one.month: one
            for one in cases.find_many(VisitMonth, keys).values()
            if one.standing
        }
        for month in within:
            if month not in found or not found[month].planned:
                raise PlansMissing(system=whose.system, month=month)
            if not found[month].counted:
                raise VisitsMissing(system=whose.system, month=month)
        for one in found.values():
            cases.visits(whose.system, one.month, one.counted)
        months = tuple(found[month] for month in within)
        return cls(cases, whose, first, last, months, tuple(found.values()))

    @property
    def batches(self) -> tuple[BatchesOfMonth, ...]:
        """All that was looked through, planned and performed."""
        return tuple(
            BatchesOfMonth(month=month.month, batches=tuple(sorted(month.standing)))
            for month in sorted(self.around, key=lambda month: month.month)
        )

    def appointments(self) -> Iterator[Appointment]:
        """Each planned visit of the group, and when it began."""
        there = None
        if self.whose.area is not None:
            customers = (visit.customer for visit in self._visits())
            there = living_in(self.cases, self.whose.area, customers)
        for visit in self._visits():
            if there is None or visit.customer in there:
                yield Appointment(visit.customer, visit.starts, visit.began)

    def _visits(self) -> Iterator[PlannedVisit]:
        first = start_of(self.first).timestamp()
        after = midnight_after(self.last).timestamp()
        performed = [batch for month in self.around for batch in month.counted]
        for month in self.months:
            planned = self.cases.planned(
                self.whose.system,
                month.month,
                month.planned,
                performed,
                agreement=self.whose.agreement,
            )
            for visit in planned:
                if first <= visit.starts < after:
                    yield visit
