"""The log as lines of JSON: one for each command, event and refusal, in its order.

A command stands before the first of its events, or before its refusal; what led to
nothing stands last. Texts are kept to the byte, for the hashes are over them. The same
log gives the same lines out of every database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from json.encoder import encode_basestring as quoted
from typing import Any, Literal

from pydantic_core import from_json

EVENT = (
    "event",
    "stream",
    "version",
    "topic",
    "recorded_at",
    "command",
    "data",
    "leaf",
)
COMMAND = (
    "command",
    "name",
    "recorded_at",
    "effective_at",
    "by",
    "role",
    "mandate",
    "because",
    "payload",
    "policy",
    "verdict",
    "first",
    "last",
)
REFUSAL = ("refusal", "after", "command", "rule", "message", "details", "leaf")
"""The fields of each kind of line, in order; `event` is the position."""

NUMBERS = {"event", "version", "refusal", "after", "first", "last"}
EMPTY = {
    "event": {"command"},
    "command": {"mandate", "because", "policy", "first", "last"},
    "refusal": set[str](),
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
LEAF = re.compile(r"[0-9a-f]{64}")
NUL = b"u0000"  # as it stands in JSON, where it may also be text about it

Row = tuple[Any, ...]
Kind = Literal["event", "command", "refusal"]
KINDS: dict[tuple[str, ...], Kind] = {
    EVENT: "event",
    COMMAND: "command",
    REFUSAL: "refusal",
}


class NotALine(ValueError):
    """Raden är inte en rad ur loggen."""


def event_line(row: Row) -> str:
    """The line of a row of `events`, its columns in their order; a leaf is bytes."""
    position, stream, version, topic, recorded_at, command, data, leaf = row
    return (
        f'{{"event":{position:d},"stream":{quoted(stream)},"version":{version:d}'
        f',"topic":{quoted(topic)},"recorded_at":{quoted(recorded_at)}'
        f',"command":{_text(command)},"data":{quoted(data)},"leaf":"{leaf.hex()}"}}\n'
    )


def command_line(row: Row) -> str:
    """The line of a row of `commands`, in the order of `COMMAND`."""
    name, command, recorded, effective, by, role, *optional = row
    mandate, because, payload, policy, verdict, first, last = optional
    return (
        f'{{"command":{quoted(name)},"name":{quoted(command)}'
        f',"recorded_at":{quoted(recorded)},"effective_at":{quoted(effective)}'
        f',"by":{quoted(by)},"role":{quoted(role)},"mandate":{_text(mandate)}'
        f',"because":{_text(because)},"payload":{quoted(payload)}'
        f',"policy":{_text(policy)},"verdict":{quoted(verdict)}'
        f',"first":{_number(first)},"last":{_number(last)}}}\n'
    )


def refusal_line(row: Row) -> str:
    """The line of a row of `refusals`, in the order of `REFUSAL`."""
    number, after, command, rule, message, details, leaf = row
    return (
        f'{{"refusal":{number:d},"after":{after:d},"command":{quoted(command)}'
        f',"rule":{quoted(rule)},"message":{quoted(message)}'
        f',"details":{quoted(details)},"leaf":"{leaf.hex()}"}}\n'
    )


def row_of(line: bytes) -> tuple[Kind, Row]:
    """What kind of row a line is, and the row as above; raises `NotALine`."""
    told = object_of(line)
    kind = KINDS.get(tuple(told))
    row = tuple(told.values())
    if kind is None or not _fits(kind, tuple(map(type, row))):
        raise NotALine
    if NUL in line and any(isinstance(one, str) and "\0" in one for one in row):
        raise NotALine
    if kind == "command":
        return kind, _with_moments(row, row[2], row[3])
    leaf = row[-1]
    if LEAF.fullmatch(leaf) is None:
        raise NotALine
    if kind == "event":
        _with_moments(row, row[4])
    return kind, (*row[:-1], bytes.fromhex(leaf))


def object_of(line: bytes) -> dict[str, Any]:
    """A line that is an object of JSON; raises `NotALine`."""
    try:
        told = from_json(line)
    except ValueError:
        raise NotALine from None
    if not isinstance(told, dict):
        raise NotALine
    return told


@cache
def _fits(kind: Kind, types: tuple[type, ...]) -> bool:
    """Whether fields of these types make a line of that kind."""
    fields: Iterable[str] = next(names for names, one in KINDS.items() if one == kind)
    return all(
        found is (int if name in NUMBERS else str)
        or (found is type(None) and name in EMPTY[kind])
        for name, found in zip(fields, types, strict=True)
    )


def _with_moments(row: Row, *moments: str) -> Row:
    """The row, whose moments all databases write in the same way."""
    if any(MOMENT.fullmatch(moment) is None for moment in moments):
        raise NotALine
    return row


def _text(value: str | None) -> str:
    if value is None:
        return "null"
    text: Callable[[str], str] = quoted
    return text(value)


def _number(value: int | None) -> str:
    return "null" if value is None else f"{value:d}"
