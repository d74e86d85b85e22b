"""Checks: planned, done and missed, per agreement and requirement, as of a day."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, Table

from upphandling.domain.follow_up import Progress
from upphandling.domain.lengths import Length, Unit
from upphandling.interfaces.follow_up.reading import Row, rows, without
from upphandling.projections.check_tables import check_corrections, check_moves
from upphandling.projections.checks_on import changes_by, checks_on, plan_on

KEPT_AS_TEXT = ("findings", "evidence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which checks are asked for; None wants all.

    `first` and `last` are the days between which they were due. `known_to_provider`
    leaves out unannounced checks that are not done.
    """

    system: str | None = None
    agreement: str | None = None
    status: str | None = None
    first: date | None = None
    last: date | None = None
    known_to_provider: bool = False


def the_checks(
    connection: Connection, day: date, wanted: Wanted, *, limit: int, offset: int
) -> list[Row]:
    """A page of the checks that were planned by a day, as they stood then.

    One that nobody has made is `missed` from the day after `latest` on, whether or not
    that has been noted. `late` is told of those that are done. `reason` is why it was
    settled without being made, or else why it was moved. `ordered_because` is told of
    those that no schedule asked for, `corrections` of what was put right: each has what
    was recorded before it.
    """
    query = checks_on(
        day,
        system=wanted.system,
        agreement=wanted.agreement,
        status=wanted.status,
        due=(wanted.first, wanted.last),
        known_to_provider=wanted.known_to_provider,
    )
    page = _read(connection, day, query.limit(limit).offset(offset))
    corrections = _changes(connection, day, check_corrections, "corrected_at", page)
    return [
        {
            **row,
            "corrections": [
                without(_unpacked(one), "agreement", "check_key", "position")
                for one in corrections[_which(row, "check")]
            ],
        }
        for row in page
    ]


def the_missed_checks(
    connection: Connection, system: str | None, day: date
) -> list[Row]:
    """Those whose last day has passed without anybody making them."""
    query = checks_on(day, system=system, status=Progress.MISSED)
    return [
        without(row, "findings", "evidence", "checker", "outcome", "done_on")
        for row in _read(connection, day, query)
    ]


def the_check_plan(
    connection: Connection,
    day: date,
    *,
    system: str | None,
    agreement: str | None,
    limit: int,
    offset: int,
) -> list[Row]:
    """Every requirement of every agreement: how often it is checked, and how it stands.

    `every` is None where no schedule holds. `late` counts those of `done` that were
    made after their last day.
    """
    query = plan_on(day, system=system, agreement=agreement)
    return [
        _planned(row) for row in rows(connection, query.limit(limit).offset(offset))
    ]


def _read(connection: Connection, day: date, query: Select[Any]) -> list[Row]:
    """Checks as they are told; without a reason of its own, why it was moved last."""
    found = rows(connection, query)
    moves = _changes(connection, day, check_moves, "moved_at", found)
    told = []
    for row in found:
        late = bool(row["late"]) if row["done_on"] is not None else None
        moved = moves[_which(row, "check")]
        reason = row["reason"] or (moved[-1]["reason"] if moved else None)
        told.append({**_unpacked(row), "late": late, "reason": reason})
    return told


def _changes(
    connection: Connection, day: date, about: Table, at: str, checks: Iterable[Row]
) -> Mapping[tuple[str, str], list[Row]]:
    """What had been changed of each check by a day, oldest first."""
    agreements = sorted({row["agreement"] for row in checks})
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows(connection, changes_by(day, about, about.c[at], agreements)):
        found[_which(row, "check_key")].append(row)
    return found


def _which(row: Row, check: str) -> tuple[str, str]:
    return row["agreement"], row[check]


def _unpacked(row: Row) -> Row:
    unpacked = {
        name: json.loads(row[name]) if row[name] is not None else []
        for name in KEPT_AS_TEXT
    }
    return {**row, **unpacked}


def _planned(row: Row) -> Row:
    amount, unit = row["every_amount"], row["every_unit"]
    every = None if unit is None else str(Length(amount, Unit(unit)))
    told = without(row, "every_amount", "every_unit")
    last, following = (
        date.fromisoformat(day) if isinstance(day, str) else day
        for day in (row["last_done_on"], row["next_due_on"])
    )
    return {**told, "every": every, "last_done_on": last, "next_due_on": following}
