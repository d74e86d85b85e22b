"""Followed up as decided: the council's programme, and what is checked under it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.follow_up import FollowUp
from upphandling.domain.instants import midnight_after
from upphandling.interfaces.report.counting import sourced
from upphandling.interfaces.report.figures import (
    NO_EVENTS,
    Asked,
    Figure,
    Sources,
    Unit,
)
from upphandling.interfaces.report.parties import agreements_of
from upphandling.projections.check_tables import requirements, schedules
from upphandling.projections.control.asked import programme_on
from upphandling.projections.source_events import is_of, source_events

NO_PROGRAMME = "inget program gäller den {on}"
NO_REQUIREMENTS = "inga krav"
NOBODY_CHECKED = "inga kontroller gjordes"


def followed(connection: Connection, asked: Asked) -> Iterator[Figure]:
    """Programme adopted, requirements with a schedule, agreements that were checked."""
    yield _programme(connection, asked)
    yield _scheduled(connection, asked)
    yield _checked(connection, asked)


def _programme(connection: Connection, asked: Asked) -> Figure:
    """Whether the council has adopted one for the term of office (KL 5 kap. 3 §)."""
    held = connection.execute(programme_on(asked.system, asked.last)).all()
    return Figure(
        figure="control.programme",
        name="Program för privata utförare som gäller (KL 5 kap. 3 §)",
        value=len(held),
        unit=Unit.NUMBER,
        target=1,
        red=not held,
        note=None if held else NO_PROGRAMME.format(on=asked.last),
        sources=Sources(named=tuple(row.reference for row in held)),
    )


def _scheduled(connection: Connection, asked: Asked) -> Figure:
    """How many of the requirements somebody is to check on decided days."""
    wanted = (
        select(func.count())
        .select_from(requirements)
        .where(
            requirements.c.system == asked.system,
            requirements.c.set_at < midnight_after(asked.last),
        )
    )
    planned = select(func.count(func.distinct(schedules.c.requirement))).where(
        schedules.c.system == asked.system, schedules.c.valid_from <= asked.last
    )
    of, number = (connection.scalar(query) or 0 for query in (wanted, planned))
    event = source_events.c
    events = select(event.position, event.reference).where(
        is_of(ChoiceSystem.RequirementSet, ChoiceSystem.ChecksScheduled),
        event.key == asked.system,
        event.day <= asked.last,
    )
    return Figure(
        figure="control.scheduled",
        name="Krav med kontrollschema, av alla krav (KL 10 kap. 8 §)",
        value=number,
        unit=Unit.NUMBER,
        target=of,
        red=number < of,
        note=None if of else NO_REQUIREMENTS,
        sources=sourced(connection, events).get((), NO_EVENTS),
    )


def _checked(connection: Connection, asked: Asked) -> Figure:
    """How many of the agreements in force were checked at least once."""
    keys = [one.agreement for one in agreements_of(connection, asked)]
    event = source_events.c
    events = select(event.key, event.position, event.reference).where(
        is_of(FollowUp.CheckDone),
        event.key.in_(keys),
        event.day.between(asked.first, asked.last),
    )
    found = events.subquery().c
    number = connection.scalar(select(func.count(func.distinct(found.key)))) or 0
    return Figure(
        figure="control.checked",
        name="Avtal som kontrollerades i kvartalet, av dem som gällde (KL 10 kap. 8 §)",
        value=number,
        unit=Unit.NUMBER,
        target=len(keys),
        red=number < len(keys),
        note=None if number else NOBODY_CHECKED,
        sources=sourced(connection, events).get((), NO_EVENTS),
    )
