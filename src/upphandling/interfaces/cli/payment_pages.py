"""How payments look to a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from upphandling.domain.pricing.money import kronor
from upphandling.interfaces.cli.headings import Page
from upphandling.interfaces.cli.words import worded_row
from upphandling.interfaces.words import value_word

Row = Mapping[str, Any]

PAYMENTS = Page(
    "Utbetalningar",
    "key month agreement status calculated deducted carried paid visits",
    calculated="Beräknat, kr",
    deducted="Avdrag, kr",
    carried="Kvar att dra, kr",
    paid="Godkänt, kr",
    visits="Besök",
)
SERVICES = Page(
    "Timmar per insats",
    "key service kronor visits paid_hours performed_hours granted_hours",
    visits="Besök",
    paid_hours="Ersatta",
    performed_hours="Utförda",
    granted_hours="Beviljade",
)
LINES = Page(
    "Rader",
    "line service paid_by band area version price factor quantity unpaid kronor",
    paid_by="Ersätts per",
    band="Tidsband",
    version="Taxa från",
    price="À-pris, kr",
    factor="Faktor",
    quantity="Mängd",
    unpaid="Över tak",
)
DEDUCTIONS = Page(
    "Avdrag",
    "sanction kind clause decision claimed elsewhere kronor carried",
    sanction="Påföljd",
    kind="Slag",
    clause="Klausul",
    claimed="Påföljden hittills, kr",
    elsewhere="Draget andra månader, kr",
    carried="Kvar att dra, kr",
)
VISITS = Page(
    "Besök",
    "visit customer starts_at ends_at minutes",
    visit="Besök",
    starts_at="Från",
    ends_at="Till",
    minutes="Minuter på raden",
)
CUSTOMERS = Page("Kunder", "customer quantity", quantity="Mängd")
COUNTED = Page("Kontroller", "control number hours", control="Kontroll", number="Antal")
FOUND = Page(
    "Funnet",
    "control customer visits minutes",
    control="Kontroll",
    visits="Besök",
    minutes="Minuter",
)
DEDUCTION = "deduction"
SUMS = {"vat": "moms", DEDUCTION: "avdrag", "total": "summa"}


def payments(found: Sequence[Row]) -> None:
    """Month by month, then the hours of each service side by side."""
    PAYMENTS.show(
        [
            {
                **worded_row(row),
                "key": row["payment"],
                "calculated": kronor(row["calculated_ore"]),
                "deducted": kronor(row["deducted_ore"]),
                "carried": kronor(row["carried_ore"]),
                "paid": _any_kronor(row["paid_ore"]),
            }
            for row in found
        ]
    )
    SERVICES.show_any(
        [
            {**worded_row(one), "key": row["payment"], "kronor": kronor(one["ore"])}
            for row in found
            for one in row["services"]
        ]
    )


def lines(found: Sequence[Row]) -> None:
    """Every line, then VAT, deductions and the sum; what the deductions follow from."""
    LINES.show([_line(row) for row in found])
    DEDUCTIONS.show_any([_deduction(row) for row in found if row["line"] == DEDUCTION])


def visits(line: int, number: int, page: Sequence[Row]) -> None:
    """What a line is made of, and how much of it there is."""
    if page and "visit" not in page[0]:
        CUSTOMERS.show(page)
    else:
        VISITS.show([{**row, "minutes": _minutes(row["seconds"])} for row in page])
    print(f"Rad {line}: {len(page)} av {number}.")


def controls(counted: Sequence[Row], page: Sequence[Row]) -> None:
    """How much each control found, then one finding a row."""
    if not counted:
        print("Kontrollerna har inte funnit något.")
        return
    COUNTED.show(
        [
            {**worded_row(row), "hours": round(row["seconds"] / 3600, 2)}
            for row in counted
        ]
    )
    FOUND.show_any(
        [
            {
                **worded_row(row),
                "visits": ", ".join(row["visits"][:2])
                + (" …" if len(row["visits"]) > 2 else ""),  # noqa: PLR2004
                "minutes": _minutes(row["seconds"]),
            }
            for row in page
        ]
    )


def _line(row: Row) -> dict[str, Any]:
    told = {**worded_row(row), "kronor": kronor(row["ore"])}
    if row["line"] in SUMS:
        return {**told, "line": SUMS[row["line"]]}
    return {
        **told,
        "price": kronor(row["ore_per_unit"]),
        "quantity": row["hours"] or row["quantity"],
        "unpaid": "ja" if row["unpaid"] else "",
    }


def _deduction(row: Row) -> dict[str, Any]:
    told = {
        name: kronor(row[f"{name}_ore"]) for name in ("claimed", "elsewhere", "carried")
    }
    kind = value_word(row["kind"], "kind")
    return {**worded_row(row), **told, "kind": kind, "kronor": kronor(row["ore"])}


def _any_kronor(ore: int | None) -> str:
    return "" if ore is None else kronor(ore)


def _minutes(seconds: int) -> float:
    return round(seconds / 60, 2)
