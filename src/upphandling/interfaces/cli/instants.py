"""Instants on the command line: Swedish time without an offset, or a whole day."""

from __future__ import annotations

from datetime import date, datetime, timedelta


def instant(text: str | None, option: str) -> datetime | None:
    """The instant that was written, in UTC; `Malformed` if it is none."""
    from upphandling.application.messages import Fault, Malformed
    from upphandling.domain.instants import parse_instant

    if text is None:
        return None
    try:
        return parse_instant(text, naive_is_local=True)
    except ValueError as error:
        raise Malformed([Fault(option, str(error))]) from None


def whole_second(at: datetime | None) -> datetime | None:
    """Recording has microseconds; what was known at a second is all of it."""
    return at and at.replace(microsecond=999_999)


def first_of(text: str | None, option: str) -> datetime | None:
    """The instant, or where the day begins in Sweden."""
    from upphandling.domain.instants import midnight_after

    day = _day(text)
    if day is None:
        return instant(text, option)
    return midnight_after(day - timedelta(days=1))


def last_of(text: str | None, option: str) -> datetime | None:
    """The instant with its whole second, or the last moment of the day in Sweden."""
    from upphandling.domain.instants import midnight_after

    day = _day(text)
    if day is None:
        return whole_second(instant(text, option))
    return midnight_after(day) - timedelta(microseconds=1)


def _day(text: str | None) -> date | None:
    from upphandling.domain.intervals import FIRST_DAY, LAST_DAY

    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day if FIRST_DAY < day <= LAST_DAY else None
