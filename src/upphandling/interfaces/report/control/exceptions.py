"""Exceptions and overrides: what was done beside the ordinary way, and must be explained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from upphandling.interfaces.report.counting import sourced
from upphandling.interfaces.report.figures import NO_EVENTS, Asked, Figure, Unit
from upphandling.projections.control.asked import points_of
from upphandling.projections.control.tables import Point

NAMES: Mapping[Point, str] = {
    Point.URGENT_SANCTION: "Påföljder beslutade som brådskande, utan att utföraren behövde höras",
    Point.SANCTION_WITHDRAWN: "Återtagna påföljder",
    Point.CHECK_CANCELLED: "Inställda kontroller",
    Point.CHECK_MOVED: "Flyttade kontroller",
    Point.CHECK_CORRECTED: "Rättade protokoll över kontroller",
    Point.SEVERITY_CHANGED: "Avvikelser som fått en annan grad",
    Point.CLOSED_UNDONE: "Avvikelser avslutade med åtgärder ogjorda",
    Point.DEPARTED: "Tilldelningar till andra än utvärderingen gav",
    Point.NOTICE_DEFECTIVE: "Underrättelser om tilldelning som brast",
    Point.DIRECT_AWARD: "Direktupphandlingar",
    Point.CHAIR_DECISION: "Ordförandebeslut i brådskande ärenden (KL 6 kap. 39 §)",
    Point.MINUTES_LATE: "Protokoll som tillkännagavs för sent (KL 8 kap. 12 §)",
    Point.MINUTES_TAKEN_DOWN: (
        "Tillkännagivanden som togs ned innan tiden gått ut (KL 13 kap. 5 §)"
    ),
    Point.GO_DESPITE: "Klartecken för övertaganden trots ouppfyllda villkor",
    Point.HANDOVER_WAIVED: "Övertaganden utan att överlämningen var klar",
    Point.RULING_RETRACTED: "Avgöranden som förts in fel och tagits bort",
    Point.CONTROLS_ACKNOWLEDGED: (
        "Utbetalningar godkända fast en kontroll fann något, med skäl"
    ),
    Point.PAYMENT_CORRECTED: "Rättelser av godkända utbetalningar",
    Point.VISITS_WITHDRAWN: "Återtagna partier av besök",
    Point.INDICATOR_CORRECTED: "Rättade nyckeltal",
    Point.BREAK_GLASS: "Nödläsningar, i systemet eller hela huset",
    Point.CONFLICT: "Anmält jäv och intressekonflikter",
}
RED = (Point.MINUTES_LATE, Point.MINUTES_TAKEN_DOWN, Point.NOTICE_DEFECTIVE)
"""What the law does not let anybody decide."""

INSIDE = (
    Point.CHECK_CANCELLED,
    Point.CHECK_MOVED,
    Point.BREAK_GLASS,
    Point.CONFLICT,
)
"""What the public is not told: it may tell of unannounced checks, or of somebody."""

NONE = "inga i kvartalet"


def exceptions(connection: Connection, asked: Asked) -> Iterator[Figure]:
    """All of them, and then each kind that there were any of."""
    told = [point for point in NAMES if not (asked.public and point in INSIDE)]
    query = points_of(asked.system, (asked.first, asked.last), told)
    sources = sourced(connection, query, "point")
    number = sum(one.total for one in sources.values())
    yield Figure(
        figure="control.exceptions",
        name="Undantag och avsteg",
        value=number,
        unit=Unit.NUMBER,
        note=None if number else NONE,
        sources=sourced(connection, query).get((), NO_EVENTS),
    )
    for point in told:
        if one := sources.get((point.value,)):
            yield Figure(
                figure=f"control.exceptions.{point}",
                name=NAMES[point],
                value=one.total,
                unit=Unit.NUMBER,
                red=point in RED,
                sources=one,
            )
