"""Drift not acted on: shares outside their tolerance before the quarter and still at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from upphandling.domain.instants import ONE_DAY
from upphandling.interfaces.follow_up.reading import Row
from upphandling.interfaces.follow_up.shares import shares_on
from upphandling.interfaces.report.figures import (
    NO_EVENTS,
    Asked,
    Figure,
    Sources,
    Unit,
)
from upphandling.interfaces.report.share_sources import aims_of

NAME = "Andelar utanför toleransen både före kvartalet och vid dess slut"
NONE = "inga den {before} och den {last}"

Place = tuple[str, str, str | None]


def drift(connection: Connection, asked: Asked) -> Figure:
    """How many; the events are those that decided what the shares should be."""
    eve = asked.first - ONE_DAY
    by_day = shares_on(connection, asked.system, [eve, asked.last])
    before, last = _outside(by_day[eve]), _outside(by_day[asked.last])
    both = [last[place] for place in last if place in before]
    aims = aims_of(connection, asked)
    names = [
        reference
        for agreement in dict.fromkeys(row["agreement"] for row in both)
        for reference in aims.named(agreement, NO_EVENTS).named
    ]
    return Figure(
        figure="control.alarms.drift",
        name=NAME,
        value=len(both),
        unit=Unit.NUMBER,
        target=0,
        red=bool(both),
        note=None if both else NONE.format(before=eve, last=asked.last),
        sources=Sources(named=tuple(dict.fromkeys(names))),
    )


def _outside(found: Iterable[Row]) -> Mapping[Place, Row]:
    """The shares that are outside their tolerance."""
    return {
        (row["bundle"], row["agreement"], row["area"]): row
        for row in found
        if row["within_tolerance"] is False
    }
