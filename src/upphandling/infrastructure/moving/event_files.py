"""The log as one text file: written out of one database, read into another.

A line that says what it is, the lines of the log, and last a line with the counts, the
root over the leaves and SHA-256 over every line before it. The same log gives the same
file out of SQLite and PostgreSQL, byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, BinaryIO

from upphandling.infrastructure.moving.checking import LogCheck, OutOfOrder
from upphandling.infrastructure.moving.lines import NotALine, object_of, row_of
from upphandling.infrastructure.moving.loading import Loading
from upphandling.infrastructure.moving.outgoing import Counted, Outgoing
from upphandling.infrastructure.moving.proving import must_read_back
from upphandling.infrastructure.moving.troubles import (
    CutOff,
    LineChanged,
    NotAnExport,
    OtherFormat,
    OtherSchema,
)
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.schema import HEAD

FORMAT, VERSION = "upphandling-events", 1
END = b'{"end":'
LONGEST = 1 << 30  # bytes of a line that anybody believes in
TOLD = 5000  # lines between two words about how far it has come

NOT_A_LINE = "den går inte att förstå"
NOT_THE_SUM = "summan över raderna före den stämmer inte"
NOT_SO_MANY = "antalen eller roten är inte de som står före den"
MORE = "det står mer efter slutet"

Progress = Callable[[int, int], None]


def write_out(
    database: Database, out: BinaryIO, *, progress: Progress | None = None
) -> Counted:
    """Write the whole log from one snapshot; answers what was written.

    Raises `DamagedRow`.
    """
    digest = sha256()

    def put(text: str) -> None:
        line = text.encode()
        digest.update(line)
        out.write(line)

    put(_line({"format": FORMAT, "version": VERSION, "schema": HEAD}))
    with database.reading(snapshot=True) as cursor:
        outgoing = Outgoing(database, cursor)
        for number, line in enumerate(outgoing.lines()):
            put(line)
            if progress is not None and number % TOLD == 0:
                progress(outgoing.counted.leaves, outgoing.end)
    put(_line({"end": _told(outgoing.counted), "sha256": digest.hexdigest()}))
    return outgoing.counted


def read_back(
    source: BinaryIO,
    name: object,
    into: Loading,
    *,
    progress: Callable[[int], None] | None = None,
) -> Counted:
    """Put the log of a file into an empty store; answers what was read.

    Every leaf is computed again, and `progress` is told how many bytes are read.
    Raises `NotAnExport`, `OtherFormat`, `OtherSchema`, `CutOff`, and `LineChanged`
    with the line's number.
    """
    lines = enumerate(_lines(source), 1)
    digest = sha256(_header(next(lines, (0, b""))[1], name))
    check, read = LogCheck(), 0
    for number, line in lines:
        if line.startswith(END):
            counted = _ended(name, number, line, check, digest.hexdigest())
            for after, _ in lines:
                raise LineChanged(name, f"rad {after}", MORE)
            must_read_back(into, check.digest)
            return counted
        digest.update(line)
        read += len(line)
        if not line.endswith(b"\n"):
            break
        try:
            kind, row = row_of(line)
            check.take(kind, row, line[:-1])
        except NotALine:
            raise LineChanged(name, f"rad {number}", NOT_A_LINE) from None
        except OutOfOrder as fault:
            raise LineChanged(name, f"rad {number}", fault) from None
        into.put(kind, row)
        if progress is not None and number % TOLD == 0:
            progress(read)
    raise CutOff(name)


def _lines(source: BinaryIO) -> Iterator[bytes]:
    while line := source.readline(LONGEST):
        yield line


def _header(line: bytes, name: object) -> bytes:
    """The first line, which must be one that this code can read on from."""
    try:
        told = object_of(line)
    except NotALine:
        raise NotAnExport(name) from None
    if told.get("format") != FORMAT:
        raise NotAnExport(name)
    if told.get("version") != VERSION:
        raise OtherFormat(name, f"version {told.get('version')}")
    if told.get("schema") != HEAD:
        raise OtherSchema(name, f"steg {told.get('schema')}, programmet har {HEAD}")
    return line


def _ended(
    name: object, number: int, line: bytes, check: LogCheck, digest: str
) -> Counted:
    """What was counted, when the last line says the same."""
    try:
        told = object_of(line)
    except NotALine:
        raise CutOff(name) from None
    place = f"rad {number}"
    try:
        counted = check.end()
    except OutOfOrder as fault:
        raise LineChanged(name, place, fault) from None
    if told.get("end") != _told(counted):
        raise LineChanged(name, place, NOT_SO_MANY)
    if told.get("sha256") != digest:
        raise LineChanged(name, place, NOT_THE_SUM)
    return counted


def _told(counted: Counted) -> dict[str, Any]:
    return {
        "events": counted.events,
        "refusals": counted.refusals,
        "commands": counted.commands,
        "root": counted.root,
    }


def _line(told: dict[str, Any]) -> str:
    return json.dumps(told, separators=(",", ":")) + "\n"
