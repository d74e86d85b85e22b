"""A file of customers (kunder): one row a granted service, with who serves it today."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeVar

from upphandling.application.customer.importing import ImportedService
from upphandling.domain.compensation import DayKind, TimeOfDay
from upphandling.domain.configuration import Service
from upphandling.interop.cells import Form, Reader, must_be_faultless
from upphandling.interop.personal_columns import (
    PERSONAL,
    personal_cells,
    personal_faults,
)
from upphandling.interop.tables import Columns, Line, RowFault, read_lines

E = TypeVar("E", bound=StrEnum)

HOURS_A_WEEK = 168
HOURS = re.compile(r"-?[0-9]{1,6}(?:[.,][0-9]{1,4})?")
TRUTHS = {"ja": True, "nej": False}

FIELDS: Mapping[str, str] = {
    "kund": "customer",
    "beslut": "decision",
    "område": "area",
    "insats": "service",
    "timmar per vecka": "minutes_per_week",
    "från": "valid_from",
    "till": "valid_to",
    "beslutsdatum": "granted_on",
    "paket": "bundle",
    "tid på dygnet": "time_of_day",
    "dagar": "day_kind",
    "tidsfönster": "window",
    "behovsprövat": "assessed",
    "avtal": "agreement",
}
COLUMNS = Columns(
    required=tuple(FIELDS)[:6], optional=tuple(FIELDS)[6:], personal=PERSONAL
)
OF_A_DECISION = ("område", "från", "till", "beslutsdatum", "behovsprövat")
OF_A_SERVICE = ("insats", "paket", "tid på dygnet", "dagar", "tidsfönster")


def read_customers(content: bytes, words: Mapping[str, str]) -> list[ImportedService]:
    """Every row as the command wants it; raises `BadFile` with every fault.

    `words` are the Swedish words of codes: a service may be written either way.
    """
    lines, faults = read_lines(content, COLUMNS)
    form = Form(ImportedService, COLUMNS, FIELDS, _readers(words))
    rows = []
    for line in lines:
        read, wrong = form.read(line)
        faults += wrong
        if read is not None:
            rows.append(read)
    faults += [*_contradictions(lines), *personal_faults(lines)]
    must_be_faultless(faults)
    return rows


def read_personal(content: bytes) -> dict[str, dict[str, str]]:
    """What a file that `read_customers` has read says of each customer, by column."""
    lines, _ = read_lines(content, COLUMNS)
    return personal_cells(lines)


def _readers(words: Mapping[str, str]) -> dict[str, Reader]:
    return {
        "insats": _one_of(Service, words),
        "tid på dygnet": _one_of(TimeOfDay, words),
        "dagar": _one_of(DayKind, words),
        "timmar per vecka": _minutes,
        "från": _day,
        "till": _day,
        "beslutsdatum": _day,
        "behovsprövat": _truth,
    }


def _one_of(kind: type[E], words: Mapping[str, str]) -> Callable[[str], E]:
    known = {one.value: one for one in kind}
    known |= {words[one.value].lower(): one for one in kind if one.value in words}

    def read(cell: str) -> E:
        if cell.lower() not in known:
            message = f"okänt ord, de som finns är {', '.join(known)}"
            raise ValueError(message)
        return known[cell.lower()]

    return read


def _minutes(cell: str) -> int:
    if not HOURS.fullmatch(cell):
        message = "ska vara timmar, till exempel 12,5"
        raise ValueError(message)
    if cell.startswith("-"):
        message = "får inte vara negativt"
        raise ValueError(message)
    hours = Decimal(cell.replace(",", "."))
    if hours > HOURS_A_WEEK:
        message = f"är fler timmar än en vecka har ({HOURS_A_WEEK})"
        raise ValueError(message)
    minutes = int((hours * 60).to_integral_value(ROUND_HALF_UP))
    if hours and not minutes:
        message = "är mindre än en minut"
        raise ValueError(message)
    return minutes


def _day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        message = "ska vara ett datum, till exempel 2026-05-02"
        raise ValueError(message) from None


def _truth(cell: str) -> bool:
    if cell.lower() not in TRUTHS:
        message = "ska vara ja eller nej"
        raise ValueError(message)
    return TRUTHS[cell.lower()]


def _contradictions(lines: Iterable[Line]) -> list[RowFault]:
    """Rows that say the same thing twice, or two things of the same person."""
    faults = []
    areas: dict[str, Line] = {}
    decisions: dict[tuple[str, str], Line] = {}
    services: dict[tuple[str, ...], int] = {}
    for line in lines:
        cells = line.cells
        if not cells["kund"] or not cells["beslut"]:
            continue
        lives = areas.setdefault(cells["kund"], line)
        if lives.cells["område"] != cells["område"]:
            why = f"kunden står i ett annat område på rad {lives.row}"
            faults.append(RowFault(line.row, "område", why))
        decision = cells["kund"], cells["beslut"]
        first = decisions.setdefault(decision, line)
        faults += [
            RowFault(
                line.row, column, f"beslutet har ett annat värde på rad {first.row}"
            )
            for column in OF_A_DECISION
            if column != "område" and first.cells[column] != cells[column]
        ]
        service = (*decision, *(cells[column].lower() for column in OF_A_SERVICE))
        before = services.setdefault(service, line.row)
        if before != line.row:
            why = f"samma insats i samma beslut står redan på rad {before}"
            faults.append(RowFault(line.row, "insats", why))
    return faults
