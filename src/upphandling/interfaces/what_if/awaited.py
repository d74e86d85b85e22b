"""What the log waited for: when each deadline was due, and which of them nobody swept.

A deadline that passed while no service ran does not fall in a replay either: otherwise
what never fell would be told as a difference. Where the service ran, and a rule held a
deadline back, the replay tries it as the service did.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic_core import from_json

from upphandling.application.store import Record
from upphandling.domain.base import Role
from upphandling.infrastructure.event_log.upcasts import UPCASTS, lifted
from upphandling.interfaces.what_if.timeline import Course
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines import DEADLINES, Deadline, deadlines
from upphandling.schedules.sweep import Due


@dataclass(frozen=True, slots=True)
class Awaited:
    """By the id of the command that a deadline gives rise to: when it was due.

    `unswept` are those that were past and waited for while no deadline fell at all.
    """

    due_at: Mapping[str, datetime] = field(default_factory=dict)
    unswept: frozenset[str] = frozenset()

    def is_as_recorded(self, due: Due) -> bool:
        """Whether the log waited for the very same deadline."""
        return self.due_at.get(due.command_id) == due.due_at

    def never_fell(self, due: Due) -> bool:
        """Whether it is the same, and nobody let it fall."""
        return due.command_id in self.unswept and self.is_as_recorded(due)


def awaited(course: Course) -> Awaited:
    """What a whole log waited for."""
    sweeps = sorted(
        deed.receipt.recorded_at
        for deed in course.deeds.values()
        if deed.receipt.role == Role.SCHEDULER
    )
    due_at: dict[str, datetime] = {}
    unswept: set[str] = set()
    for due, over_at in _waited_for(course):
        due_at[due.command_id] = due.due_at
        swept = bisect_right(sweeps, over_at) - bisect_right(sweeps, due.due_at)
        if over_at > due.due_at and not swept and due.command_id not in course.deeds:
            unswept.add(due.command_id)
    return Awaited(due_at, frozenset(unswept))


def _waited_for(course: Course) -> Iterator[tuple[Due, datetime]]:
    """Every deadline, and when it was no longer waited for."""
    waiting: dict[tuple[str, ...], Due] = {}
    for record in course.records:
        for _, how, key, values in _changes(record):
            if (before := waiting.pop(key, None)) is not None:
                yield before, record.recorded_at
            if how == "put":
                case, deadline, part = key
                due_at = datetime.fromisoformat(values["due_at"])
                waiting[key] = Due(
                    case, Deadline(deadline), part, due_at, values["set_by"]
                )
    for left in waiting.values():
        yield left, course.end


def _changes(record: Record) -> Iterator[Change]:
    """What an event did to the deadlines."""
    topic = record.topic
    if topic not in UPCASTS and topic not in DEADLINES.reactions:
        return
    topic, data = lifted(topic, from_json(record.data))
    if (reaction := DEADLINES.reactions.get(topic)) is not None:
        case, version = record.stream_id, record.version
        fact = Fact(record.position, case, version, topic, data)
        yield from (one for one in reaction(fact) if one.table is deadlines)
