"""Coverage (täckning): that every person has exactly one responsible provider.

Pure. A provider is responsible on a day when the customer is theirs and their
agreement is in force. Days are counted, both ends as the rows have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise

from upphandling.domain.instants import ONE_DAY

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Period:
    """A customer is somebody's from a day until another, which is not included."""

    case_key: str
    from_day: date
    until: date | None
    agreement: str | None


@dataclass(frozen=True, slots=True)
class Validity:
    """The days of an agreement; `ends_on` is its last day, None if it runs on."""

    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Days on which a person had none or more than one; `until` not included."""

    case_key: str
    from_day: date
    until: date
    responsible: int


@dataclass(slots=True)
class Coverage:
    """Person-days in all, without any and with more than one responsible provider."""

    until: date
    persons: int = 0
    person_days: int = 0
    days_without: int = 0
    days_with_two: int = 0
    flaws: list[Flaw] = field(default_factory=list)


def cover(
    periods: Iterable[Period], agreements: Mapping[str, Validity], until: date
) -> Coverage:
    """Count the days up to and including `until`.

    `periods` come grouped by `case_key`. A person counts from the first day of
    the first period to the end of the last one.
    """
    found = Coverage(until=until)
    for _, rows in groupby(periods, key=lambda period: period.case_key):
        _count(list(rows), agreements, until + ONE_DAY, found)
    return found


def _count(
    rows: list[Period],
    agreements: Mapping[str, Validity],
    horizon: date,
    found: Coverage,
) -> None:
    begins = min(row.from_day for row in rows)
    ends = max(min(row.until or horizon, horizon) for row in rows)
    if ends <= begins:
        return
    found.persons += 1
    found.person_days += (ends - begins).days
    steps: dict[date, int] = {begins: 0, ends: 0}
    for row in rows:
        span = _responsible(row, agreements, begins, ends)
        if span is not None:
            steps[span[0]] = steps.get(span[0], 0) + 1
            steps[span[1]] = steps.get(span[1], 0) - 1
    days = sorted(steps)
    responsible = 0
    for day, following in pairwise(days):
        responsible += steps[day]
        if responsible != 1:
            _note(found, Flaw(rows[0].case_key, day, following, responsible))


def _responsible(
    row: Period, agreements: Mapping[str, Validity], begins: date, ends: date
) -> tuple[date, date] | None:
    """The days of a period on which its agreement is in force, if any."""
    if row.agreement is None or row.agreement not in agreements:
        return None
    validity = agreements[row.agreement]
    start = max(row.from_day, validity.starts_on, begins)
    stop = min(row.until or ends, ends)
    if validity.ends_on is not None:
        stop = min(stop, validity.ends_on + ONE_DAY)
    return (start, stop) if start < stop else None


def _note(found: Coverage, flaw: Flaw) -> None:
    days = (flaw.until - flaw.from_day).days
    if flaw.responsible == 0:
        found.days_without += days
    else:
        found.days_with_two += days
    if len(found.flaws) < MOST_SHOWN:
        found.flaws.append(flaw)
