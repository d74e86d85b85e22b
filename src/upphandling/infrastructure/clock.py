"""The clocks: the system's own, and one that a test or a scenario sets by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class SystemClock:
    """The time this machine believes it is."""

    def __call__(self) -> datetime:
        """Now, aware, in UTC, with microseconds."""
        return datetime.now(UTC)


class ManualClock:
    """A clock that stands still until somebody moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment it was set to, aware, in UTC."""
        return self._now

    @property
    def now(self) -> datetime:
        """The moment it shows; any aware moment may be set."""
        return self._now

    @now.setter
    def now(self, moment: datetime) -> None:
        self._now = in_utc(moment)

    def advance(self, step: timedelta) -> datetime:
        """Move the clock on (or back) and return what it shows."""
        self.now = self._now + step
        return self._now


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; a naive one raises ValueError, for nobody can tell."""
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        message = f"{moment!r} has no time zone"
        raise ValueError(message)
    return moment.astimezone(UTC)


def utc_text(moment: datetime) -> str:
    """`2019-10-01T22:00:00.000000Z`: always 27 characters, so that text sorts right."""
    return in_utc(moment).isoformat(timespec="microseconds")[:26] + "Z"


def utc_moment(text: str) -> datetime:
    """The aware moment in UTC that `utc_text` wrote."""
    return datetime.fromisoformat(text)
