"""Tables as CSV: bytes from anywhere, read into lines, or refused by row and column.

Nothing of a cell is ever repeated in what is told: it may be a name or a number that
should not be there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from upphandling.domain.personal_number import PERSONAL_NUMBER, looks_like_one

SEPARATORS = {";": "semikolon", ",": "komma", "\t": "tabb"}
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
FIRST_LETTERS = 8
PERSONAL = (
    "innehåller något som ser ut som ett personnummer, använd en slumpvis referens"
)


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong in a file: on which line of it, in which column, and why."""

    row: int | None
    column: str | None
    message: str


class BadFile(Exception):
    """Filen kan inte läsas som den är."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        super().__init__(f"{len(faults)} fel")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file: its number, where the header is 1, and its cells by column."""

    row: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table holds; a `reference` may be any random digits, but no such number.

    `personal` are columns whose cells go to the vault and nowhere else.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    reference: str = "kund"
    personal: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        return (*self.required, *self.optional)


def read_lines(content: bytes, columns: Columns) -> tuple[list[Line], list[RowFault]]:
    """Every line that holds together, and a fault for every one that does not.

    Raises `BadFile` where the file as a whole cannot be read: its encoding, its
    separator or its header.
    """
    text = _decoded(content)
    separator = separator_of(text, columns)
    records = _records(text, separator)
    _, header = next(records, (1, []))
    names = [plain(name).lower() for name in header]
    must_be_a_header(names, columns)
    lines: list[Line] = []
    faults: list[RowFault] = []
    for row, cells in records:
        if not any(map(str.strip, cells)):
            continue
        if len(cells) > len(names):
            why = (
                f"har {len(cells)} fält men rubriken {len(names)}, citera decimalkomma"
            )
            faults.append(RowFault(row, None, why))
            continue
        values = dict.fromkeys(columns.known, "")
        values |= dict(zip(names, map(plain, cells), strict=False))
        personal = [
            RowFault(row, column, PERSONAL)
            for column, value in values.items()
            if column not in columns.personal
            and looks_personal(value, reference=column == columns.reference)
        ]
        if personal:
            faults += personal
        else:
            lines.append(Line(row, values))
    if not lines and not faults:
        raise BadFile([RowFault(None, None, "filen har inga rader under rubriken")])
    return lines, faults


def looks_personal(value: str, *, reference: bool = False) -> bool:
    """Whether a value holds a personal number; a reference may hold any random digits."""
    ways = (value, re.sub(r"\s", "", value))
    if any(map(looks_like_one, ways)):
        return True
    return not reference and any(map(PERSONAL_NUMBER.search, ways))


def _decoded(content: bytes) -> str:
    if not content.strip():
        raise BadFile([RowFault(None, None, "filen är tom")])
    must_be_bytes_of_text(content)
    if (at := content.find(b"\x00")) >= 0:
        row = content.count(b"\n", 0, at) + 1
        why = "innehåller ett nolltecken (NUL), som inte hör hemma i en textfil"
        raise BadFile([RowFault(row, None, why)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise not_utf_8(row, content[error.start]) from None


def must_be_bytes_of_text(content: bytes) -> None:
    """Raise `BadFile` where a file begins as UTF-16 does."""
    if content.startswith(UTF_16) or _has_every_other_byte_zero(content):
        raise BadFile(
            [RowFault(1, None, "filen är i UTF-16, spara den som CSV i UTF-8")]
        )


def not_utf_8(row: int, byte: int) -> BadFile:
    """What is said of a byte that no UTF-8 has there."""
    why = (
        f"tecknet 0x{byte:02x} är inte UTF-8; filen är troligen i Latin-1 eller"
        " Windows-1252, spara den som CSV i UTF-8"
    )
    return BadFile([RowFault(row, None, why)])


def _has_every_other_byte_zero(content: bytes) -> bool:
    """Latin letters in UTF-16, whichever end comes first."""
    first = content[:FIRST_LETTERS]
    return any(
        half and half.count(0) == len(half) for half in (first[::2], first[1::2])
    )


def separator_of(text: str, columns: Columns) -> str:
    """The one that makes known columns of the header; raises `BadFile`."""
    first = text.lstrip("\r\n").partition("\n")[0]

    def known(separator: str) -> int:
        names = {plain(name).strip('"').lower() for name in first.split(separator)}
        return len(names & set(columns.known))

    best = max(SEPARATORS, key=known)
    if known(best) == 0:
        wanted = ", ".join(SEPARATORS.values())
        why = (
            f"rubriken känns inte igen; första raden ska ha kolumnerna"
            f" {', '.join(columns.required)}, skilda av {wanted}"
        )
        raise BadFile([RowFault(1, None, why)])
    return best


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line that it begins on."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        row = reader.line_num + 1
        try:
            yield row, next(reader)
        except StopIteration:
            return
        except csv.Error:
            why = "går inte att dela i fält, kontrollera citattecknen"
            raise BadFile([RowFault(row, None, why)]) from None


def must_be_a_header(names: Sequence[str], columns: Columns) -> None:
    """Raise `BadFile` for columns that are missing, unknown or told twice."""
    faults = [
        RowFault(1, column, "kolumnen saknas")
        for column in columns.required
        if column not in names
    ]
    for name in dict.fromkeys(names):
        if looks_personal(name):
            faults.append(RowFault(1, None, f"en rubrik {PERSONAL}"))
        elif name not in columns.known and name not in columns.personal:
            known = ", ".join(columns.known)
            why = f"okänd kolumn, de som finns är {known}"
            faults.append(RowFault(1, name or "(utan namn)", why))
        elif names.count(name) > 1:
            faults.append(RowFault(1, name, "kolumnen står två gånger"))
    if faults:
        raise BadFile(faults)


def plain(cell: str) -> str:
    """A cell without space around it or double space within, of whatever kind."""
    return " ".join(cell.split())
