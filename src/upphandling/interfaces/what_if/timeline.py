"""The recorded course as acts that can be run again, and where a changed one goes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from upphandling.application.catalogue import VERBS
from upphandling.application.commands import Command
from upphandling.application.store import Receipt, Record
from upphandling.domain.base import Role
from upphandling.domain.errors import NoSuchCase
from upphandling.infrastructure.event_log.kept_history import Deed, KeptHistory
from upphandling.interfaces.what_if.changes import EventName
from upphandling.interfaces.what_if.refusals import (
    CaseHasNoSuchEvent,
    FellByItself,
    NoCommandBehind,
    OldCommandUnreadable,
)

Place = tuple[int, int, datetime, int]


@dataclass(frozen=True, slots=True)
class Act:
    """A command to carry out again at `at`, or an event that is taken as it stands.

    `rule` is what refused the command in the log; `changed` marks what was assumed.
    """

    place: Place
    at: datetime
    receipt: Receipt | None
    rule: str | None = None
    event: tuple[str, str, str] | None = None  # case, topic, data
    changed: bool = False

    @property
    def by_the_clock(self) -> bool:
        """Whether it is a deadline's, and falls again by itself."""
        return self.receipt is not None and self.receipt.role == Role.SCHEDULER

    @property
    def secret(self) -> bool:
        """Whether it tells of bids."""
        if self.receipt is None:
            return False
        verb = VERBS.get(self.receipt.command)
        return verb is None or verb.command.SECRET

    def command(self) -> Command:
        """What was asked for; raises `OldCommandUnreadable`."""
        if self.receipt is None:
            message = "an event that stands has no command"
            raise TypeError(message)
        verb = VERBS.get(self.receipt.command)
        if verb is not None:
            try:
                return verb.command.model_validate_json(self.receipt.payload)
            except ValidationError:
                pass
        raise OldCommandUnreadable(command=self.receipt.command, at=self.at)


class Course:
    """What the log says, ready to be looked up and run again."""

    def __init__(self, history: KeptHistory) -> None:
        self.records = history.records
        self.deeds: Mapping[str, Deed] = {
            deed.receipt.command_id: deed for deed in history.deeds
        }
        self.by_name: Mapping[tuple[str, int], Record] = {
            (record.stream_id, record.version): record for record in history.records
        }

    @cached_property
    def acts(self) -> Sequence[Act]:
        """Every act in the order in which it was written."""
        done = [
            Act(deed.place, deed.receipt.recorded_at, deed.receipt, deed.rule)
            for deed in self.deeds.values()
        ]
        return sorted([*done, *self._without_command()], key=lambda act: act.place)

    @cached_property
    def end(self) -> datetime:
        """The last instant that the log knows of."""
        return max(act.at for act in self.acts)

    @cached_property
    def _recorded(self) -> list[datetime]:
        return [record.recorded_at for record in self.records]

    def opening(self, case: str) -> Record:
        """How a case began; raises `NoSuchCase`."""
        record = self.by_name.get((case, 1))
        if record is None:
            raise NoSuchCase(case=case)
        return record

    def record(self, event: EventName) -> Record:
        """The event as stored; raises `NoSuchCase` and `CaseHasNoSuchEvent`."""
        self.opening(event.case)
        record = self.by_name.get((event.case, event.version))
        if record is None:
            raise CaseHasNoSuchEvent(event=str(event))
        return record

    def deed(self, event: EventName) -> Deed:
        """What a person asked for, that brought an event about.

        Raises `FellByItself` and `NoCommandBehind` where nobody did.
        """
        record = self.record(event)
        deed = self.deeds.get(record.command_id or "")
        if deed is None:
            raise NoCommandBehind(event=str(event))
        if deed.receipt.role == Role.SCHEDULER:
            because = from_json(record.data)["because"]
            raise FellByItself(event=str(event), set_by=because)
        return deed

    def begins(self, deed: Deed) -> str:
        """The first event that a command brought about; `NoCommandBehind` if none."""
        if deed.first is None:
            raise NoCommandBehind(command=deed.receipt.command)
        record = self.records[deed.first - 1]
        return f"{record.stream_id}@{record.version}"

    def done(self, *commands: str) -> Iterable[tuple[Deed, dict[str, Any]]]:
        """Every command of those names that was carried out, with its data."""
        for deed in self.deeds.values():
            if deed.receipt.command in commands and deed.rule is None:
                yield deed, from_json(deed.receipt.payload)

    def place_of(self, record: Record) -> Place:
        """Where the act stands that wrote an event."""
        deed = self.deeds.get(record.command_id or "")
        return deed.place if deed else _alone(record).place

    def place_at(self, instant: datetime) -> Place:
        """After all that was recorded by an instant."""
        return (bisect_right(self._recorded, instant), 2, instant, 0)

    def before(self, place: Place) -> Sequence[Record]:
        """The events that were written before a place."""
        firsts = [
            act.place[0] for act in self.acts if act.place >= place and _has_events(act)
        ]
        first = next((at for at in firsts if self._is_written(at)), None)
        return self.records if first is None else self.records[: first - 1]

    def _is_written(self, position: int) -> bool:
        return 1 <= position <= len(self.records)

    def _without_command(self) -> Iterable[Act]:
        return (
            _alone(record)
            for record in self.records
            if record.command_id not in self.deeds
        )


def _has_events(act: Act) -> bool:
    return act.place[1] == 0


def _alone(record: Record) -> Act:
    """An event by no command: nothing can be run again, so it stands."""
    return Act(
        (record.position, 0, record.recorded_at, 0),
        record.recorded_at,
        None,
        event=(record.stream_id, record.topic, record.data),
    )


def moved(act: Act, course: Course, to: datetime) -> Act:
    """The same act, done at another instant and recorded as long after as it was."""
    if act.receipt is None:
        return act
    at = min(act.at + (to - act.receipt.effective_at), course.end)
    receipt = replace(act.receipt, recorded_at=at, effective_at=to)
    return replace(act, place=course.place_at(at), at=at, receipt=receipt, changed=True)
