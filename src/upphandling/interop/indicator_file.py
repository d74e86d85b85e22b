"""A file of values of indicators (nyckeltal): CSV or JSON, one row a value."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from upphandling.application.indicator.importing import ImportedValue
from upphandling.interop.cells import Form, must_be_faultless
from upphandling.interop.tables import (
    PERSONAL,
    BadFile,
    Columns,
    Line,
    RowFault,
    looks_personal,
    read_lines,
)

FIELDS: Mapping[str, str] = {
    "nyckeltal": "indicator",
    "system": "system",
    "från": "first",
    "till": "last",
    "värde": "value",
    "antal": "of",
    "källa": "source",
    "avtal": "agreement",
    "område": "area",
    "täljare": "numerator",
    "nämnare": "denominator",
}
COLUMNS = Columns(
    required=tuple(FIELDS)[:7], optional=tuple(FIELDS)[7:], reference="nyckeltal"
)
A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
A_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,15}")
A_NUMBER = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,6})?")


def read_indicators(content: bytes) -> list[ImportedValue]:
    """Every row as the command wants it; raises `BadFile` with every fault.

    A file that begins with `[` is JSON: a list of objects with the columns' names,
    whose rows are counted from 1.
    """
    read = _json_lines if content.lstrip().startswith(b"[") else _csv_lines
    lines, faults = read(content)
    rows = []
    for line in lines:
        value, wrong = FORM.read(line)
        faults += wrong
        if value is not None:
            rows.append(value)
    faults += _twice(lines)
    must_be_faultless(faults)
    return rows


def _csv_lines(content: bytes) -> tuple[list[Line], list[RowFault]]:
    return read_lines(content, COLUMNS)


def _json_lines(content: bytes) -> tuple[list[Line], list[RowFault]]:
    """Numbers stay the text that they are written as."""
    try:
        told = json.loads(
            content.decode(),
            parse_float=str,
            parse_int=str,
            parse_constant=str,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError:
        raise BadFile([RowFault(None, None, "filen är inte i UTF-8")]) from None
    except json.JSONDecodeError as error:
        raise BadFile([RowFault(error.lineno, None, "är inte JSON")]) from None
    except RecursionError:
        raise BadFile([RowFault(None, None, "är nästlad för djupt")]) from None
    if not told:
        raise BadFile([RowFault(None, None, "filen har inga rader")])
    lines, faults = [], []
    for number, cells in enumerate(told, 1):
        wrong = list(_wrong_cells(number, cells))
        faults += wrong
        if not wrong:
            values = {name: _plain(cells.get(name)) for name in COLUMNS.known}
            lines.append(Line(number, values))
    return lines, faults


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; one that says the same thing twice says neither."""
    names = [name for name, _ in pairs]
    for name in FIELDS:
        if names.count(name) > 1:
            raise BadFile([RowFault(None, name, "står två gånger i samma objekt")])
    return dict(pairs)


def _wrong_cells(number: int, cells: Any) -> Iterable[RowFault]:
    if not isinstance(cells, dict):
        yield RowFault(number, None, "ska vara ett objekt med kolumnernas namn")
        return
    for name, cell in cells.items():
        if name not in FIELDS:
            known = ", ".join(COLUMNS.known)
            yield RowFault(number, None, f"okänd kolumn, de som finns är {known}")
        elif not isinstance(cell, str | None):
            yield RowFault(number, name, "ska vara text eller ett tal")
        elif cell and looks_personal(cell, reference=name == COLUMNS.reference):
            yield RowFault(number, name, PERSONAL)


def _plain(cell: str | None) -> str:
    return " ".join((cell or "").split())


def _whole(cell: str) -> int:
    if not A_WHOLE_NUMBER.fullmatch(cell):
        message = "ska vara ett helt tal"
        raise ValueError(message)
    return int(cell)


def _number(cell: str) -> str:
    if not A_NUMBER.fullmatch(cell):
        message = "ska vara ett tal med högst sex decimaler, till exempel 12,5"
        raise ValueError(message)
    return cell.replace(",", ".")


def _day(cell: str) -> date:
    try:
        if A_DAY.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    message = "ska vara ett datum, till exempel 2026-03-01"
    raise ValueError(message)


def _twice(lines: Iterable[Line]) -> list[RowFault]:
    """Rows that tell of the same group and period as an earlier one."""
    first: dict[tuple[str, ...], int] = {}
    faults = []
    for line in lines:
        names = ("nyckeltal", "system", "avtal", "område", "från")
        before = first.setdefault(tuple(line.cells[n] for n in names), line.row)
        if before != line.row:
            why = f"gruppen har redan ett värde för perioden på rad {before}"
            faults.append(RowFault(line.row, "nyckeltal", why))
    return faults


FORM = Form(
    ImportedValue,
    COLUMNS,
    FIELDS,
    {
        "från": _day,
        "till": _day,
        "värde": _number,
        **dict.fromkeys(("antal", "täljare", "nämnare"), _whole),
    },
)
