"""The chart of payments: what each agreement was paid, month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from upphandling.domain.instants import ONE_DAY
from upphandling.domain.pay import days_of
from upphandling.interfaces.charts.panels import (
    COLUMNS,
    Bar,
    Panel,
    Words,
    panels_chart,
)

Row = Mapping[str, Any]

LEGEND = (("met", "godkänt"), ("planned", "beräknat, inte godkänt"))
WITHHELD = ("withheld", "visas inte: små grupper skyddas")
A_THOUSAND_KRONOR = 100_000  # öre


def payments_chart(
    rows: Sequence[Row], *, columns: int = COLUMNS, since: date | None = None
) -> str:
    """Agreements' months as SVG: one panel an agreement, in thousands of kronor.

    A row has `agreement`, `name`, `month`, `paid_ore` (None until it is approved) and
    `calculated_ore` (None where neither is shown). The months begin with `since`.
    """
    agreements: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        agreements[row["agreement"]].append(row)
    gone = sum(_ore(row) is None for row in rows)
    waiting = sum(row["paid_ore"] is None for row in rows) - gone
    words = Words(
        title="Ersättning per månad, tusen kronor",
        description=(
            f"{len(rows)} månader i {len(agreements)} rutor: {waiting} är beräknade men"
            f" inte godkända, {gone} visas inte."
        ),
        legend=(*LEGEND, WITHHELD) if gone else LEGEND,
    )
    panels = [_panel(found) for found in agreements.values()]
    return panels_chart(words, panels, columns=columns, since=since)


def together(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The months of all agreements together; none where there is but one agreement.

    A month is approved when all of them are.
    """
    by_month = sorted(rows, key=_month)
    if len({row["agreement"] for row in by_month}) < 2:  # noqa: PLR2004
        return []
    return [_sum(month, list(found)) for month, found in groupby(by_month, key=_month)]


def _sum(month: str, rows: Sequence[Row]) -> dict[str, Any]:
    approved = all(row["paid_ore"] is not None for row in rows)
    ore = sum(_ore(row) or 0 for row in rows)
    return {
        "agreement": "",
        "name": "Alla utförare",
        "month": month,
        "paid_ore": ore if approved else None,
        "calculated_ore": ore,
    }


def _panel(rows: Sequence[Row]) -> Panel:
    name = rows[-1]["name"] or rows[-1]["agreement"]
    return Panel(name, bars=[_bar(row) for row in sorted(rows, key=_month)])


def _bar(row: Row) -> Bar:
    first, after = days_of(row["month"])
    kind = "planned" if row["paid_ore"] is None else "met"
    ore = _ore(row)
    kronor = None if ore is None else ore / A_THOUSAND_KRONOR
    return Bar(first, after - ONE_DAY, kronor, kind)


def _ore(row: Row) -> int | None:
    paid: int | None = row["paid_ore"]
    calculated: int | None = row["calculated_ore"]
    return calculated if paid is None else paid


def _month(row: Row) -> str:
    month: str = row["month"]
    return month
