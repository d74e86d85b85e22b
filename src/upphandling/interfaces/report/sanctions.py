"""Sanctions: those decided in the quarter, and the stops that hold on its last day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from upphandling.domain.agreement import SanctionKind
from upphandling.domain.instants import local_date, midnight_after
from upphandling.interfaces.report.figures import Asked, Figure, Sources, Unit
from upphandling.projections.agreements import agreements
from upphandling.projections.sanctions import sanctions

NAMES: Mapping[SanctionKind, str] = {
    SanctionKind.WARNING: "Varningar i kvartalet",
    SanctionKind.WITHHOLDING: "Innehållen ersättning beslutad i kvartalet",
    SanctionKind.FINE: "Viten i kvartalet",
    SanctionKind.STOP: "Stopp för nya kunder i kvartalet",
}
STOPPED = "Stopp för nya kunder som gäller"
NONE = "inga ärenden"


def of_sanctions(connection: Connection, asked: Asked) -> Iterator[Figure]:
    """How many of each kind; one that has been withdrawn was never to be decided."""
    row = sanctions.c
    query = (
        select(sanctions)
        .join(agreements, agreements.c.agreement == row.agreement)
        .where(
            agreements.c.system == asked.system,
            row.decided_at < midnight_after(asked.last),
            row.withdrawn_at.is_(None) | (row.withdrawn_at >= midnight_after(asked.on)),
        )
        .order_by(row.decided_at, row.agreement, row.sanction)
    )
    found = connection.execute(query).all()
    recent = [one for one in found if local_date(one.decided_at) >= asked.first]
    for kind, name in NAMES.items():
        yield _figure(kind.value, name, [one for one in recent if one.kind == kind])
    end = midnight_after(asked.last)
    stopped = [
        one
        for one in found
        if one.kind == SanctionKind.STOP
        and (one.lifted_at is None or one.lifted_at >= end)
    ]
    yield _figure("stopped", STOPPED, stopped)


def _figure(key: str, name: str, found: Sequence[Row[Any]]) -> Figure:
    return Figure(
        figure=f"deviations.{key}",
        name=name,
        value=len(found),
        unit=Unit.NUMBER,
        red=bool(found),
        note=None if found else NONE,
        sources=Sources(named=tuple(one.decision for one in found)),
    )
