"""Times of visits as people write them, by the million: Swedish time to seconds."""

from __future__ import annotations

from upphandling.domain.instants import (
    AmbiguousTime,
    ImpossibleTime,
    parse_instant,
)

HOUR = 13  # letters: 2026-03-29T07
MINUTES = {
    f":{minute:02}{tail}": minute * 60 for minute in range(60) for tail in ("", ":00")
}


class BadTime(ValueError):
    """A text that is no time of a visit; says why without repeating it."""


class VisitClock:
    """Seconds since 1970 (UTC) of times without offset, or with one.

    Swedish clocks change on the hour, so every hour is worked out once.
    """

    def __init__(self) -> None:
        self._hours: dict[str, int] = {}

    def seconds(self, text: str) -> int:
        """Raises `BadTime`; an hour that the clock skipped or showed twice is one."""
        hour, minutes = self._hours.get(text[:HOUR]), MINUTES.get(text[HOUR:])
        if hour is not None and minutes is not None:
            return hour + minutes
        return self._read(text)

    def _read(self, text: str) -> int:
        try:
            seconds = int(parse_instant(text, naive_is_local=True).timestamp())
        except ImpossibleTime:
            message = "finns inte, klockan ställdes fram då"
        except AmbiguousTime:
            message = "inträffade två gånger, lägg till +02:00 (sommartid) eller +01:00"
        except ValueError:
            message = "ska vara en tidpunkt, till exempel 2026-03-29 07:30"
        else:
            minutes = MINUTES.get(text[HOUR:])
            if minutes is not None:
                self._hours[text[:HOUR]] = seconds - minutes
            return seconds
        raise BadTime(message)
