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
from upphandling.projections import deviations_on
from upphandling.projections.deviations import DEMANDED, OPEN, STANDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which deviations are asked for; None wants all."""

    system: str | None = None
    agreement: str | None = None
    severity: Severity | None = None
    only_open: bool = False


def the_deviations(
    connection: Connection, sought: Sought, day: date, *, limit: int, offset: int
) -> list[Row]:
    """A page of deviations as they stood on a day, the first that was discovered first.

    `repeats` names the earlier ones of the same requirement that are near enough for
    the agreement to count them. `overdue` are the measures that should be carried out by
    then, `late` whether an answer, a plan or a measure is; a closed one waits for nothing.
    """
    query = deviations_on.listed(
        day,
        system=sought.system,
        agreement=sought.agreement,
        severity=sought.severity,
        only_open=sought.only_open,
    )
    page = _as_they_stood(
        connection, day, rows(connection, query.limit(limit).offset(offset))
    )
    keys = [row["deviation"] for row in page]
    repeats = _repeats(connection, day, page)
    measures = _by_deviation(rows(connection, deviations_on.measures_of(day, keys)))
    taken = _by_deviation(rows(connection, deviations_on.sanctions_of(day, keys)))
    told = []
    for row in page:
        key = row["deviation"]
        overdue = _overdue(row, measures[key], day)
        told.append(
            {
                **row,
                "repeats": repeats[key],
                "measures": measures[key],
                "overdue": overdue,
                "late": bool(overdue) or _is_kept_waiting(row, day),
                "sanctions": taken[key],
            }
        )
    return told


def _as_they_stood(connection: Connection, day: date, page: Sequence[Row]) -> list[Row]:
    """Each with the last that had been said of how it stands, by a day."""
    standing: dict[str, Row] = {
        row["deviation"]: {**row, **dict.fromkeys(STANDING)} for row in page
    }
    for step in rows(connection, deviations_on.steps_of(day, standing.keys())):
        said = {name: step[name] for name in STANDING if step[name] is not None}
        standing[step["deviation"]].update(said)
    return list(standing.values())


def _repeats(
    connection: Connection, day: date, page: Sequence[Row]
) -> Mapping[str, list[str]]:
    """For each deviation, the earlier ones of the same requirement that count."""
    found: dict[str, list[str]] = {row["deviation"]: [] for row in page}
    of_a_requirement = [row for row in page if row["requirement"] is not None]
    if not of_a_requirement:
        return found
    agreements = sorted({row["agreement"] for row in of_a_requirement})
    within = {
        row["agreement"]: Length(row["repeat_amount"], Unit(row["repeat_unit"]))
        for row in rows(connection, deviations_on.repeats_of(day, agreements))
    }
    last = max(row["discovered_on"] for row in of_a_requirement)
    earlier: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows(connection, deviations_on.of_requirements(day, agreements, last)):
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


def _overdue(row: Row, measures: Iterable[Row], day: date) -> list[str]:
    if row["outcome"] is not None:
        return []
    return [
        one["measure"]
        for one in measures
        if one["done_on"] is None and one["due_on"] < day
    ]


def _is_kept_waiting(row: Row, day: date) -> bool:
    """Whether the provider owes an answer or a plan since an earlier day."""
    if row["outcome"] is not None:
        return False
    waits_since = {
        "answer_by": row["hearing"] == OPEN,
        "plan_by": row["plan"] == DEMANDED,
    }
    return any(waits and row[last_day] < day for last_day, waits in waits_since.items())
