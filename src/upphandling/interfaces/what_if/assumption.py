"""What is assumed: the acts as they would have been, and where they part from the log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json, to_json

from upphandling.application.catalogue import VERBS
from upphandling.application.messages import Malformed, faults_of
from upphandling.domain.rulebook import Rulebook
from upphandling.infrastructure.event_log.kept_history import Deed
from upphandling.interfaces.what_if.timeline import Act, Course, Place, moved


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One change: in the words it was asked in, what the log has, and what is assumed."""

    change: str
    of: str
    recorded: Any
    assumed: Any

    def in_plain(self) -> dict[str, Any]:
        """As data for machines."""
        return asdict(self)


@dataclass
class Assumption:
    """The changes gathered so far."""

    course: Course
    told: list[Told] = field(default_factory=list)
    edition: Rulebook | None = None
    _starts: Place | None = None
    _data: dict[str, dict[str, Any]] = field(default_factory=dict)
    _moved: dict[str, datetime] = field(default_factory=dict)
    _left_out: set[str] = field(default_factory=set)
    _added: list[Act] = field(default_factory=list)

    @property
    def start(self) -> Place:
        """Nothing before this place is touched."""
        return (
            self.course.place_at(self.course.end) if not self._starts else self._starts
        )

    def from_place(self, place: Place) -> None:
        """Something is touched at a place."""
        self._starts = place if self._starts is None else min(self._starts, place)

    def data_of(self, deed: Deed) -> dict[str, Any]:
        """A command's data as it is assumed so far."""
        kept = self._data.get(deed.receipt.command_id)
        data: dict[str, Any] = kept or from_json(deed.receipt.payload)
        return data

    def ask_otherwise(self, deed: Deed, data: dict[str, Any]) -> None:
        """Somebody asked for something else; raises `Malformed` for what has no form."""
        verb = VERBS[deed.receipt.command]
        try:
            verb.command.model_validate_json(to_json(data))
        except ValidationError as error:
            raise Malformed(faults_of(error, "--change")) from None
        self._data[deed.receipt.command_id] = data
        self.from_place(deed.place)

    def move(self, deed: Deed, to: datetime) -> None:
        """It was asked, and happened, at another instant."""
        self._moved[deed.receipt.command_id] = to
        act = Act(deed.place, deed.receipt.recorded_at, deed.receipt)
        self.from_place(min(deed.place, moved(act, self.course, to).place))

    def leave_out(self, deed: Deed) -> None:
        """It was never asked."""
        self._left_out.add(deed.receipt.command_id)
        self.from_place(deed.place)

    def add(self, act: Act) -> None:
        """It happened, or was asked, and never was."""
        self._added.append(act)
        self.from_place(act.place)

    def acts(self) -> list[Act]:
        """What is to be carried out, in order, from where the course parts."""
        start = self.start
        return sorted(
            (act for act in [*self._altered(), *self._added] if act.place >= start),
            key=lambda act: act.place,
        )

    def _altered(self) -> Iterable[Act]:
        for act in self.course.acts:
            command_id = act.receipt.command_id if act.receipt else ""
            if command_id in self._left_out:
                continue
            yield self._as_assumed(act, command_id)

    def _as_assumed(self, act: Act, command_id: str) -> Act:
        if act.receipt is not None and command_id in self._data:
            payload = to_json(self._data[command_id]).decode()
            act = replace(
                act, receipt=replace(act.receipt, payload=payload), changed=True
            )
        if command_id in self._moved:
            act = moved(act, self.course, self._moved[command_id])
        return act
