"""One row of a file of visits: what it says, held against what is known beforehand.

A row that is as it should be takes the short way; every other is looked at field by
field, so that each of its faults is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from upphandling.application.visits import KeptVisit, PlannedVisit
from upphandling.domain.configuration import Service
from upphandling.interop.tables import (
    PERSONAL,
    Columns,
    RowFault,
    looks_personal,
    plain,
)
from upphandling.interop.visit_clock import BadTime, VisitClock

COLUMNS = Columns(
    required=("besök", "kund", "avtal", "insats", "personal", "start", "slut"),
    optional=("efterregistrerad", "65+", "slag"),
)
REFERENCES = ("besök", "kund", "personal")
A_DAY = 86_400  # seconds; no visit is longer
VISIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}")
FEW_DIGITS = re.compile(
    r"(?=[A-Za-z0-9])(?=.{1,80}\Z)(?:[A-Za-z._:/-]*[0-9]){0,9}[A-Za-z._:/-]*"
)
"""An id with too few digits for a personal number, as most are."""
REFERENCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
TRUTHS = {"ja": True, "nej": False}
AFTER = {**TRUTHS, "": False}
AGED = {**TRUTHS, "": None}
PLANNED = "planerat"
KINDS = ("", "utfört", PLANNED)
FOR_EVER = 2**62  # seconds

Span = tuple[int, int]
"""Seconds since 1970 (UTC), the last not included."""

Read = KeptVisit | PlannedVisit | list[RowFault]
"""What a row comes to: a visit, or all that is wrong with it."""


@dataclass(frozen=True, slots=True)
class HeldAgainst:
    """What a month's visits must agree with.

    `month` is when they begin, `now` when the performed ones are over at the latest;
    `agreements` when each is in force; `granted` when a customer has had a service.
    """

    month: Span
    now: int
    agreements: Mapping[str, Span]
    granted: Mapping[tuple[str, str], Sequence[Span]]


class VisitRows:
    """Reads rows of one file, whose cells are in the order of `COLUMNS`."""

    def __init__(self, against: HeldAgainst, words: Mapping[str, str]) -> None:
        self.against = against
        self.clock = VisitClock()
        self.services = {one.value: one.value for one in Service}
        self.services |= {
            words[one.value].lower(): one.value for one in Service if one in words
        }
        self.customers = {customer for customer, _ in against.granted}
        self._staff: set[str] = set()
        self._latest = dict.fromkeys(KINDS, against.now) | {PLANNED: FOR_EVER}

    def read(self, row: int, cells: Sequence[str]) -> Read:
        """The visit, or every fault of the row."""
        visit, customer, agreement, service, staff, start, end, after, aged, kind = (
            cells
        )
        against = self.against
        try:
            code = self.services[service]
            starts, ends = self.clock.seconds(start), self.clock.seconds(end)
            late, old = AFTER[after], AGED[aged]
            latest = self._latest[kind]
            held = against.agreements[agreement]
            granted = against.granted[customer, code]
        except (KeyError, BadTime):
            return self._looked_at(row, cells)
        if (
            against.month[0] <= starts < against.month[1]
            and starts < ends <= latest
            and ends - starts <= A_DAY
            and held[0] <= starts < held[1]
            and _within(granted, starts)
            and staff in self._staff
            and _is_clean(visit)
        ):
            told = (visit, customer, agreement, code, staff, starts, ends)
            if kind != PLANNED:
                return KeptVisit(*told, late, old)
            if not late:
                return PlannedVisit(*told)
        return self._looked_at(row, cells)

    def _looked_at(self, row: int, told: Sequence[str]) -> Read:
        cells = dict(zip(COLUMNS.known, map(plain, told), strict=True))
        wrong = self._wrong(cells)
        faults = [
            RowFault(row, column, message)
            for column, message in wrong.items()
            if message
        ]
        if faults:
            return faults
        self._staff.add(cells["personal"])
        read = (
            cells["besök"],
            cells["kund"],
            cells["avtal"],
            self.services[cells["insats"].lower()],
            cells["personal"],
            self.clock.seconds(cells["start"]),
            self.clock.seconds(cells["slut"]),
        )
        if cells["slag"].lower() == PLANNED:
            return PlannedVisit(*read)
        late, old = cells["efterregistrerad"].lower(), cells["65+"].lower()
        return KeptVisit(*read, AFTER[late], AGED[old])

    def _wrong(self, cells: Mapping[str, str]) -> dict[str, str | None]:
        """What is wrong in each column; what rests on a faulty one is not asked."""
        starts, start = self._time(cells["start"])
        ends, end = self._time(cells["slut"])
        if starts is not None:
            start = self._start(starts)
        if starts is not None and ends is not None:
            end = self._end(starts, ends, cells["slag"].lower())
        wrong = {
            "besök": None if VISIT.fullmatch(cells["besök"]) else "är inget id",
            "kund": self._customer(cells["kund"]),
            "avtal": self._agreement(cells["avtal"], starts),
            "insats": self._service(cells["insats"]),
            "personal": _reference(cells["personal"]),
            "start": start,
            "slut": end,
            "efterregistrerad": _late(cells),
            "65+": _truth(cells["65+"]),
            "slag": _kind(cells["slag"]),
        }
        if starts is not None and not wrong["kund"] and not wrong["insats"]:
            wrong["insats"] = self._granted(cells["kund"], cells["insats"], starts)
        for column, cell in cells.items():
            if not cell and column in COLUMNS.required:
                wrong[column] = "saknas"
            elif column in ("start", "slut") and not wrong[column]:
                continue
            elif looks_personal(cell, reference=column in REFERENCES):
                wrong[column] = PERSONAL
        return wrong

    def _time(self, cell: str) -> tuple[int | None, str | None]:
        try:
            return self.clock.seconds(cell), None
        except BadTime as bad:
            return None, str(bad)

    def _start(self, starts: int) -> str | None:
        first, after = self.against.month
        if first <= starts < after:
            return None
        return "ligger utanför månaden"

    def _end(self, starts: int, ends: int, kind: str) -> str | None:
        if ends <= starts:
            return "är inte efter starten"
        if ends - starts > A_DAY:
            return "är mer än ett dygn efter starten"
        if ends > self._latest.get(kind, FOR_EVER):
            return "har inte varit, ett besök som är planerat har slag planerat"
        return None

    def _customer(self, cell: str) -> str | None:
        if wrong := _reference(cell):
            return wrong
        if cell in self.customers:
            return None
        return "kunden har inget biståndsbeslut i systemet den månaden"

    def _agreement(self, cell: str, starts: int | None) -> str | None:
        held = self.against.agreements.get(cell)
        if held is None:
            return "avtalet finns inte i systemet"
        if starts is not None and not held[0] <= starts < held[1]:
            return "avtalet gäller inte den dagen"
        return None

    def _service(self, cell: str) -> str | None:
        if cell.lower() in self.services:
            return None
        return f"okänt ord, de som finns är {', '.join(self.services)}"

    def _granted(self, customer: str, service: str, starts: int) -> str | None:
        code = self.services[service.lower()]
        if _within(self.against.granted.get((customer, code), ()), starts):
            return None
        return "kunden har inget beslut om insatsen den dagen"


def _within(spans: Sequence[Span], starts: int) -> bool:
    for first, after in spans:  # noqa: SIM110 -- asked of every row
        if first <= starts < after:
            return True
    return False


def _is_clean(visit: str) -> bool:
    """Of the right form, and no personal number."""
    return bool(FEW_DIGITS.fullmatch(visit)) or (
        bool(VISIT.fullmatch(visit)) and not looks_personal(visit, reference=True)
    )


def _reference(cell: str) -> str | None:
    if REFERENCE.fullmatch(cell):
        return None
    return "ska vara en slumpvis referens: små bokstäver, siffror, punkt, bindestreck"


def _kind(cell: str) -> str | None:
    return None if cell.lower() in KINDS else "ska vara utfört eller planerat"


def _late(cells: Mapping[str, str]) -> str | None:
    cell = cells["efterregistrerad"]
    if cells["slag"].lower() == PLANNED and AFTER.get(cell.lower()):
        return "ett planerat besök registreras inte i efterhand"
    return _truth(cell)


def _truth(cell: str) -> str | None:
    return None if cell.lower() in AFTER else "ska vara ja eller nej"
