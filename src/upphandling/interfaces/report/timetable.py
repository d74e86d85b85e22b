"""The timetable: each milestone that the quarter has to do with, plan against actual."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from upphandling.domain.plan import Plan
from upphandling.interfaces.report.figures import Asked, Figure, Section, Sources, Unit
from upphandling.interfaces.report.milestones import (
    Event,
    Milestone,
    milestones_of,
    plan_events,
)

HAPPENED = (
    ("moved", "Flyttade milstolpar", Plan.MilestoneMoved.TOPIC),
    ("kept", "Hållna löften", Plan.PromiseKept.TOPIC),
    ("broken", "Brutna löften", Plan.PromiseBroken.TOPIC),
)
RED = ("missed", "broken")
NONE = "inga ärenden"
NO_PLAN = "Valfrihetssystemet har ingen tidplan."
LATE = "{days} dagar efter planen"
EARLY = "{days} dagar före planen"
NOT_MET = "inte nådd"


def section(connection: Connection, asked: Asked) -> Section:
    """What was to be done, what was done, and what was put off, as of the day."""
    events = plan_events(connection, asked)
    found = [
        one for one in milestones_of(connection, asked, events) if one.concerns(asked)
    ]
    return Section(
        section="timetable",
        title="Tidplan mot utfall",
        figures=[
            *_stand(found),
            *_happened(asked, events),
            *(_milestone(one) for one in found),
        ],
        note=None if events else NO_PLAN,
    )


def _stand(found: Sequence[Milestone]) -> Iterator[Figure]:
    for key, name, those in (
        ("planned", "Milstolpar som kvartalet rör", found),
        ("met", "Nådda milstolpar", [one for one in found if one.is_met]),
        ("missed", "Missade milstolpar", [one for one in found if one.is_missed]),
    ):
        named = tuple(name for one in those for name in one.sources.named)
        yield _number(key, name, len(those), named)


def _happened(asked: Asked, events: Sequence[Event]) -> Iterator[Figure]:
    """What was done to the plan in the quarter."""
    for key, name, topic in HAPPENED:
        those = [
            one.reference
            for one in events
            if one.topic == topic and asked.first <= one.day <= asked.last
        ]
        yield _number(key, name, len(those), tuple(those))


def _number(key: str, name: str, number: int, named: tuple[str, ...]) -> Figure:
    return Figure(
        figure=f"timetable.{key}",
        name=name,
        value=number,
        unit=Unit.NUMBER,
        red=number > 0 and key in RED,
        note=None if number else NONE,
        sources=Sources(named=named),
    )


def _milestone(one: Milestone) -> Figure:
    """The day it was met or is planned for, against the day that was first planned."""
    row = one.row
    days = (one.actual - row.planned_latest).days
    words = [] if one.is_met else [NOT_MET]
    if days:
        words.append((LATE if days > 0 else EARLY).format(days=abs(days)))
    return Figure(
        figure=f"timetable.day/{row.plan}/{row.milestone}",
        name="Nådd" if one.is_met else "Planerad senast",
        value=one.actual.isoformat(),
        unit=Unit.DATE,
        about=Plan.case_id(row.plan),
        subject=row.title,
        target=row.planned_latest.isoformat(),
        red=one.is_missed,
        note=", ".join(words) or None,
        sources=one.sources,
    )
