"""Payments: how far each month has come, and the way from a line back to its visits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from upphandling.application.payment import Month, Workings, work_out
from upphandling.bootstrap import House
from upphandling.domain.agreement import Agreement
from upphandling.domain.errors import NoSuchCase, Refused
from upphandling.domain.pay import Line, hours_in
from upphandling.domain.pay.lines import kind_of
from upphandling.domain.payment import Basis, Payment
from upphandling.domain.tariff import Tariff
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.verification.past import StoredPast
from upphandling.infrastructure.verification.reading import rows_of
from upphandling.interfaces.follow_up.reading import Row, rows
from upphandling.projections.payments import listed, parts_of

SECONDS_AN_HOUR = 3600
CALCULATIONS = (Payment.Calculated, Payment.CorrectionCalculated)


def the_payments(
    house: House, asked: Mapping[str, str | None], limit: int, offset: int
) -> list[Row]:
    """One row a month and agreement, with `services` and the `parts` that were approved.

    `asked` may tell `system`, `month` and `agreement`. `paid_ore` is what has been
    approved in all, `calculated_ore` the latest calculation.
    """
    with house.database.engine.connect() as connection:
        page = rows(connection, listed(dict(asked), limit, offset))
        keys = [row["payment"] for row in page]
        parts = defaultdict(list)
        for part in rows(connection, parts_of(keys)):
            parts[part.pop("payment")].append(part)
    cases = house.engine.session().find_many(Payment, keys)
    return [
        {
            **row,
            "services": _services(cases[row["payment"]].calculated),
            "parts": parts[row["payment"]],
        }
        for row in page
    ]


def the_lines(house: House, key: str, correction: int | None) -> list[Row]:
    """The lines of the latest calculation, or of what was approved by its number."""
    payment = house.engine.session().fetch(Payment, key)
    part = payment.calculated if correction is None else payment.part(correction)
    if part is None:
        return []
    told = [
        {"line": number, **line.model_dump(), "hours": _hours(hours_in(line))}
        for number, line in enumerate(part.lines, start=1)
    ]
    return [*told, _sum("vat", part.vat_ore), _sum("total", part.total_ore)]


@dataclass
class Traced:
    """The latest calculation of a payment, worked out again as its cases were then."""

    house: House
    key: str

    @cached_property
    def payment(self) -> Payment:
        return self.house.engine.session().fetch(Payment, self.key)

    @cached_property
    def workings(self) -> Workings:
        """Raises `NoSuchCase` where what it was counted from is not there."""
        basis, row = self._calculated()
        then = self._past.at(row)
        agreement = then.fetch(Agreement, self.payment.agreement)
        tariff = then.fetch(Tariff, basis.tariff)
        return work_out(then, Month(agreement, tariff, self.payment.month))

    def findings(self) -> list[Row]:
        """What the controls found, visit by visit."""
        return [
            {
                "control": one.control,
                "customer": one.customer,
                "visits": list(one.visits),
                "seconds": one.seconds,
            }
            for one in self.workings.found()
        ]

    def counted(self) -> list[Row]:
        """How much each control found."""
        basis, _ = self._calculated()
        return [found.model_dump() for found in basis.found]

    def visits_of(self, number: int) -> list[Row]:
        """The visits of a line with their time on it; of granted care its customers."""
        basis, _ = self._calculated()
        if not 1 <= number <= len(basis.lines):
            raise NoSuchLine(line=number, lines=len(basis.lines))
        kind = kind_of(basis.lines[number - 1])
        granted = [
            {"customer": customer, "quantity": line.quantity}
            for customer, line in self.workings.granted_lines()
            if kind_of(line) == kind
        ]
        return granted or [
            {
                "visit": share.visit.visit,
                "customer": share.visit.customer,
                "starts_at": datetime.fromtimestamp(share.visit.starts, UTC),
                "ends_at": datetime.fromtimestamp(share.visit.ends, UTC),
                "seconds": share.seconds,
            }
            for share in self.workings.shares()
            if share.kind == kind
        ]

    @cached_property
    def _past(self) -> StoredPast:
        return StoredPast(self.house.database, EventMapper())

    def _calculated(self) -> tuple[Basis, Any]:
        """The latest calculation that stands, and the row of its event."""
        wanted = self.payment.calculated
        case = Payment.case_id(self.key)
        told = rows_of(self.house.database, EventMapper(), [case])
        for row in reversed(list(told)):
            if isinstance(row.event, CALCULATIONS) and row.event.basis == wanted:
                return row.event.basis, row
        raise NoSuchCase(case=case)


class NoSuchLine(Refused):
    """Utbetalningen har ingen rad med det numret."""


def _services(basis: Basis | None) -> list[Row]:
    """By service: what it comes to, and hours paid, performed and granted."""
    if basis is None:
        return []
    lines: dict[str, list[Line]] = defaultdict(list)
    for line in basis.lines:
        lines[line.service].append(line)
    return [
        {
            "service": one.service,
            "ore": sum(line.ore for line in lines[one.service]),
            "visits": one.visits,
            "paid_hours": _hours(_paid(lines[one.service])),
            "performed_hours": _hours(Fraction(one.performed_seconds, SECONDS_AN_HOUR)),
            "granted_hours": _hours(Fraction(one.granted_seconds, SECONDS_AN_HOUR)),
        }
        for one in basis.services
    ]


def _paid(lines: Sequence[Line]) -> Fraction:
    return sum((hours_in(line) for line in lines if not line.unpaid), Fraction(0))


def _sum(what: str, ore: int) -> Row:
    return {"line": what, "ore": ore}


def _hours(exact: Fraction) -> float:
    return round(float(exact), 2)
