"""Coverage (täckning): that every person has exactly one responsible provider.

Pure. A provider is responsible on a day when the customer is theirs and their
agreement is in force. Responsibility passes at midnight, Swedish time, so that a
day is the smallest time there is. Days are counted, both ends as the rows have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, pairwise

from upphandling.domain.instants import ONE_DAY

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Period:
    """A customer is somebody's from a day until another, which is not included.

    `care_ended` when nobody is to be responsible from `until`, not before a return.
    """

    case_key: str
    from_day: date
    until: date | None
    agreement: str | None
    care_ended: bool = False


@dataclass(frozen=True, slots=True)
class Granted:
    """A service that a customer has been granted, from a day until another."""

    case_key: str
    service: str
    from_day: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Validity:
    """The days of an agreement; `ends_on` is its last day, None if it runs on."""

    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Flaw:
    """Days on which a person had none or more than one; `until` not included.

    `service` when the flaw is that of one granted service.
    """

    case_key: str
    from_day: date
    until: date
    responsible: int
    service: str | None = None


@dataclass(slots=True)
class Coverage:
    """Person-days in all, without any and with more than one responsible provider.

    `persons` counts a customer once for each bundle, or for each service.
    """

    until: date
    persons: int = 0
    person_days: int = 0
    days_without: int = 0
    days_with_two: int = 0
    flaws: list[Flaw] = field(default_factory=list)


Agreements = Mapping[str, Validity]
Span = tuple[date, date]


def cover(periods: Iterable[Period], agreements: Agreements, until: date) -> Coverage:
    """Count the days up to and including `until`.

    `periods` come grouped by `case_key`, oldest first. A person counts from the
    first day of an episode to the end of it; between two episodes there is no care.
    """
    found = Coverage(until=until)
    for key, group in groupby(periods, key=lambda period: period.case_key):
        rows = list(group)
        spans = [
            span
            for episode in _episodes(rows)
            if (span := _span(episode, until + ONE_DAY)) is not None
        ]
        found.persons += bool(spans)
        for span in spans:
            _count(found, (key, None), span, _held(rows, agreements, span))
    return found


def cover_services(
    granted: Mapping[str, Iterable[Granted]],
    periods: Iterable[Period],
    agreements: Agreements,
    until: date,
) -> Coverage:
    """Count the days of every granted service up to and including `until`.

    `granted` by `case_key`, by which `periods` come grouped. Only a provider of the
    service's own bundle can be responsible for it.
    """
    found = Coverage(until=until)
    left = dict(granted)
    for key, group in groupby(periods, key=lambda period: period.case_key):
        rows = list(group)
        for service in left.pop(key, ()):
            _count_service(found, service, rows, agreements)
    for services in left.values():
        for service in services:
            _count_service(found, service, (), agreements)
    return found


def _episodes(rows: Sequence[Period]) -> Iterator[Sequence[Period]]:
    """The periods from one beginning of care to its end, again and again."""
    first = 0
    for number, row in enumerate(rows, start=1):
        if row.care_ended or number == len(rows):
            yield rows[first:number]
            first = number


def _span(episode: Sequence[Period], horizon: date) -> Span | None:
    """The days of an episode up to the horizon, if there are any."""
    begins = min(row.from_day for row in episode)
    ends = max(min(row.until or horizon, horizon) for row in episode)
    return (begins, ends) if begins < ends else None


def _count_service(
    found: Coverage,
    service: Granted,
    rows: Sequence[Period],
    agreements: Agreements,
) -> None:
    horizon = found.until + ONE_DAY
    span = (service.from_day, min(service.until or horizon, horizon))
    if span[0] < span[1]:
        found.persons += 1
        who = (service.case_key, service.service)
        _count(found, who, span, _held(rows, agreements, span))


def _count(
    found: Coverage,
    who: tuple[str, str | None],
    span: Span,
    held: Iterable[Span],
) -> None:
    """Count how many are responsible on each day of the span."""
    begins, ends = span
    found.person_days += (ends - begins).days
    spans = list(held)
    if spans == [span]:
        return  # the ordinary course, of nearly everybody
    steps: dict[date, int] = {begins: 0, ends: 0}
    for start, stop in spans:
        steps[start] = steps.get(start, 0) + 1
        steps[stop] = steps.get(stop, 0) - 1
    case_key, service = who
    number = 0
    for day, following in pairwise(sorted(steps)):
        number += steps[day]
        if number != 1:
            _note(found, Flaw(case_key, day, following, number, service))


def _held(rows: Iterable[Period], agreements: Agreements, span: Span) -> Iterator[Span]:
    """The days on which each of the rows has somebody responsible."""
    for row in rows:
        held = _responsible(row, agreements, span)
        if held is not None:
            yield held


def _responsible(row: Period, agreements: Agreements, span: Span) -> Span | None:
    """The days of a period on which its agreement is in force, if any."""
    if row.agreement is None or row.agreement not in agreements:
        return None
    validity = agreements[row.agreement]
    start = max(row.from_day, validity.starts_on, span[0])
    stop = min(row.until or span[1], span[1])
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
