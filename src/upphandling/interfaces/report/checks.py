"""Checks done against plan: what was to be done in the quarter, and how it went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, and_, select

from upphandling.interfaces.report.check_measures import (
    ALWAYS,
    DONE,
    NAMES,
    PERCENT,
    PLANNED,
    RED,
    TOLD,
    Tallies,
    Tally,
    Told,
    tallied,
)
from upphandling.interfaces.report.figures import (
    Asked,
    Figure,
    Section,
    Sources,
    Unit,
    percent,
)
from upphandling.interfaces.report.parties import agreement_figure, agreements_of
from upphandling.projections.checks_on import checks_on
from upphandling.projections.source_events import is_of, source_events

ALL = "100.0"
NONE_DUE = "inga kontroller skulle göras i kvartalet"
NONE = "inga ärenden"
NONE_JUDGED = "ingen är gjord och ingen sista dag har gått"
HIDDEN = "Oanmälda kontroller räknas först när de är gjorda."


def section(connection: Connection, asked: Asked) -> Section:
    """For the system and each agreement: checks due in the quarter, as of the day."""
    whole, each = tallied(_told(connection, asked))
    figures = [
        *_figures(whole),
        *(
            agreement_figure(figure, one)
            for one in agreements_of(connection, asked)
            for figure in _of_agreement(each.get(one.agreement))
        ),
    ]
    return Section(
        section="checks",
        title="Kontroller mot plan",
        figures=figures,
        note=HIDDEN if asked.public else None,
    )


def _of_agreement(found: Tallies | None) -> Iterator[Figure]:
    """Of one without checks only that there were none to do."""
    if found is None:
        yield _figure(PLANNED, Tally(), NONE_DUE)
    else:
        yield from _figures(found)


def _figures(found: Tallies) -> Iterator[Figure]:
    none = NONE if found else NONE_DUE
    for measure in NAMES:
        tally = found.get(measure, Tally())
        if measure == PERCENT:
            yield _done_of(found.get(DONE, Tally()), tally)
        elif tally.checks or measure in ALWAYS:
            yield _figure(measure, tally, none)


def _figure(measure: str, tally: Tally, none: str) -> Figure:
    number = len(tally.checks)
    return Figure(
        figure=f"checks.{measure}",
        name=NAMES[measure],
        value=number,
        unit=Unit.NUMBER,
        red=number > 0 and measure in RED,
        note=None if number else none,
        sources=Sources(named=tuple(tally.events)),
    )


def _done_of(done: Tally, judged: Tally) -> Figure:
    """How many were made, of those that were made or whose last day has passed."""
    of = len(judged.checks)
    return Figure(
        figure=f"checks.{PERCENT}",
        name=NAMES[PERCENT],
        value=percent(len(done.checks), of) if of else None,
        unit=Unit.PERCENT,
        target=ALL,
        note=None if of else NONE_JUDGED,
        sources=Sources(named=tuple(judged.events)),
    )


def _told(connection: Connection, asked: Asked) -> Sequence[Told]:
    """The events of the checks due in the quarter, in the order they happened."""
    check = (
        checks_on(
            asked.on,
            system=asked.system,
            due=(asked.first, asked.until),
            known_to_provider=asked.public,
        )
        .order_by(None)
        .subquery("due")
    )
    due, event = check.c, source_events.c
    is_about = (event.key == due.agreement) & (event.part == due.check)
    query = (
        select(
            due.agreement,
            due.check,
            due.status,
            due.late,
            due.outcome,
            event.topic,
            event.reference,
        )
        .join_from(
            check, source_events, and_(is_about, event.day <= asked.on, is_of(*TOLD))
        )
        .order_by(event.position)
    )
    return [*connection.execute(query)]
