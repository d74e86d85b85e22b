"""What a backup says of itself: by what it was made, how much is in it, and its sums."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, ValidationError

from upphandling.infrastructure.moving.lines import NotALine, object_of
from upphandling.infrastructure.moving.outgoing import Counted
from upphandling.infrastructure.moving.troubles import (
    NotABackup,
    OtherFormat,
    OtherSchema,
)
from upphandling.infrastructure.storage.schema import HEAD

FORMAT, VERSION = "upphandling-backup", 1
LOG, TABLES = "log/", "tables/"


class Shape(BaseModel):
    """Read strictly; what nobody knows is not let in."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Part(Shape):
    """A file in the backup: its lines, and length and SHA-256 of what it holds."""

    name: str
    rows: int
    bytes: int
    sha256: str


class Log(Shape):
    """How much of the log there is, and the root (RFC 9162) over its leaves."""

    events: int
    refusals: int
    commands: int
    root: str

    def agrees(self, counted: Counted) -> bool:
        """Whether so much was read, with that root."""
        return counted == Counted(self.events, self.refusals, self.commands, self.root)


class Manifest(Shape):
    """The backup as a whole.

    `content` is SHA-256 over the names and sums of the log's and the tables' parts:
    the same for the same content, in whichever database it lay. `numbers` are the
    highest that were given in tables whose numbers never come back. `broken` says that
    the log was marked as broken when it was read.
    """

    format: str
    version: int
    program: str
    schema_step: str
    made_at: str
    database: str
    log: Log
    content: str
    broken: bool
    numbers: dict[str, int]
    parts: tuple[Part, ...]

    def must_be_readable(self) -> None:
        """Raise `OtherSchema` where the tables are of another step than this code's."""
        if self.schema_step != HEAD:
            told = f"steg {self.schema_step}, programmet har {HEAD}"
            raise OtherSchema(told, f"skriven av version {self.program}")


def content_of(parts: Iterable[Part]) -> str:
    """As `Manifest.content`."""
    told = "".join(
        f"{part.sha256}  {part.name}\n"
        for part in parts
        if part.name.startswith((LOG, TABLES))
    )
    return sha256(told.encode()).hexdigest()


def read_manifest(content: bytes, file: object) -> Manifest:
    """The manifest out of its JSON; raises `NotABackup`, `OtherFormat`."""
    try:
        told = object_of(content)
    except NotALine:
        raise NotABackup(file) from None
    if told.get("format") != FORMAT:
        raise NotABackup(file)
    if told.get("version") != VERSION:
        raise OtherFormat(file, f"version {told.get('version')}")
    try:
        return Manifest.model_validate_json(content)
    except ValidationError:
        raise NotABackup(file) from None
