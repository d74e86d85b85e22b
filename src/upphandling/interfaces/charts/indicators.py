"""The chart of indicators: a group's values over time, with each break of the series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from upphandling.interfaces.charts.panels import (
    COLUMNS,
    Measured,
    Panel,
    Words,
    panels_chart,
)

Row = Mapping[str, Any]

LEGEND = (
    ("actual", "värde"),
    ("break", "ny definition: seriebrott"),
    ("withheld", "visas inte: små grupper skyddas"),
)


def indicators_chart(rows: Sequence[Row], *, columns: int = COLUMNS) -> str:
    """The rows of `the_indicators` as SVG: one panel a group and indicator.

    A value stands on the last day of its period. Where the definition was changed
    the line is broken, and a withheld value is a mark at the foot without a place.
    """
    titles = {row["indicator"]: row["title"] for row in rows}
    several = len(titles) > 1
    panels = [
        _panel(list(series), several=several) for _, series in groupby(rows, key=_whose)
    ]
    units = {row["unit"] for row in rows}
    breaks = sum(row["series_break"] for row in rows)
    gone = sum(row["suppressed"] for row in rows)
    words = Words(
        title="Nyckeltal" if several or not titles else next(iter(titles.values())),
        description=(
            f"{len(rows)} värden i {len(panels)} rutor, {breaks} seriebrott,"
            f" {gone} som inte visas. Linjer på var sida om ett brott kan inte jämföras."
        ),
        legend=LEGEND,
        unit=" %" if units == {"percent"} else "",
    )
    return panels_chart(words, panels, columns=columns)


def _panel(rows: list[Row], *, several: bool) -> Panel:
    last = rows[-1]
    name = _named(last)
    return Panel(
        name=f"{last['title']}: {name}" if several else name,
        measured=[
            Measured(
                row["last_on"],
                None if row["value"] is None else float(row["value"]),
                series=f"def. {row['version']}",
            )
            for row in rows
        ],
    )


def _named(row: Row) -> str:
    """Whose values: the agreement's provider and area, or the system."""
    whose = row["name"] or row["agreement"] or row["system"]
    return whose if row["area"] is None else f"{whose}, {row['area']}"


def _whose(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("indicator", "system", "agreement", "area"))
