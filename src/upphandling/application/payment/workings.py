"""A month worked out: from visits and granted care to lines, controls and digest.

What a payment is calculated from is read here once, so that the amount, the controls
and the trace from a line to its visits can never tell of different visits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from upphandling.application.commands import Cases
from upphandling.application.payment.served import Served
from upphandling.application.visit_digest import summed
from upphandling.application.visits import KeptVisit
from upphandling.domain.agreement import Agreement
from upphandling.domain.calendar import swedish_calendar
from upphandling.domain.configuration import Regime, Service
from upphandling.domain.instants import ONE_DAY
from upphandling.domain.pay import (
    Finding,
    GrantedCare,
    Line,
    Quantities,
    Share,
    Visit,
    Worked,
    controlled,
    days_of,
    pay_granted,
    shares,
    total_of,
    vat_on,
)
from upphandling.domain.pay.controls import Control, without_price
from upphandling.domain.pay.performed import taken_together
from upphandling.domain.payment import Basis, Found, OfService
from upphandling.domain.pricing import Clock, Version
from upphandling.domain.tariff import Tariff
from upphandling.domain.visit_month import VisitMonth, key_of

SERVICES = {service.value: service for service in Service}
AFTER_THE_MONTH = 3 * ONE_DAY  # a visit goes on at most so long after it


class Month(NamedTuple):
    """What is paid: an agreement's month, by a tariff."""

    agreement: Agreement
    tariff: Tariff
    month: str


@dataclass
class Workings:
    """All that a month is calculated from, and what it comes to."""

    paid: Month
    batches: tuple[int, ...]
    kept: Sequence[KeptVisit]
    elsewhere: Sequence[KeptVisit]
    served: Served

    @cached_property
    def basis(self) -> Basis:
        """The amount, and what it rests on."""
        paid, unpriced = taken_together(self.shares())
        granted, _ = self._granted
        lines = (*paid.lines(), *granted.lines())
        vat = 0 if self._in_house else vat_on(lines, self._versions)
        return Basis(
            tariff=self.paid.tariff.key,
            versions=tuple(sorted({line.version for line in lines})),
            batches=self.batches,
            visits=len(self.kept),
            content=summed(self.kept).batch.content,
            services=tuple(self._services()),
            lines=lines,
            vat_ore=vat,
            total_ore=total_of(lines) + vat,
            found=tuple(_counted(self.found(unpriced))),
        )

    def shares(self) -> Iterator[Share]:
        """Which time of which visit is paid by what."""
        return shares(self._visits, self._clock, self.served.granted)

    def found(self, unpriced: Iterable[Visit] | None = None) -> list[Finding]:
        """All that the controls find in the month."""
        if unpriced is None:
            unpriced = [visit for visit, kind, _ in self.shares() if kind is None]
        return [
            *controlled(
                self._own,
                self.served.granted,
                self._worked(self.elsewhere),
            ),
            *without_price(self.paid.agreement.key, unpriced, self._granted[1]),
        ]

    def granted_lines(self) -> Iterator[tuple[str, Line]]:
        """What granted care comes to for each customer; not rounded with the others."""
        cared: dict[str, list[GrantedCare]] = defaultdict(list)
        for care in self.served.cared:
            cared[care.customer].append(care)
        for customer in sorted(cared):
            quantities, _ = self._pay_granted(cared[customer])
            yield from ((customer, line) for line in quantities.lines())

    @cached_property
    def _versions(self) -> tuple[Version, ...]:
        return self.paid.tariff.in_order

    @cached_property
    def _clock(self) -> Clock:
        first, until = days_of(self.paid.month)
        return Clock.of(
            self._versions, first, until + AFTER_THE_MONTH, swedish_calendar()
        )

    @cached_property
    def _granted(self) -> tuple[Quantities, list[GrantedCare]]:
        return self._pay_granted(self.served.cared)

    @cached_property
    def _visits(self) -> list[Visit]:
        return [one.visit for one in self._own]

    @cached_property
    def _own(self) -> list[Worked]:
        return list(self._worked(self.kept))

    @property
    def _in_house(self) -> bool:
        """Own provision deducts its VAT; all else of it is paid by the same rules."""
        return self.paid.agreement.agreed.regime is Regime.IN_HOUSE

    def _pay_granted(
        self, cared: Iterable[GrantedCare]
    ) -> tuple[Quantities, list[GrantedCare]]:
        return pay_granted(cared, self._versions, swedish_calendar())

    def _worked(self, kept: Iterable[KeptVisit]) -> Iterator[Worked]:
        for visit, customer, agreement, service, staff, starts, ends, after, _ in kept:
            responsible, area = self.served.at(customer, starts)
            what = Visit(visit, customer, SERVICES[service], area, starts, ends)
            yield Worked(what, agreement, staff, responsible, after)

    def _services(self) -> Iterator[OfService]:
        number: dict[Service, int] = defaultdict(int)
        performed: dict[Service, int] = defaultdict(int)
        granted: dict[Service, int] = defaultdict(int)
        for visit in self._visits:
            number[visit.service] += 1
            performed[visit.service] += visit.ends - visit.starts
        for (_, service), seconds in self.served.granted.items():
            granted[service] += seconds
        for service in sorted({*number, *granted}):
            yield OfService(
                service=service,
                visits=number[service],
                performed_seconds=performed[service],
                granted_seconds=granted[service],
            )


def work_out(cases: Cases, paid: Month) -> Workings:
    """The workings of a month by what counts, and what holds, as the cases are."""
    agreement = paid.agreement
    system, month = agreement.agreed.system, paid.month
    counted = cases.find(VisitMonth, key_of(system, month))
    batches = counted.counted if counted else ()
    kept = list(cases.visits(system, month, batches, agreement.key))
    visited = {one.customer for one in kept}
    others = {
        other
        for batch in batches
        if counted
        for other in counted.batches[batch].agreements
        if other != agreement.key
    }
    elsewhere = [
        one
        for other in sorted(others)
        for one in cases.visits(system, month, batches, other)
        if one.customer in visited
    ]
    served = Served.of(cases, agreement, visited, days_of(month))
    return Workings(paid, batches, kept, elsewhere, served)


def _counted(found: Iterable[Finding]) -> Iterator[Found]:
    """How much each control found, in the order of their names."""
    number: dict[Control, int] = defaultdict(int)
    seconds: dict[Control, int] = defaultdict(int)
    for one in found:
        number[one.control] += 1
        seconds[one.control] += one.seconds
    for control in sorted(number):
        yield Found(control=control, number=number[control], seconds=seconds[control])
