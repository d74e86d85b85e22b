"""Deviations: how they stand, what they repeat, what is late, and what they led to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from upphandling.domain.agreement.sanction_terms import A_YEAR
from upphandling.domain.deviation import Severity
from upphandling.domain.lengths import Length, Unit
from upphandling.interfaces.follow_up.reading import Row, rows, without
from upphandling.projections import deviations, sanctions


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which deviations are asked for; None wants all."""

    system: str | None = None
    agreement: str | None = None
    severity: Severity | None = None
    only_open: bool = False


def the_deviations(
    connection: Connection, sought: Sought, today: date, *, limit: int, offset: int
) -> list[Row]:
    """A page of deviations, the first that was discovered first.

    `repeats` names the earlier ones of the same requirement that are near enough for
    the agreement to count them. `overdue` are the measures that should be carried out by
    now, `late` whether an answer, a plan or a measure is; a closed one waits for nothing.
    """
    page = rows(
        connection,
        deviations.listed(
            limit,
            offset,
            system=sought.system,
            agreement=sought.agreement,
            severity=sought.severity,
            only_open=sought.only_open,
        ),
    )
    keys = [row["deviation"] for row in page]
    repeats = _repeats(connection, page)
    measures = _by_deviation(rows(connection, deviations.measures_of(keys)))
    taken = _by_deviation(rows(connection, sanctions.of_deviations(keys)))
    told = []
    for row in page:
        key = row["deviation"]
        overdue = _overdue(row, measures[key], today)
        told.append(
            {
                **row,
                "repeats": repeats[key],
                "measures": measures[key],
                "overdue": overdue,
                "late": bool(overdue) or _is_kept_waiting(row, today),
                "sanctions": taken[key],
            }
        )
    return told


def _repeats(connection: Connection, page: Sequence[Row]) -> Mapping[str, list[str]]:
    """For each deviation, the earlier ones of the same requirement that count."""
    found: dict[str, list[str]] = {row["deviation"]: [] for row in page}
    of_a_requirement = [row for row in page if row["requirement"] is not None]
    if not of_a_requirement:
        return found
    agreements = sorted({row["agreement"] for row in of_a_requirement})
    within = {
        row["agreement"]: Length(row["repeat_amount"], Unit(row["repeat_unit"]))
        for row in rows(connection, sanctions.repeats_of(agreements))
    }
    last = max(row["discovered_on"] for row in of_a_requirement)
    earlier: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows(connection, deviations.of_requirements(agreements, last)):
        earlier[row["agreement"], row["requirement"]].append(row)
    for row in of_a_requirement:
        length = within.get(row["agreement"], A_YEAR)
        first = length.before(row["discovered_on"])
        found[row["deviation"]] = [
            other["deviation"]
            for other in earlier[row["agreement"], row["requirement"]]
            if other["discovered_on"] >= first and _when(other) < _when(row)
        ]
    return found


def _when(row: Row) -> tuple[date, str]:
    return row["discovered_on"], row["deviation"]


def _by_deviation(found: Iterable[Row]) -> Mapping[str, list[Row]]:
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        by_key[row["deviation"]].append(without(row, "deviation"))
    return by_key


def _overdue(row: Row, measures: Iterable[Row], today: date) -> list[str]:
    if row["outcome"] is not None:
        return []
    return [
        one["measure"]
        for one in measures
        if one["done_on"] is None and one["due_on"] < today
    ]


def _is_kept_waiting(row: Row, today: date) -> bool:
    """Whether the provider owes an answer or a plan since an earlier day."""
    if row["outcome"] is not None:
        return False
    waits_since = {
        "answer_by": row["hearing"] == deviations.OPEN,
        "plan_by": row["plan"] == deviations.DEMANDED,
    }
    return any(waits and row[day] < today for day, waits in waits_since.items())
