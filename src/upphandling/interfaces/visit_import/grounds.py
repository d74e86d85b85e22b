"""What a month's visits are held against: agreements, care granted, visits kept before."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from upphandling.domain.instants import midnight_after, start_of
from upphandling.infrastructure.visits.kept import span
from upphandling.interop.visit_rows import FOR_EVER, HeldAgainst, Span
from upphandling.projections.agreements import of_system
from upphandling.projections.care_given import granted_until
from upphandling.projections.visit_batches import known

if TYPE_CHECKING:
    from upphandling.bootstrap import House

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Grounds:
    """`known` are the batches of the system that events speak of, `kept` those that count.

    `near` are those of `kept` that are of the month or of one beside it.
    """

    against: HeldAgainst
    known: tuple[int, ...]
    kept: tuple[int, ...]
    near: tuple[int, ...]
    beside: frozenset[str]

    @property
    def around(self) -> Span:
        """The month with a day before and after it."""
        first, after = self.against.month
        day = int(A_DAY.total_seconds())
        return first - day, after + day


def grounds(
    house: House, system: str, month: str, standing: tuple[int, ...]
) -> Grounds:
    """As the read models have it now; bring them up to date first.

    `standing` are the batches of the month itself that count, as its case has them.
    """
    within = span(month)
    first = date.fromisoformat(f"{month}-01")
    beside = frozenset(
        day.strftime("%Y-%m") for day in (first - A_DAY, first + timedelta(days=31))
    )
    with house.database.engine.connect() as connection:
        agreements = {
            row.agreement: _days(row.starts_on, row.ends_on)
            for row in connection.execute(of_system(system))
        }
        granted: dict[tuple[str, str], list[Span]] = defaultdict(list)
        last = first + timedelta(days=30)
        for row in connection.execute(granted_until(system, last)):
            held = _days(row.valid_from, _earliest(row.valid_to, row.died_on))
            if held[1] > within[0]:
                granted[row.customer, row.service].append(held)
        batches = list(connection.execute(known(system)))
    others = [row for row in batches if row.month != month and not row.withdrawn]
    now = int(house.clock().timestamp())
    return Grounds(
        HeldAgainst(within, now, agreements, granted),
        tuple(row.batch for row in batches),
        (*standing, *(row.batch for row in others)),
        (*standing, *(row.batch for row in others if row.month in beside)),
        beside,
    )


def _days(first: date, last: date | None) -> Span:
    until = FOR_EVER if last is None else int(midnight_after(last).timestamp())
    return int(start_of(first).timestamp()), until


def _earliest(*days: Any) -> date | None:
    return min((day for day in days if day is not None), default=None)
