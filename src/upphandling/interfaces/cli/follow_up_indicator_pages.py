"""How indicators look to a person, and which columns they have as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from upphandling.domain.indicators.suppression import Withheld
from upphandling.interfaces.cli.headings import Page
from upphandling.interfaces.words import IN_SWEDISH

Row = Mapping[str, Any]

BARE = ("number", "grade")

INDICATORS = Page(
    "Nyckeltal",
    "indicator system name area days value of definition",
    indicator="Nyckeltal",
    days="Period",
    value="Värde",
    of="Personer",
    definition="Definition",
)
COLUMNS = (
    *("indicator", "title", "unit", "system", "agreement", "name", "area"),
    *("first_on", "last_on", "version", "series_break", "value", "numerator"),
    *("denominator", "of_persons", "suppressed", "withheld", "source"),
)


def indicators(found: Sequence[Row]) -> None:
    """One line a value; a new definition is told where the series breaks."""
    INDICATORS.show([_line(row) for row in found])


def _line(row: Row) -> Row:
    broken = " ← seriebrott" if row["series_break"] else ""
    return {
        **row,
        "indicator": row["title"],
        "name": row["name"] or row["agreement"],
        "days": f"{row['first_on']} till {row['last_on']}",
        "value": _value(row),
        "of": row["of_persons"],
        "definition": f"{row['version']}{broken}",
    }


def _value(row: Row) -> str:
    """The value with its unit, or why it is not shown."""
    if row["withheld"] is Withheld.FEW:
        return f"färre än {row['least_group']}"
    if row["suppressed"]:
        return "visas inte"
    told = row["value"].replace(".", ",")
    if row["unit"] not in BARE:
        told += " %" if row["unit"] == "percent" else f" {IN_SWEDISH[row['unit']]}"
    return f"{told} (rättat)" if row.get("earlier") else told
