"""Shares: what each provider has on the last day that is told of, against its aim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from upphandling.domain.agreement import Agreement
from upphandling.domain.configuration import ShareUnit
from upphandling.domain.indicators.suppression import Group, Withheld
from upphandling.interfaces.follow_up.reading import Row
from upphandling.interfaces.follow_up.shares import the_shares
from upphandling.interfaces.report.counting import sourced
from upphandling.interfaces.report.figures import (
    NO_EVENTS,
    Asked,
    Figure,
    Section,
    Sources,
    Unit,
)
from upphandling.interfaces.report.hiding import hidden, hidden_groups
from upphandling.interfaces.report.share_sources import Aims, aims_of
from upphandling.interfaces.words import value_word
from upphandling.projections.responsibilities import responsibilities, there_on

NAMES = {
    ShareUnit.CUSTOMERS: "Andel av kunderna",
    ShareUnit.HOURS: "Andel av de beviljade timmarna",
}
NOBODY = "utan utförare"
NO_AGREEMENT = "none:{bundle}"  # a colon, which no agreement has in its key
CAP = "tak {cap}"
OFF = "{points} från målet"
OUTSIDE = "utanför toleransen {tolerance}"
MEASURED = "Mätt den {on}."
NO_CUSTOMERS = "Inga kunder och inga avtal."

Place = tuple[str, str | None, str | None]
"""A bundle, an agreement (None: nobody answers) and an area (None: all)."""


def section(connection: Connection, asked: Asked) -> Section:
    """Percent and customers per agreement and area, and each agreement's hours a week."""
    found = the_shares(connection, asked.system, asked.last)
    sources = _sources(connection, asked.system, asked.last)
    aims = aims_of(connection, asked)
    small = small_shares(found) if asked.public else {}
    figures = []
    for row in found:
        for figure in _figures(row, sources, aims):
            why = small.get(place_of(row))
            figures.append(figure if why is None else hidden(figure, why))
    measured = MEASURED.format(on=asked.last)
    return Section(
        section="shares",
        title="Andelar",
        figures=figures,
        note=measured if found else NO_CUSTOMERS,
    )


def _figures(
    row: Row, sources: Mapping[Place, Sources], aims: Aims
) -> Iterator[Figure]:
    unit = ShareUnit(row["unit"] or ShareUnit.CUSTOMERS)
    by_hours = unit == ShareUnit.HOURS
    customers = sources.get(place_of(row), NO_EVENTS)
    told: dict[str, Any] = {
        "about": row["agreement"] and Agreement.case_id(row["agreement"]),
        "subject": " ".join(filter(None, (row["name"] or NOBODY, row["area"]))),
    }
    whose = row["agreement"] or NO_AGREEMENT.format(bundle=row["bundle"])
    key = "/".join(filter(None, (whose, row["area"])))
    whole = row["of_minutes"] if by_hours else row["of_customers"]
    yield Figure(
        figure=f"shares.percent/{key}",
        name=NAMES[unit],
        value=_decimal(row["hours_percent"] if by_hours else row["percent"]),
        unit=Unit.PERCENT,
        target=_decimal(row["target_percent"]),
        red=row["within_tolerance"] is False,
        note=_note(row) if whole else "inga kunder",
        sources=aims.named(row["agreement"], customers),
        **told,
    )
    yield Figure(
        figure=f"shares.customers/{key}",
        name="Kunder",
        value=row["customers"],
        unit=Unit.NUMBER,
        note=None if row["customers"] else "inga kunder",
        sources=customers,
        **told,
    )
    if row["area"] is not None:
        return
    yield Figure(
        figure=f"shares.hours/{key}",
        name="Beviljade timmar i veckan",
        value=_decimal(row["hours_per_week"]),
        unit=Unit.HOURS,
        note=None if row["customers"] else "inga kunder",
        sources=customers,
        **told,
    )


def _note(row: Row) -> str | None:
    words = []
    if row["cap_percent"] not in (None, row["target_percent"]):
        words.append(CAP.format(cap=value_word(row["cap_percent"])))
    if row["deviation_points"]:
        words.append(OFF.format(points=value_word(row["deviation_points"])))
    if row["within_tolerance"] is False:
        words.append(OUTSIDE.format(tolerance=value_word(row["tolerance_points"])))
    return ", ".join(words) or None


def _sources(connection: Connection, system: str, on: date) -> Mapping[Place, Sources]:
    """What placed the customers that each agreement had, in all and in each area."""
    row = responsibilities.c
    query = select(
        row.bundle,
        row.agreement,
        row.area,
        row.begun_at.label("position"),
        row.begun_by.label("reference"),
    ).where(row.system == system, there_on(on))
    of_all = sourced(connection, query, "bundle", "agreement")
    of_areas = sourced(connection, query, "bundle", "agreement", "area")
    return {(*place, None): found for place, found in of_all.items()} | dict(of_areas)


def small_shares(found: Sequence[Row]) -> Mapping[Place, Withheld]:
    """The rows that are about so few customers that they are not told outside."""
    by_bundle: dict[str, dict[Group, int]] = defaultdict(dict)
    for row in found:
        sizes = by_bundle[row["bundle"]]
        sizes[Group(None, row["area"])] = row["of_customers"]
        sizes[Group(row["agreement"] or "", row["area"])] = row["customers"]
    return {
        (bundle, group.agreement or None, group.area): why
        for bundle, sizes in by_bundle.items()
        for group, why in hidden_groups(sizes).items()
        if group.agreement is not None
    }


def place_of(row: Row) -> Place:
    """Which share a row tells of."""
    return row["bundle"], row["agreement"], row["area"]


def _decimal(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}".rstrip("0").rstrip(".")
