"""Columns about the person in a file of customers: for the vault, never for an event."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.personal_number import can_be_somebodys, normalised
from upphandling.interop.tables import Line, RowFault

NUMBER = "personnummer"
PERSONAL = (NUMBER, "namn", "adress", "telefon")
CUSTOMER = "kund"
LONGEST = 2000  # characters


def personal_cells(lines: Iterable[Line]) -> dict[str, dict[str, str]]:
    """What the file says of each customer, by column; customers without are left out."""
    told: dict[str, dict[str, str]] = {}
    for line in lines:
        cells = {column: line.cells.get(column, "") for column in PERSONAL}
        given = {column: cell for column, cell in cells.items() if cell}
        if given:
            told.setdefault(line.cells[CUSTOMER], {}).update(given)
    return told


def personal_faults(lines: Iterable[Line]) -> list[RowFault]:
    """Numbers that are none, or of two, and customers of whom two things are said.

    No cell is repeated.
    """
    faults = []
    said: dict[tuple[str, str], tuple[str, int]] = {}
    numbers: dict[str, tuple[str, int]] = {}
    for line in lines:
        customer = line.cells[CUSTOMER]
        for column in PERSONAL:
            cell = line.cells.get(column, "")
            if not cell:
                continue
            if len(cell) > LONGEST:
                faults.append(RowFault(line.row, column, "är för lång"))
            first, row = said.setdefault((customer, column), (cell, line.row))
            if first != cell:
                why = f"kunden har ett annat värde på rad {row}"
                faults.append(RowFault(line.row, column, why))
            if column == NUMBER:
                faults += _number_faults(line, customer, cell, numbers)
    return faults


def _number_faults(
    line: Line, customer: str, cell: str, numbers: dict[str, tuple[str, int]]
) -> list[RowFault]:
    number = normalised(cell)
    if number is None:
        why = "ska vara ett personnummer med tolv siffror"
        return [RowFault(line.row, NUMBER, why)]
    if not can_be_somebodys(number):
        why = "är inget personnummer: dagen finns inte eller kontrollsiffran är fel"
        return [RowFault(line.row, NUMBER, why)]
    owner, row = numbers.setdefault(number, (customer, line.row))
    if owner != customer:
        why = f"en annan kund har samma nummer på rad {row}"
        return [RowFault(line.row, NUMBER, why)]
    return []
