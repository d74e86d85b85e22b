"""The people of a comparison: invented from a seed, or those of a system.

The same seed gives the same people on every machine: nothing but `Random.random`
and `getrandbits` is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from random import Random
from typing import Any

from sqlalchemy import Connection, Select, select

from upphandling.domain.allocation import Chooser
from upphandling.domain.errors import Refused
from upphandling.interfaces.comparison.alternatives import MOST_PEOPLE, Comparison
from upphandling.interfaces.follow_up import rows
from upphandling.projections.choices import choices
from upphandling.projections.responsibilities import responsibilities, there_on

BITS = 48


class NobodyToCompare(Refused):
    """Valfrihetssystemet har inga kunder med de insatserna den dagen."""


class TooManyToCompare(Refused):
    """Så många kunder kan inte jämföras på en gång."""


class AreaNotInFile(Refused):
    """Filen har inte alla områden som kunderna bor i."""


def invented(
    comparison: Comparison, customers: int | None, seed: int
) -> tuple[Chooser, ...]:
    """Customers from a few figures; `customers` goes before the file's number."""
    random = Random(seed)  # noqa: S311  (a plan, not a secret)
    terms = comparison.people
    areas = {area.key: area.weight for area in comparison.areas}
    spread = terms.minutes_max - terms.minutes_min
    people: dict[str, Chooser] = {}
    while len(people) < (customers or terms.customers):
        customer = f"k-{random.getrandbits(BITS):012x}"
        area = _picked(random, areas)
        people[customer] = Chooser(
            customer=customer,
            area=area,
            minutes=terms.minutes_min + int(spread * random.random() ** 2),
            present=_picked(random, terms.today) if terms.today else None,
            **_choice(random, comparison, area, len(people)),
        )
    return tuple(people.values())


def of_system(
    connection: Connection,
    comparison: Comparison,
    system: str,
    on: date,
    seed: int,
) -> tuple[Chooser, ...]:
    """Those whom a system serves on a day, with the wishes they have told.

    Where nobody has told any, wishes are invented as the file says.
    """
    found = rows(connection, _query(system, comparison.bundle, on))
    _must_be_comparable(comparison, system, found)
    if not any(row["wishes"] for row in found):
        random = Random(seed)  # noqa: S311
        choosing = [
            _choice(random, comparison, row["area"], number)
            for number, row in enumerate(found)
        ]
    else:
        choosing = [
            {
                "wishes": tuple(row["wishes"] or ()),
                "chosen_at": row["chosen_at"].isoformat() if row["wishes"] else "",
            }
            for row in found
        ]
    return tuple(
        Chooser(
            customer=row["customer"],
            area=row["area"],
            minutes=row["minutes"],
            present=row["agreement"],
            **choice,
        )
        for row, choice in zip(found, choosing, strict=True)
    )


def _query(system: str, bundle: str, on: date) -> Select[Any]:
    row = responsibilities.c
    return (
        select(
            row.customer,
            row.area,
            row.minutes,
            row.agreement,
            choices.c.wishes,
            choices.c.chosen_at,
        )
        .join_from(
            responsibilities, choices, row.case_key == choices.c.case_key, isouter=True
        )
        .where(row.system == system, row.bundle == bundle, there_on(on))
        .order_by(row.case_key)
        .limit(MOST_PEOPLE + 1)
    )


def _must_be_comparable(
    comparison: Comparison, system: str, found: Iterable[Mapping[str, Any]]
) -> None:
    living_in = [row["area"] for row in found]
    if not living_in:
        raise NobodyToCompare(system=system, bundle=comparison.bundle)
    if len(living_in) > MOST_PEOPLE:
        raise TooManyToCompare(most=MOST_PEOPLE)
    missing = {str(area) for area in living_in} - {a.key for a in comparison.areas}
    if missing:
        raise AreaNotInFile(areas=sorted(missing))


def _choice(
    random: Random, comparison: Comparison, area: str, number: int
) -> dict[str, Any]:
    """Whether somebody chooses, and what; drawn alike whether they do or not."""
    chooses = random.random() * 100 < comparison.people.choosing_percent
    left = {p.agreement: p.popularity for p in comparison.serving(area)}
    wishes: list[str] = []
    while left and len(wishes) < comparison.people.wishes_each:
        wishes.append(_picked(random, left))
        del left[wishes[-1]]
    if not chooses:
        return {"wishes": (), "chosen_at": ""}
    return {"wishes": tuple(wishes), "chosen_at": f"{number:07d}"}


def _picked(random: Random, weights: Mapping[str, float]) -> str:
    mark = random.random() * sum(weights.values())
    for name, weight in weights.items():
        mark -= weight
        if mark < 0:
            return name
    return name
