"""The chart of shares: each provider's share against its target, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any

from upphandling.domain.configuration import ShareUnit
from upphandling.interfaces.charts.panels import (
    COLUMNS,
    Measured,
    Panel,
    Words,
    panels_chart,
)

Row = Mapping[str, Any]

LEGEND = (
    ("actual", "andel"),
    ("outside", "utanför toleransen"),
    ("aim", "lägsta andel"),
    ("cap", "tak"),
)
WITHHELD = ("withheld", "visas inte")


def shares_chart(over_time: Row, *, columns: int = COLUMNS) -> str:
    """The shares over time (`the_shares_over_time`) as SVG: one panel an agreement.

    Shares of a bundle as a whole, in the unit that was decided: customers where
    nothing was. One whose `percent` is None is not shown.
    """
    whole = [row for row in over_time["shares"] if row["area"] is None]
    told = sorted(whole, key=lambda row: (*_whose(row), row["on"]))
    several = len({row["bundle"] for row in whole}) > 1
    panels = [
        _panel(list(rows), several=several) for _, rows in groupby(told, key=_whose)
    ]
    first, last = over_time["from"], over_time["to"]
    hidden = any(row["percent"] is None for row in whole)
    words = Words(
        title="Andelar mot mål",
        description=(
            f"Varje utförares andel från {first} till {last}, en ruta för varje avtal. "
            f"{_outside(whole)}"
        ),
        legend=(*LEGEND, WITHHELD) if hidden else LEGEND,
        unit=" %",
    )
    return panels_chart(words, panels, columns=columns)


def _whose(row: Row) -> tuple[str, str, str]:
    return row["system"], row["bundle"], row["agreement"] or ""


def _panel(rows: list[Row], *, several: bool) -> Panel:
    name = rows[-1]["name"] or "Utan avtal"
    return Panel(
        name=f"{name}, {rows[-1]['bundle']}" if several else name,
        measured=[
            Measured(row["on"], _share(row), row["within_tolerance"] is not False)
            for row in rows
        ],
        aims=list(_changes(rows, "target_percent")),
        caps=list(_changes(rows, "cap_percent")),
    )


def _share(row: Row) -> float | None:
    measured = "hours_percent" if row["unit"] == ShareUnit.HOURS else "percent"
    share: float | None = row[measured]
    return share


def _changes(rows: Iterable[Row], column: str) -> Iterable[tuple[date, float]]:
    """The days on which a value became another."""
    before = None
    for row in rows:
        if row[column] is not None and row[column] != before:
            before = row[column]
            yield row["on"], before


def _outside(rows: Iterable[Row]) -> str:
    number = sum(row["within_tolerance"] is False for row in rows)
    return f"{number} mätningar ligger utanför toleransen."
