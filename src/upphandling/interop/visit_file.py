"""A file of visits (besök), CSV or JSON lines, read as a stream.

However long it is, no more of it is held than some lines.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from hashlib import sha256
from io import StringIO
from itertools import chain
from operator import itemgetter
from typing import IO

from pydantic_core import from_json

from upphandling.interop.tables import (
    BadFile,
    RowFault,
    must_be_a_header,
    must_be_bytes_of_text,
    not_utf_8,
    plain,
    separator_of,
)
from upphandling.interop.visit_rows import COLUMNS

LONGEST = 1_000_000  # bytes in a line, and read at a time
WORDS = {True: "ja", False: "nej", None: ""}

Record = tuple[int, Sequence[str] | RowFault]
"""A line's number, where the header is 1, and its cells in the order of `COLUMNS`."""


class VisitFile:
    """Reads a file once, from its beginning; `sha256` is of what has been read."""

    def __init__(self, stream: IO[bytes], *, json_lines: bool = False) -> None:
        self.stream = stream
        self.json_lines = json_lines
        self._digest = sha256()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def records(self) -> Iterator[Record]:
        """Each line that is not empty, or what makes it no record.

        Raises `BadFile` where the file cannot be read on: its encoding, its header or
        its quotes.
        """
        return self._json() if self.json_lines else self._csv()

    def _csv(self) -> Iterator[Record]:
        lines, before = self._lines(), 1
        while not (header := next(lines, "\0")).strip():
            before += 1
        if header == "\0":
            raise BadFile([RowFault(None, None, "filen är tom")])
        separator = separator_of(header, COLUMNS)
        told = next(csv.reader([header], delimiter=separator))
        names = [plain(name).lower() for name in told]
        must_be_a_header(names, COLUMNS)
        missing = [column for column in COLUMNS.known if column not in names]
        width, whole = len(names), len(names) + len(missing)
        places = {name: place for place, name in enumerate([*names, *missing])}
        in_order = itemgetter(*(places[column] for column in COLUMNS.known))
        reader = csv.reader(lines, delimiter=separator, strict=True)
        while True:
            row = before + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                why = "går inte att dela i fält, kontrollera citattecknen"
                raise BadFile([RowFault(row, None, why)]) from None
            if not any(map(str.strip, cells)):
                continue
            if len(cells) > width:
                why = f"har {len(cells)} fält men rubriken {width}"
                yield row, RowFault(row, None, why)
            else:
                yield row, in_order(cells + [""] * (whole - len(cells)))

    def _json(self) -> Iterator[Record]:
        for row, line in enumerate(self._lines(), 1):
            if line.strip():
                yield row, _cells(row, line)

    def _lines(self) -> Iterator[str]:
        return chain.from_iterable(
            StringIO(text, newline="\n") for text in self._texts()
        )

    def _texts(self) -> Iterator[str]:
        """The file in whole lines, some thousands at a time."""
        before = 0
        for block in self._blocks():
            if not before:
                must_be_bytes_of_text(block)
            try:
                yield block.decode("utf-8-sig" if not before else "utf-8")
            except UnicodeDecodeError as error:
                row = before + block.count(b"\n", 0, error.start) + 1
                raise not_utf_8(row, block[error.start]) from None
            before += block.count(b"\n")

    def _blocks(self) -> Iterator[bytes]:
        rest, before = b"", 0
        while read := self.stream.read(LONGEST):
            self._digest.update(read)
            block = rest + read
            end = block.rfind(b"\n") + 1
            if not end and len(block) > LONGEST:
                raise BadFile([RowFault(before + 1, None, "är för lång")])
            rest = block[end:]
            if end:
                yield block[:end]
                before += block.count(b"\n")
        if rest:
            yield rest


def _cells(row: int, line: str) -> Sequence[str] | RowFault:
    """The cells of an object with the columns as names."""
    try:
        told = from_json(line)
    except ValueError:
        return RowFault(row, None, "är ingen JSON")
    if not isinstance(told, dict):
        return RowFault(row, None, "ska vara ett objekt")
    for name, value in told.items():
        if name not in COLUMNS.known:
            return RowFault(row, None, f"har andra fält än {', '.join(COLUMNS.known)}")
        if value is not None and not isinstance(value, str | bool):
            return RowFault(row, name, "ska vara en text, eller ja och nej")
    return [
        value if isinstance(value, str) else WORDS[value]
        for value in (told.get(column) for column in COLUMNS.known)
    ]
