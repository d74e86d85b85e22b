"""The months that are paid for in a quarter: what was approved of each, by a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select

from upphandling.domain.instants import midnight_after
from upphandling.domain.pay import days_of
from upphandling.domain.payment import Payment
from upphandling.interfaces.report.figures import Asked, Sources
from upphandling.projections.payments import payment_parts, payments
from upphandling.projections.source_events import is_of, source_events

MONTHS = 3
EVENTS = (
    Payment.Calculated,
    Payment.CorrectionCalculated,
    Payment.Deducted,
    Payment.Approved,
    Payment.CorrectionApproved,
)
Place = tuple[str, str]
"""An agreement and a month."""


@dataclass(frozen=True, slots=True)
class Month:
    """An agreement's month: `ore` is what is approved with all corrections, or None."""

    agreement: str
    month: str
    ore: int | None
    events: tuple[str, ...]

    @property
    def is_calculated(self) -> bool:
        return bool(self.events)

    @property
    def waits(self) -> bool:
        """Whether it has been calculated, and nobody has approved it."""
        return self.is_calculated and self.ore is None


def sources_of(months: Iterable[Month]) -> Sources:
    """The events of some months."""
    return Sources(named=tuple(event for month in months for event in month.events))


def months_of(
    connection: Connection, asked: Asked, agreements: Sequence[Row[Any]]
) -> Sequence[Month]:
    """The months that were over by the day, of every agreement then in force."""
    events, paid = _events(connection, asked), _paid(connection, asked)
    return [
        Month(
            agreement.agreement,
            month,
            ore=paid.get((agreement.agreement, month)),
            events=tuple(events[agreement.agreement, month]),
        )
        for agreement in agreements
        for month in _over(asked)
        if _is_in_force(agreement, month) or events[agreement.agreement, month]
    ]


def _over(asked: Asked) -> Sequence[str]:
    """The months of the quarter whose last day has passed."""
    year, first = asked.first.year, asked.first.month
    names = (f"{year}-{month:02}" for month in range(first, first + MONTHS))
    return [name for name in names if days_of(name)[1] <= asked.on]


def _is_in_force(agreement: Row[Any], month: str) -> bool:
    first, after = days_of(month)
    ends_on: date | None = agreement.ends_on
    begun: bool = agreement.starts_on < after
    return begun and (ends_on is None or ends_on >= first)


def _paid(connection: Connection, asked: Asked) -> Mapping[Place, int]:
    row, part = payments.c, payment_parts.c
    query = (
        select(row.agreement, row.month, func.sum(part.total_ore))
        .join_from(payments, payment_parts, part.payment == row.payment)
        .where(
            row.system == asked.system,
            row.from_day.between(asked.first, asked.until),
            part.approved_at < midnight_after(asked.on),
        )
        .group_by(row.agreement, row.month)
    )
    found = connection.execute(query)
    return {(agreement, month): int(ore) for agreement, month, ore in found}


def _events(connection: Connection, asked: Asked) -> Mapping[Place, list[str]]:
    row, event = payments.c, source_events.c
    query = (
        select(row.agreement, row.month, event.reference)
        .join_from(
            payments,
            source_events,
            and_(event.key == row.payment, is_of(*EVENTS), event.day <= asked.on),
        )
        .where(
            row.system == asked.system,
            row.from_day.between(asked.first, asked.until),
        )
        .order_by(event.position)
    )
    found: dict[Place, list[str]] = defaultdict(list)
    for agreement, month, reference in connection.execute(query):
        found[agreement, month].append(reference)
    return found
