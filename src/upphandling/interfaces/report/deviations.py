"""Deviations: found in the quarter by severity, not closed yet, and measures overdue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, or_, select

from upphandling.domain.deviation import Deviation, Severity
from upphandling.interfaces.report.counting import (
    NOTHING,
    Conditions,
    Counted,
    Group,
    counted,
)
from upphandling.interfaces.report.figures import Asked, Figure, Section, Unit
from upphandling.interfaces.report.parties import agreement_figure, agreements_of
from upphandling.interfaces.report.sanctions import of_sanctions
from upphandling.projections.deviations import deviations, measures
from upphandling.projections.source_events import WHOLE, is_of, source_events

FOUND, OPEN, CLOSED, OVERDUE = "found", "open", "closed", "overdue"
NAMES: Mapping[str, str] = {
    FOUND: "Avvikelser som upptäckts i kvartalet",
    Severity.MINOR.value: "Mindre avvikelser",
    Severity.SERIOUS.value: "Allvarliga avvikelser",
    Severity.CRITICAL.value: "Kritiska avvikelser",
    CLOSED: "Avvikelser som avslutats i kvartalet",
    OPEN: "Avvikelser som inte är avslutade",
    OVERDUE: "Åtgärder som är försenade",
}
OF_EACH = (FOUND, OPEN, OVERDUE)
RED = (Severity.CRITICAL.value, OVERDUE)
TO_PUBLIC = (FOUND, *(severity.value for severity in Severity))
NONE = "inga ärenden"
ONLY_NUMBERS = "Utanför huset visas bara hur många avvikelser som upptäckts."


def section(connection: Connection, asked: Asked) -> Section:
    """For the system, and inside the house for each agreement; and the sanctions."""
    found, measured = _deviations(asked), _measures(asked)
    in_all = {**counted(connection, *found), **counted(connection, *measured)}
    shown = TO_PUBLIC if asked.public else tuple(NAMES)
    figures = list(_figures(in_all, shown))
    if not asked.public:
        of_each = {
            **counted(connection, *found, "agreement"),
            **counted(connection, *measured, "agreement"),
        }
        figures += [
            agreement_figure(figure, one)
            for one in agreements_of(connection, asked)
            for figure in _figures(of_each, OF_EACH, one.agreement)
            if figure.value
        ]
        figures += of_sanctions(connection, asked)
    return Section(
        section="deviations",
        title="Avvikelser och påföljder",
        figures=figures,
        note=ONLY_NUMBERS if asked.public else None,
    )


def _figures(
    found: Mapping[Group, Counted], shown: tuple[str, ...], *whose: str
) -> Iterator[Figure]:
    for measure in shown:
        one = found.get((measure, *whose), NOTHING)
        yield Figure(
            figure=f"deviations.{measure}",
            name=NAMES[measure],
            value=one.number,
            unit=Unit.NUMBER,
            red=bool(one.number) and measure in RED,
            note=None if one.number else NONE,
            sources=one.sources,
        )


def _deviations(asked: Asked) -> tuple[Select[Any], Conditions]:
    """What was reported and closed by the day."""
    row, event = deviations.c, source_events.c
    query = _told(asked, row.deviation).join_from(
        deviations, source_events, event.key == row.deviation
    )
    found = is_of(Deviation.Reported) & row.discovered_on.between(
        asked.first, asked.last
    )
    closed = is_of(Deviation.Closed) & event.day.between(asked.first, asked.last)
    still = is_of(Deviation.Reported) & ~_is_closed(asked)
    by_severity = {
        severity.value: found & (row.severity == severity.value)
        for severity in Severity
    }
    return query, {FOUND: found, **by_severity, CLOSED: closed, OPEN: still}


def _measures(asked: Asked) -> tuple[Select[Any], Conditions]:
    """The measures of accepted plans that should have been carried out by the day."""
    row, event = measures.c, source_events.c
    done = source_events.alias()
    is_done = (
        select(done.c.position)
        .where(
            done.c.topic == Deviation.MeasureDone.TOPIC,
            done.c.key == row.deviation,
            done.c.part == row.measure,
            done.c.day <= asked.on,
        )
        .exists()
    )
    query = (
        _told(asked, row.deviation + "/" + row.measure)
        .join_from(measures, deviations, deviations.c.deviation == row.deviation)
        .join(
            source_events,
            and_(
                event.key == row.deviation,
                or_(event.part == row.measure, event.part == WHOLE),
            ),
        )
    )
    accepted = is_of(Deviation.PlanAccepted, Deviation.MeasureOverdue)
    late = (row.due_on < asked.on) & ~is_done & ~_is_closed(asked)
    return query, {OVERDUE: accepted & late}


def _told(asked: Asked, thing: ColumnElement[str]) -> Select[Any]:
    event = source_events.c
    return select(
        deviations.c.agreement,
        thing.label("thing"),
        event.position,
        event.reference,
    ).where(
        deviations.c.system == asked.system,
        event.topic.startswith(f"{Deviation.KIND}."),
        event.day <= asked.on,
    )


def _is_closed(asked: Asked) -> ColumnElement[bool]:
    """Whether the deviation had been closed by the day."""
    other = source_events.alias()
    return (
        select(other.c.position)
        .where(
            other.c.topic == Deviation.Closed.TOPIC,
            other.c.key == deviations.c.deviation,
            other.c.day <= asked.on,
        )
        .exists()
    )
