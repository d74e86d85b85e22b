"""Shares as rows: each agreement's part of a bundle, in all and per area."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from upphandling.domain.configuration import Regime, ShareUnit

Row = dict[str, Any]
Sums = tuple[int, int]
"""Customers, and their minutes a week."""

Aims = Mapping[tuple[str, str], Row]
"""What agreement and area (empty: all of them) are to have: minimum, cap and unit."""

AIMED = (
    "unit",
    "target_percent",
    "cap_percent",
    "deviation_points",
    "tolerance_points",
    "within_tolerance",
)
OF_A_SHARE = (
    "system",
    "on",
    "bundle",
    "agreement",
    "provider",
    "name",
    "regime",
    "area",
    "customers",
    "of_customers",
    "percent",
    "minutes_per_week",
    "of_minutes",
    "hours_per_week",
    "hours_percent",
    *AIMED,
)
ROUNDED = 0.005  # shares are told with two decimals


def share_rows(
    *,
    actual: Sequence[Row],
    agreements: Sequence[Row],
    policy: Row | None,
    aims: Aims,
    about: Row,
) -> list[Row]:
    """One row per bundle, agreement and area; area None is all of them.

    `actual` counts customers and minutes per bundle, agreement and area,
    `agreements` are those in force, `policy` is what the municipality decided of its
    own provision. A share is within tolerance when it is not further below its
    target, or above its cap, than the policy's `tolerance_points`.
    """
    return [
        {**about, **row, **_aim(row, policy, aims)}
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
    has, everybody = _added_up(actual)
    for key in sorted(agreements.keys() | {row["agreement"] or "" for row in actual}):
        agreement = agreements.get(key)
        for area in (None, *areas):
            if area and agreement and area not in agreement["areas"]:
                continue
            (customers, minutes), (of, of_minutes) = has[key, area], everybody[area]
            yield {
                "bundle": bundle,
                "agreement": key or None,
                "provider": agreement and agreement["provider"],
                "name": agreement and agreement["name"],
                "regime": agreement and agreement["regime"],
                "area": area,
                "customers": customers,
                "of_customers": of,
                "percent": _percent(customers, of),
                "minutes_per_week": minutes,
                "of_minutes": of_minutes,
                "hours_per_week": round(minutes / 60, 1),
                "hours_percent": _percent(minutes, of_minutes),
            }


def _added_up(
    actual: Iterable[Row],
) -> tuple[Mapping[tuple[str, str | None], Sums], Mapping[str | None, Sums]]:
    """Customers and minutes by agreement and area, and by area alone."""
    has: dict[tuple[str, str | None], Sums] = defaultdict(lambda: (0, 0))
    everybody: dict[str | None, Sums] = defaultdict(lambda: (0, 0))
    for row in actual:
        number, minutes = int(row["customers"]), int(row["minutes"])
        for area in (None, row["area"]):
            customers, time = has[row["agreement"] or "", area]
            has[row["agreement"] or "", area] = (customers + number, time + minutes)
            customers, time = everybody[area]
            everybody[area] = (customers + number, time + minutes)
    return has, everybody


def _aim(row: Row, policy: Row | None, aims: Aims) -> Row:
    """What the row's share should be, and how far it is from it."""
    aim = _agreed(row, aims) or _decided(row, policy)
    tolerance = policy["tolerance_points"] if policy is not None else 0.0
    if aim is None:
        return dict.fromkeys(AIMED)
    by_hours = aim["unit"] == ShareUnit.HOURS
    measured = row["hours_percent"] if by_hours else row["percent"]
    cap = aim["cap_percent"]
    below = aim["minimum_percent"] - measured
    above = below if cap is None else measured - cap
    return {
        "unit": aim["unit"],
        "target_percent": aim["minimum_percent"],
        "cap_percent": cap,
        "deviation_points": round(-below, 2) or 0.0,
        "tolerance_points": tolerance,
        "within_tolerance": max(above, below) <= tolerance + ROUNDED,
    }


def _agreed(row: Row, aims: Aims) -> Row | None:
    """What the agreement guarantees of this area, or of all of them."""
    return aims.get((row["agreement"] or "", row["area"] or ""))


def _decided(row: Row, policy: Row | None) -> Row | None:
    """What the municipality decided for its own provision: neither less nor more."""
    if policy is None or row["regime"] != Regime.IN_HOUSE:
        return None
    percent = policy["in_house_percent"]
    return {
        "unit": policy["unit"],
        "minimum_percent": percent,
        "cap_percent": percent,
    }


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0
