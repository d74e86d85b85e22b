"""Milestones as they stood on a day, with the events that brought them there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from upphandling.domain.instants import midnight_after
from upphandling.domain.plan import Plan
from upphandling.interfaces.report.figures import Asked, Sources
from upphandling.projections.source_events import source_events
from upphandling.projections.timetable import milestones, slips

MET, MISSED = Plan.MilestoneMet.TOPIC, Plan.MilestoneMissed.TOPIC
ABANDONED = Plan.MilestoneAbandoned.TOPIC
OF_A_MILESTONE = (
    Plan.MilestonePlanned.TOPIC,
    Plan.MilestoneMoved.TOPIC,
    MET,
    MISSED,
    ABANDONED,
)
Event = Row[Any]


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone on the day `on`; `row` is of the read model, `events` by then."""

    row: Row[Any]
    latest: date
    events: Sequence[Event]
    on: date

    @property
    def stands(self) -> str:
        """The topic of the last event."""
        topic: str = self.events[-1].topic
        return topic

    @property
    def is_met(self) -> bool:
        return self.stands == MET

    @property
    def is_missed(self) -> bool:
        """Whether its last day has passed, noted or not."""
        waits = self.stands not in (MET, ABANDONED)
        return self.stands == MISSED or (waits and self.latest < self.on)

    @property
    def actual(self) -> date:
        """The day it was met, or the last day that is now planned."""
        met_on: date = self.row.met_on
        return met_on if self.is_met else self.latest

    @property
    def sources(self) -> Sources:
        return Sources(named=tuple(one.reference for one in self.events))

    def concerns(self, asked: Asked) -> bool:
        """Whether it was planned for the quarter, met in it, or is still waited for."""
        days = (self.row.planned_latest, self.latest, self.actual)
        waited = self.is_missed and self.latest < asked.first
        return waited or any(asked.first <= day <= asked.until for day in days)


def plan_events(connection: Connection, asked: Asked) -> Sequence[Event]:
    """What has happened in the system's plans by the day, in order."""
    row = source_events.c
    plans = select(row.key).where(
        row.topic == Plan.DrawnUp.TOPIC, row.system == asked.system
    )
    query = select(source_events).where(
        row.topic.startswith(f"{Plan.KIND}."), row.key.in_(plans), row.day <= asked.on
    )
    return connection.execute(query.order_by(row.position)).all()


def milestones_of(
    connection: Connection, asked: Asked, events: Sequence[Event]
) -> Iterator[Milestone]:
    """Every milestone that was planned by the day, in the plan's order."""
    of_each: dict[tuple[str, str], list[Event]] = defaultdict(list)
    for one in events:
        if one.topic in OF_A_MILESTONE:
            of_each[one.key, one.part].append(one)
    plans = sorted({plan for plan, _ in of_each})
    latest = _moved_later(connection, asked, plans)
    row = milestones.c
    query = select(milestones).where(row.plan.in_(plans))
    for found in connection.execute(query.order_by(row.plan, row.position)):
        key = (found.plan, found.milestone)
        if key in of_each:
            last_day = latest.get(key, found.latest)
            yield Milestone(found, last_day, of_each[key], asked.on)


def _moved_later(
    connection: Connection, asked: Asked, plans: Sequence[str]
) -> dict[tuple[str, str], date]:
    """The last day that each had on the day, of those that have been moved since."""
    row = slips.c
    query = select(slips).where(
        row.plan.in_(plans), row.moved_at >= midnight_after(asked.on)
    )
    moved = connection.execute(query.order_by(row.position.desc()))
    return {(one.plan, one.milestone): one.before_latest for one in moved}
