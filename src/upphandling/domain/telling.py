"""How the count of a deadline is told to a person, in Swedish."""

from __future__ import annotations

from datetime import date

from upphandling.domain.calendar import WEEKDAYS
from upphandling.domain.instants import ONE_DAY


def named(day: date) -> str:
    """A day as a person reads it: "måndag 2026-12-28"."""
    return f"{WEEKDAYS[day.weekday()]} {day.isoformat()}"


def working(
    *,
    trigger: date,
    counted: str,
    nominal: date,
    last_day: date,
    because: str | None,
    unlocks: str,
) -> str:
    """The whole count, to be read aloud; `counted` is its length in words."""
    return (
        f"Dag 0 är {named(trigger)}. {counted} {_from_to(nominal, last_day, because)}. "
        f"Från {named(last_day + ONE_DAY)}: {unlocks}."
    )


def _from_to(nominal: date, last_day: date, because: str | None) -> str:
    """The last day and how it came about: "söndag ..., som flyttas till måndag ..."."""
    if because is None:
        return named(nominal)
    reason = "" if because == WEEKDAYS[nominal.weekday()] else f" ({because})"
    if last_day < nominal:
        moved = f"som tidigareläggs till {named(last_day)}, arbetsdagen före"
    else:
        moved = f"som flyttas till {named(last_day)} enligt lag (1930:173) 2 §"
    return f"{named(nominal)}{reason}, {moved}"
