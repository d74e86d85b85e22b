"""The tariff's clock: which band of which version every second of some days falls in.

The bands are drawn on the face of Swedish clocks and laid out here in real time. In the
night when the clock is put forward, a band that begins in the hour that is not there
begins when the clock has been put forward; when it is put back, one that begins in the
hour that comes twice begins the first time. So a night band is an hour shorter or longer,
and whoever works it is paid for the hours that went by.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from upphandling.domain.calendar import Calendar, Kind
from upphandling.domain.instants import ONE_DAY, SWEDEN
from upphandling.domain.pricing.refusals import NotATariffYet
from upphandling.domain.pricing.terms import WEEK, DayType, Version


@dataclass(frozen=True, slots=True)
class Segment:
    """Seconds since 1970 (UTC), the last not included, that are paid alike."""

    starts: int
    until: int
    band: str
    version: Version


@dataclass(frozen=True, slots=True)
class Clock:
    """The segments of some days, in order and without gaps."""

    segments: tuple[Segment, ...]
    begins: tuple[int, ...]
    versions: tuple[Version, ...]

    @classmethod
    def of(
        cls, versions: Sequence[Version], first: date, until: date, calendar: Calendar
    ) -> Clock:
        """The Swedish days from the first to the last, that one not included.

        Raises `NotATariffYet` for a day before the first version, `OutsideCalendar`
        for one that the calendar does not know.
        """
        days = (first + timedelta(days=n) for n in range((until - first).days))
        segments = tuple(
            segment
            for day in days
            for segment in _segments(version_on(versions, day), day, calendar)
        )
        begins = tuple(segment.starts for segment in segments)
        return cls(segments, begins, tuple(versions))

    def split(self, starts: int, until: int) -> Iterator[tuple[Segment, int]]:
        """The segments that some seconds fall in, with how many in each."""
        number = bisect_right(self.begins, starts) - 1
        while starts < until:
            segment = self.segments[number]
            ends = min(segment.until, until)
            yield segment, ends - starts
            starts = ends
            number += 1

    def at(self, instant: int) -> Segment:
        """The segment of an instant (seconds since 1970)."""
        return self.segments[bisect_right(self.begins, instant) - 1]


def version_on(versions: Sequence[Version], day: date) -> Version:
    """The version that holds on a day; `versions` in order of time."""
    held = [version for version in versions if version.valid_from <= day]
    if not held:
        raise NotATariffYet(day=day)
    return held[-1]


def day_type(version: Version, day: date, calendar: Calendar) -> DayType:
    """What a day is to the tariff: as treated, else by the calendar, else its weekday."""
    for treated in version.treated_days:
        if treated.day == day:
            return treated.as_type
    closing = calendar.closing(day)
    if closing is None or closing.kind is Kind.WEEKDAY:
        return WEEK[day.weekday()]
    return DayType.EVE if closing.name in version.eves else DayType.HOLIDAY


def _segments(version: Version, day: date, calendar: Calendar) -> Iterator[Segment]:
    kind = day_type(version, day, calendar)
    spans = sorted(
        (*span.minutes, band.band)
        for band in version.bands
        for span in band.spans
        if kind in span.days
    )
    for first, until, band in spans:
        starts, ends = _instant(day, first), _instant(day, until)
        if starts < ends:  # the hour that is not there may hold a whole band
            yield Segment(starts, ends, band, version)


def _instant(day: date, minute: int) -> int:
    """When Swedish clocks show a minute of the day for the first time, or pass it."""
    hours, minutes = divmod(minute, 60)
    days, hour = divmod(hours, 24)
    shown = datetime.combine(day + days * ONE_DAY, time(hour, minutes), SWEDEN)
    real = shown.astimezone(UTC)
    if real.astimezone(SWEDEN).replace(tzinfo=None) != shown.replace(tzinfo=None):
        return _end_of_the_missing_hour(shown)
    return int(real.timestamp())


def _end_of_the_missing_hour(shown: datetime) -> int:
    """The instant at which the clock was put forward past what it never showed."""
    low, high = (
        int(shown.replace(fold=fold).astimezone(UTC).timestamp()) for fold in (1, 0)
    )
    while low < high:  # the offset changes once between the two
        middle = (low + high) // 2
        if _offset(middle) == _offset(high):
            high = middle
        else:
            low = middle + 1
    return high


def _offset(instant: int) -> timedelta | None:
    return datetime.fromtimestamp(instant, SWEDEN).utcoffset()
