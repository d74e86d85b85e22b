"""A file of choices (val): one row a customer, with wishes in the order of rank."""

from __future__ import annotations

from upphandling.application.customer.importing_choices import ImportedChoice
from upphandling.interop.cells import must_be_faultless, part_of
from upphandling.interop.tables import Columns, Line, RowFault, read_lines

WISHES = ("val 1", "val 2", "val 3", "val 4", "val 5")
COLUMNS = Columns(required=("kund", WISHES[0]), optional=("paket", *WISHES[1:]))


def read_choices(content: bytes, bundle: str) -> list[ImportedChoice]:
    """Every row as the command wants it; raises `BadFile` with every fault.

    `bundle` is that of the round: a row that names another is refused.
    """
    lines, faults = read_lines(content, COLUMNS)
    first: dict[str, int] = {}
    rows = []
    for line in lines:
        before = first.setdefault(line.cells["kund"], line.row)
        if before != line.row and line.cells["kund"]:
            why = f"kunden har redan ett val på rad {before}"
            faults.append(RowFault(line.row, "kund", why))
        if line.cells["paket"] not in ("", bundle):
            why = f"valomgången gäller {bundle}"
            faults.append(RowFault(line.row, "paket", why))
        read, wrong = _read(line)
        faults += wrong
        if read is not None:
            rows.append(read)
    must_be_faultless(faults)
    return rows


def _read(line: Line) -> tuple[ImportedChoice | None, list[RowFault]]:
    wishes = [line.cells[column] for column in WISHES]
    told = [wish for wish in wishes if wish]
    faults = [
        RowFault(line.row, column, "saknas")
        for column in ("kund", WISHES[0])
        if not line.cells[column]
    ]
    if wishes[: len(told)] != told and told:
        gap = WISHES[wishes.index("")]
        faults.append(RowFault(line.row, gap, "saknas, valen ska stå utan luckor"))
    faults += [
        RowFault(line.row, WISHES[number], "samma utförare är vald två gånger")
        for number, wish in enumerate(wishes)
        if wish and wish in wishes[:number]
    ]
    if faults:
        return None, faults
    choice = {"row": line.row, "customer": line.cells["kund"], "wishes": told}
    return part_of(ImportedChoice, choice, _column)


def _column(field: str) -> str:
    """`wishes.1` is the second wish."""
    _, _, number = field.partition(".")
    return WISHES[int(number)] if number else "kund"
