"""Shares as rows: each agreement's part of a bundle, in all and per area."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from upphandling.domain.configuration import Regime, ShareUnit

Row = dict[str, Any]


def share_rows(
    *,
    actual: Sequence[Row],
    agreements: Sequence[Row],
    policy: Row | None,
    guaranteed: Mapping[str, float],
    about: Row,
) -> list[Row]:
    """One row per bundle, agreement and area; area None is all of them.

    `actual` counts customers and minutes per bundle, agreement and area,
    `agreements` are those in force, `guaranteed` is percent per agreement.
    """
    return [
        {**about, **row, **_aim(row, policy, guaranteed)}
        for bundle in sorted({row["bundle"] for row in (*actual, *agreements)})
        for row in _counted(
            [row for row in actual if row["bundle"] == bundle],
            {a["agreement"]: a for a in agreements if a["bundle"] == bundle},
            bundle,
        )
    ]


def _counted(
    actual: Sequence[Row], agreements: Mapping[str, Row], bundle: str
) -> Iterator[Row]:
    """What each agreement of a bundle has, of all and of each area it serves."""
    areas = sorted({row["area"] for row in actual})
    for key in sorted(agreements.keys() | {row["agreement"] or "" for row in actual}):
        agreement = agreements.get(key)
        for area in (None, *areas):
            if area and agreement and area not in agreement["areas"]:
                continue
            whole = [row for row in actual if area in (None, row["area"])]
            mine = [row for row in whole if (row["agreement"] or "") == key]
            minutes = _sum(mine, "minutes")
            yield {
                "bundle": bundle,
                "agreement": key or None,
                "provider": agreement and agreement["provider"],
                "name": agreement and agreement["name"],
                "regime": agreement and agreement["regime"],
                "area": area,
                "customers": _sum(mine, "customers"),
                "percent": _percent(_sum(mine, "customers"), _sum(whole, "customers")),
                "hours_per_week": round(minutes / 60, 1),
                "hours_percent": _percent(minutes, _sum(whole, "minutes")),
            }


def _aim(row: Row, policy: Row | None, guaranteed: Mapping[str, float]) -> Row:
    """What the row's share should be, and how far it is from it."""
    target = None
    if policy is not None and row["regime"] == Regime.IN_HOUSE:
        target = policy["in_house_percent"]
    elif policy is not None:
        target = guaranteed.get(row["agreement"] or "") or None
    if policy is None or target is None:
        return {
            "target_percent": None,
            "deviation_points": None,
            "within_tolerance": None,
        }
    by_hours = policy["unit"] == ShareUnit.HOURS
    measured = row["hours_percent"] if by_hours else row["percent"]
    deviation = round(measured - target, 2)
    return {
        "target_percent": target,
        "deviation_points": deviation,
        "within_tolerance": abs(deviation) <= policy["tolerance_points"],
    }


def _sum(found: Iterable[Row], column: str) -> int:
    return sum(int(row[column]) for row in found)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
