"""Another date: an event that happened on another day, or at another instant."""

from __future__ import annotations

from datetime import date, datetime

from upphandling.application.messages import Fault, Malformed
from upphandling.domain.instants import SWEDEN, parse_instant
from upphandling.interfaces.local_time import local
from upphandling.interfaces.what_if.assumption import Assumption, Told
from upphandling.interfaces.what_if.changes import OtherField
from upphandling.interfaces.what_if.refusals import (
    ChangesNothing,
    DateAhead,
    DateBeforeCase,
)


def date_moved(assumption: Assumption, words: str, change: OtherField) -> None:
    """What brought the event about is asked then, and recorded as long after as it was.

    A day alone keeps the Swedish time of day.
    """
    course, event = assumption.course, change.event
    deed = course.deed(event)
    was = deed.receipt.effective_at
    to = _instant(change.value, was)
    if to == was:
        raise ChangesNothing(event=str(event), at=was)
    opened = course.deeds.get(course.opening(event.case).command_id or "")
    if opened is not None and opened is not deed:
        began = opened.receipt.effective_at
        if to < began:
            raise DateBeforeCase(event=str(event), at=to, opened_at=began)
    if to > course.end:
        raise DateAhead(event=str(event), at=to, known_until=course.end)
    assumption.move(deed, to)
    assumption.told.append(
        Told(change=words, of=str(event), recorded=local(was), assumed=local(to))
    )


def _instant(text: str, was: datetime) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        pass
    else:
        clock = was.astimezone(SWEDEN).time()
        return _read(f"{day}T{clock.isoformat()}")
    return _read(text)


def _read(text: str) -> datetime:
    try:
        return parse_instant(text, naive_is_local=True)
    except ValueError as error:
        raise Malformed([Fault("--change", str(error))]) from None
