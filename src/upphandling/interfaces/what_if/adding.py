"""What is added: an event that stands, or a command that is put to the rules."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import from_json, to_json

from upphandling.application.commands import Instant, Person
from upphandling.application.messages import Fault, Malformed, faults_of, read_command
from upphandling.application.store import Receipt, Record
from upphandling.domain.access import policy_version
from upphandling.domain.base import DomainEvent, Role
from upphandling.domain.catalogue import EVENTS
from upphandling.domain.configuration import Text
from upphandling.interfaces.what_if.assumption import Assumption, Told
from upphandling.interfaces.what_if.changes import Added, EventName
from upphandling.interfaces.what_if.forms import parse_event
from upphandling.interfaces.what_if.refusals import DateAhead, EventOfAnotherKind
from upphandling.interfaces.what_if.timeline import Act, Course, Place

NOBODY = "kontrafaktisk"
"""Who acts in what never was, where the file does not say."""


class Addition(BaseModel):
    """En händelse (topic) eller ett kommando (command) som läggs till efter en annan."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    after: str
    data: dict[str, Any]
    topic: str | None = None
    command: str | None = None
    at: Instant | None = None
    by: Person = NOBODY
    role: Role = Role.PROCUREMENT_OFFICER
    mandate: Text | None = None


def added(assumption: Assumption, words: str, change: Added) -> None:
    """Put what a file tells of right after an event, or later if it says when."""
    addition = _read(change.file)
    course = assumption.course
    after = course.record(_event(addition.after))
    if (addition.topic is None) is (addition.command is None):
        message = "säg antingen topic (en händelse) eller command (ett kommando)"
        raise Malformed([Fault(str(change.file), message)])
    act = (
        _event_act(course, addition, after)
        if addition.topic is not None
        else _command_act(course, addition, after)
    )
    assumption.add(act)
    assumption.told.append(
        Told(
            change=words,
            of=addition.after,
            recorded=None,
            assumed=addition.topic or addition.command,
        )
    )


def file_after(file: Path) -> EventName:
    """The event that a file's addition comes after."""
    return _event(_read(file).after)


def _read(file: Path) -> Addition:
    try:
        return Addition.model_validate_json(
            file.read_bytes(), context={"naive_is_local": True}
        )
    except ValidationError as error:
        faults = [
            Fault(f"{file}{fault.field and f' {fault.field}'}", fault.message)
            for fault in faults_of(error)
        ]
        raise Malformed(faults) from None


def _event(text: str) -> EventName:
    try:
        return parse_event(text)
    except ValueError as error:
        raise Malformed([Fault("after", str(error))]) from None


def _event_act(course: Course, addition: Addition, after: Record) -> Act:
    kind = EVENTS.get(addition.topic or "")
    if kind is None:
        message = f"okänd händelse ”{addition.topic}”"
        raise Malformed([Fault("topic", message)])
    if after.stream_id.partition(":")[0] != kind.CASE.KIND:
        raise EventOfAnotherKind(topic=kind.TOPIC, case=after.stream_id)
    event = _validated(kind, addition, after)
    at, place = _when(course, after, event.effective_at)
    data = kind.__pydantic_serializer__.to_json(event).decode()
    return Act(place, at, None, event=(after.stream_id, kind.TOPIC, data), changed=True)


def _validated(
    kind: type[DomainEvent], addition: Addition, after: Record
) -> DomainEvent:
    """The event, which happened when the one before did if it does not say."""
    stamp = {
        "effective_at": addition.at or from_json(after.data)["effective_at"],
        "by": addition.by,
        "role": addition.role,
        "mandate": addition.mandate,
    }
    try:
        return kind.model_validate_json(to_json({**stamp, **addition.data}))
    except ValidationError as error:
        raise Malformed(faults_of(error, "data")) from None


def _command_act(course: Course, addition: Addition, after: Record) -> Act:
    command = read_command(addition.command or "", addition.data, naive_is_local=True)
    asked_at = addition.at or datetime.fromisoformat(
        from_json(after.data)["effective_at"]
    )
    at, place = _when(course, after, asked_at)
    payload = command.model_dump_json()
    receipt = Receipt(
        command_id=str(uuid5(NAMESPACE_URL, f"{NOBODY}|{addition.after}|{payload}")),
        command=command.NAME,
        recorded_at=at,
        effective_at=asked_at,
        by=addition.by,
        role=addition.role.value,
        mandate=addition.mandate,
        because=None,
        payload=payload,
        policy=policy_version(),
    )
    return Act(place, at, receipt, changed=True)


def _when(course: Course, after: Record, at: datetime) -> tuple[datetime, Place]:
    """When it is recorded, and its place: never before what it comes after."""
    if at > course.end:
        event = f"{after.stream_id}@{after.version}"
        raise DateAhead(event=event, at=at, known_until=course.end)
    if at > after.recorded_at:
        return at, course.place_at(at)
    deed = course.deeds.get(after.command_id or "")
    last = (deed.last if deed else None) or after.position
    return after.recorded_at, (last, 2, after.recorded_at, 0)
