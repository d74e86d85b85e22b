"""Instants: what people write as a time, and when a Swedish day begins and ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from upphandling.domain.errors import Refused

SWEDEN = ZoneInfo("Europe/Stockholm")
ONE_DAY = timedelta(days=1)


class NotYet(Refused):
    """Dagen har inte kommit, det kan föras in först när det har hänt."""


class MalformedInstant(ValueError):
    """”{text}” är ingen tidpunkt, skriv till exempel 2019-05-02T10:00:00+02:00."""

    def __init__(self, text: str) -> None:
        super().__init__((self.__doc__ or "").format(text=text))
        self.text = text


class BareDate(MalformedInstant):
    """”{text}” är en dag och ingen tidpunkt, lägg till ett klockslag."""


class NaiveTime(MalformedInstant):
    """”{text}” saknar tidszon, lägg till Z eller en förskjutning som +02:00."""


class ImpossibleTime(MalformedInstant):
    """”{text}” finns inte, klockan ställdes fram då. Ange rätt klockslag."""


class AmbiguousTime(MalformedInstant):
    """”{text}” inträffade två gånger, lägg till +02:00 (sommartid) eller +01:00."""


def parse_instant(text: str, *, naive_is_local: bool) -> datetime:
    """An instant of ISO 8601 in UTC, cut to whole seconds.

    A text without offset is Swedish time if `naive_is_local`, otherwise `NaiveTime`.
    Swedish time that the clock skipped or showed twice is `ImpossibleTime` or
    `AmbiguousTime`, a day alone is `BareDate`, the rest is `MalformedInstant`.
    All are `ValueError`, with a message in Swedish.
    """
    if _is_a_day(text):
        raise BareDate(text)
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            if not naive_is_local:
                raise NaiveTime(text)
            instant = _in_sweden(instant, text)
        instant.astimezone(SWEDEN)  # raises where Swedish time has run out
        return instant.astimezone(UTC).replace(microsecond=0)
    except MalformedInstant:
        raise
    # OverflowError: an offset, or Swedish time, that carries the instant past year 1 or 9999.
    except (ValueError, OverflowError) as error:
        raise MalformedInstant(text) from error


def local_date(instant: datetime) -> date:
    """The Swedish date of an aware instant; `NaiveTime` without a time zone."""
    if instant.tzinfo is None:
        raise NaiveTime(instant.isoformat())
    return instant.astimezone(SWEDEN).date()


def start_of(day: date) -> datetime:
    """The first moment of the Swedish day, in UTC."""
    return datetime.combine(day, time.min, SWEDEN).astimezone(UTC)


def midnight_after(last_day: date) -> datetime:
    """The first moment after the Swedish day, in UTC."""
    return start_of(last_day + ONE_DAY)


def must_have_come(day: date, at: datetime) -> None:
    """Refuse as a fact what lies on a later Swedish day than the instant."""
    if day > local_date(at):
        raise NotYet(day=day, at=at)


def _is_a_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _in_sweden(wall_clock: datetime, text: str) -> datetime:
    """The only instant at which Swedish clocks showed this."""
    local = wall_clock.replace(tzinfo=SWEDEN)
    # Counted with the offset before a change of the clock, and with the one after it.
    before = local.replace(fold=0).astimezone(UTC)
    after = local.replace(fold=1).astimezone(UTC)
    if before > after:
        raise ImpossibleTime(text)
    if before < after:
        raise AmbiguousTime(text)
    return before
