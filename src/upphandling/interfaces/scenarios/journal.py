"""A scenario's folder: `system.toml` and `journal.jsonl`, read and checked.

Every fault is told with its file and line. Nothing is run here.
"""

from __future__ import annotations

import json
import tomllib
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
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
from upphandling.domain.instants import parse_instant
from upphandling.domain.intervals import LAST_DAY
from upphandling.interfaces.scenarios.crowd import Crowds, UnknownCrowd
from upphandling.interfaces.scenarios.crowd_blocks import BLOCKS
from upphandling.interfaces.scenarios.visit_blocks import CrowdVisits

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
    command: Command | CrowdVisits


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
    name = folder.resolve().name
    system = _File(folder / SYSTEM, name)
    journal = _File(folder / JOURNAL, name)
    acts = [*_system(system), *_journal(journal)]
    if flaws := system.flaws + journal.flaws:
        raise BrokenScenario(flaws)
    title = str(getattr(acts[0].command, "name", name))
    return Scenario(name, title, tuple(sorted(acts, key=lambda act: act.at)))


class _File:
    """One file under reading: its acts, and the flaws met so far."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        self.flaws: list[Flaw] = []

    def note(self, line: int, *faults: Fault) -> None:
        self.flaws.extend(Flaw(str(self.path), line, fault) for fault in faults)

    def content(self) -> bytes | None:
        try:
            return self.path.read_bytes().removeprefix(BOM_UTF8)
        except OSError:
            self.note(0, Fault("", "filen saknas eller kan inte läsas"))
            return None

    def act(self, line: int, text: bytes) -> Iterator[Act]:
        """The act of a line, or none where it has a flaw."""
        try:
            envelope = _envelope(text)
            command = read_command(envelope.command, envelope.data, naive_is_local=True)
            command_id = envelope.command_id or self.command_id(line, 0, command)
            at = _when(envelope)
        except Malformed as malformed:
            self.note(line, *malformed.faults)
            return
        yield Act(line, command_id, at, envelope.by, envelope, command)

    def crowd(self, line: int, text: bytes, name: str, crowds: Crowds) -> Iterator[Act]:
        """As many acts as the crowd's block expands to."""
        try:
            envelope = _envelope(text)
            block = BLOCKS[name].model_validate_json(
                to_json(envelope.data), context={"naive_is_local": True}
            )
            expanded = list(crowds.expand(block, _when(envelope)))
        except Malformed as malformed:
            self.note(line, *malformed.faults)
        except ValidationError as error:
            self.note(line, *faults_of(error, "data"))
        except UnknownCrowd as error:
            self.note(line, Fault("data.crowd", str(error)))
        else:
            for index, (at, by, command) in enumerate(expanded):
                command_id = self.command_id(line, index, command)
                yield Act(line, command_id, at, by or envelope.by, envelope, command)

    def command_id(self, line: int, index: int, command: Command | CrowdVisits) -> str:
        """The same line of the same scenario is always the same command."""
        said = command.model_dump_json()
        text = f"{self.name}|{line}|{index}|{command.NAME}|{said}"
        return str(uuid5(NAMESPACE_URL, text))


def _system(file: _File) -> Iterator[Act]:
    """The first act: establishing the system as `system.toml` configures it."""
    text = file.content()
    if text is None:
        return
    try:
        content = tomllib.loads(text.decode())
    except UnicodeDecodeError:
        file.note(0, Fault("", "filen är inte UTF-8"))
        return
    except tomllib.TOMLDecodeError as error:
        last = text.count(b"\n") + 1
        file.note(_line_of(error) or last, Fault("", "ogiltig TOML"))
        return
    stamp = content.pop("established", None)
    if not isinstance(stamp, dict):
        file.note(0, Fault("established", "saknas"))
        return
    line = {**stamp, "command": ESTABLISH, "data": content}
    yield from file.act(0, to_json(line))


def _journal(file: _File) -> Iterator[Act]:
    """The acts of every line; a line may not be earlier than the one above."""
    crowds = Crowds()
    latest: datetime | None = None
    for number, text in enumerate((file.content() or b"").splitlines(), start=1):
        if not text.strip():
            continue
        block = _block_of(text)
        acts = (
            file.act(number, text)
            if block is None
            else file.crowd(number, text, block, crowds)
        )
        for act in acts:
            said = act.envelope.at
            if latest is not None and said is not None and said < latest:
                file.note(number, Fault("at", "ligger före raden ovanför"))
            latest = said
            yield act


def _block_of(text: bytes) -> str | None:
    """The name of the crowd's block in a line, if it is one."""
    try:
        name = json.loads(text)["command"]
    except (ValueError, KeyError, TypeError):
        return None
    return name if isinstance(name, str) and name in BLOCKS else None


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


def _line_of(error: Exception) -> int:
    """Where the TOML reader stopped, as its text says; 0 at the end of the file."""
    words = str(error).partition("line ")[2].partition(",")[0]
    return int(words) if words.isdigit() else 0


def read_until(text: str) -> datetime:
    """The end of a run: an instant, or a day whose end is meant."""
    with suppress(ValueError):  # an instant, then
        text = f"{date.fromisoformat(text)}T23:59:59"
    until = parse_instant(text, naive_is_local=True)
    if until.date() > LAST_DAY:
        message = f"ska ligga före {LAST_DAY}"
        raise ValueError(message)
    return until
