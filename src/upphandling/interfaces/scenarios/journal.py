"""A scenario's folder: `system.toml` and `journal.jsonl`, read and checked.

Every fault is told with its file and line. Nothing is run here.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pydantic import ValidationError
from pydantic_core import to_json

from upphandling.application.commands import Command
from upphandling.application.messages import (
    Envelope,
    Fault,
    Malformed,
    faults_of,
    read_command,
    read_envelope,
)
from upphandling.domain.legal_time import parse_instant
from upphandling.interfaces.scenarios.crowd import BLOCKS, Crowds, UnknownCrowd

SYSTEM, JOURNAL = "system.toml", "journal.jsonl"
ESTABLISH = "choice_system.establish"


@dataclass(frozen=True, slots=True)
class Act:
    """One command of the scenario, where it stands and when it happens."""

    line: int
    command_id: str
    at: datetime
    by: str
    envelope: Envelope
    command: Command


@dataclass(frozen=True, slots=True)
class Flaw:
    """A fault and where it stands; line 0 speaks of the whole file."""

    file: str
    line: int
    fault: Fault

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A scenario that can be run: its acts in the order of time."""

    name: str
    title: str
    acts: tuple[Act, ...]


class BrokenScenario(Exception):
    """Scenariot har fel."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__("\n".join(map(str, flaws)))
        self.flaws = flaws


def read(folder: Path) -> Scenario:
    """Read and check a scenario; raises `BrokenScenario` with every flaw."""
    flaws: list[Flaw] = []
    name = folder.resolve().name
    acts: list[Act] = []
    if (first := _system(folder, name, flaws)) is not None:
        acts.append(first)
    acts.extend(_journal(folder, name, flaws))
    if flaws:
        raise BrokenScenario(flaws)
    title = str(getattr(acts[0].command, "name", name))
    return Scenario(name, title, tuple(sorted(acts, key=lambda act: act.at)))


def _system(folder: Path, name: str, flaws: list[Flaw]) -> Act | None:
    """The first act: establishing the system as `system.toml` configures it."""
    path = folder / SYSTEM
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        flaws.append(Flaw(str(path), 0, Fault("", "filen saknas eller kan inte läsas")))
        return None
    except UnicodeDecodeError:
        flaws.append(Flaw(str(path), 0, Fault("", "filen är inte UTF-8")))
        return None
    except tomllib.TOMLDecodeError as error:
        flaws.append(Flaw(str(path), _line_of(error), Fault("", "ogiltig TOML")))
        return None
    stamp = content.pop("established", None)
    if not isinstance(stamp, dict):
        flaws.append(Flaw(str(path), 0, Fault("established", "saknas")))
        return None
    line = {**stamp, "command": ESTABLISH, "data": content}
    return _act(path, 0, name, to_json(line), flaws)


def _journal(folder: Path, name: str, flaws: list[Flaw]) -> Iterator[Act]:
    path = folder / JOURNAL
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        flaws.append(Flaw(str(path), 0, Fault("", "filen saknas eller kan inte läsas")))
        return
    crowds = Crowds()
    latest: datetime | None = None
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        for act in _acts(path, number, name, text, crowds, flaws):
            if latest is not None and act.envelope.at and act.envelope.at < latest:
                flaws.append(
                    Flaw(str(path), number, Fault("at", "ligger före raden ovanför"))
                )
            yield act
            latest = act.envelope.at or latest


def _acts(
    path: Path, number: int, name: str, text: bytes, crowds: Crowds, flaws: list[Flaw]
) -> Iterator[Act]:
    """The acts of one line: one, or as many as a crowd's block expands to."""
    try:
        block_name = json.loads(text).get("command")
    except (ValueError, AttributeError):
        block_name = None
    if block_name not in BLOCKS:
        if (act := _act(path, number, name, text, flaws)) is not None:
            yield act
        return
    try:
        envelope = _envelope(text)
        block = BLOCKS[block_name].model_validate_json(
            to_json(envelope.data), context={"naive_is_local": True}
        )
        expanded = crowds.expand(block, _when(envelope))
        for index, (at, by, command) in enumerate(expanded):
            yield Act(
                number,
                _command_id(name, number, index, command),
                at,
                by or envelope.by,
                envelope,
                command,
            )
    except Malformed as malformed:
        flaws.extend(Flaw(str(path), number, fault) for fault in malformed.faults)
    except ValidationError as error:
        flaws.extend(
            Flaw(str(path), number, fault) for fault in faults_of(error, "data")
        )
    except UnknownCrowd as error:
        flaws.append(Flaw(str(path), number, Fault("data.crowd", str(error))))


def _act(
    path: Path, number: int, name: str, text: bytes, flaws: list[Flaw]
) -> Act | None:
    try:
        envelope = _envelope(text)
        command = read_command(envelope.command, envelope.data, naive_is_local=True)
        return Act(
            number,
            envelope.command_id or _command_id(name, number, 0, command),
            _when(envelope),
            envelope.by,
            envelope,
            command,
        )
    except Malformed as malformed:
        flaws.extend(Flaw(str(path), number, fault) for fault in malformed.faults)
        return None


def _envelope(text: bytes) -> Envelope:
    try:
        text.decode()
    except UnicodeDecodeError:
        raise Malformed([Fault("", "raden är inte UTF-8")]) from None
    return read_envelope(text, naive_is_local=True)


def _when(envelope: Envelope) -> datetime:
    if envelope.at is None:
        raise Malformed([Fault("at", "saknas")])
    return envelope.at


def _command_id(name: str, line: int, index: int, command: Command) -> str:
    """The same line of the same scenario is always the same command."""
    text = f"{name}|{line}|{index}|{command.NAME}|{command.model_dump_json()}"
    return str(uuid5(NAMESPACE_URL, text))


def _line_of(error: Exception) -> int:
    """Where the TOML reader stopped; it tells only in its text before 3.14."""
    words = str(error).partition("line ")[2].partition(",")[0]
    return int(words) if words.isdigit() else 0


def read_until(text: str) -> datetime:
    """The end of a run: an instant, or a day whose end is meant."""
    return parse_instant(
        text if "T" in text else f"{text}T23:59:59", naive_is_local=True
    )


def schema_of(block: str) -> dict[str, Any]:
    """The JSON Schema of a crowd's block."""
    return BLOCKS[block].model_json_schema()
