"""All that nobody tries any more: letters that died, and cases that were set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from upphandling.application.barriers import COMMANDS
from upphandling.bootstrap import House
from upphandling.domain.errors import Refused
from upphandling.infrastructure.outbox.letters import Letter, Letters, State
from upphandling.infrastructure.read_side.set_aside import SetAside
from upphandling.infrastructure.read_side.set_aside import listed as set_aside

OPEN = (State.WAITING, State.DEAD)


class Sort(StrEnum):
    """What has stopped."""

    LETTER = "utskick"
    READ_MODEL = "läsmodell"
    CASE = "ärende"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dead:
    """One of them: where it was going, what happened, why it stopped, since when.

    `letter` names it: a letter by its id, a case by who set it aside, `tenders/CASE`
    for a read model and `commands/CASE` where commands cannot read it.
    """

    letter: str
    sort: Sort
    receiver: str
    event: str
    tries: int
    fault: str
    since: datetime


class NoSuchLetter(Refused):
    """Det finns inget sådant brev bland dem som väntar eller är döda."""


class NotToBeDiscarded(Refused):
    """Ett undanställt ärende kan inte kastas, bara tas om (deadletter retry)."""


class StillNotTaken(Refused):
    """Läsmodellen klarar fortfarande inte händelsen, inget har ändrats."""


class StillUnreadable(Refused):
    """Ärendet går fortfarande inte att läsa, inget har ändrats."""


def dead(house: House, subscription: str | None = None) -> list[Dead]:
    """Those of one subscription, else all; those that stopped first come first."""
    letters = Letters(house.database).in_state((State.DEAD,), subscription)
    aside = [] if subscription else set_aside(house.database)
    found = [*map(_letter, letters), *map(_aside, aside)]
    return sorted(found, key=lambda one: (one.since, one.letter))


def found_letter(house: House, name: str) -> Letter:
    """The letter that somebody names, while it is open; raises `NoSuchLetter`."""
    letter = Letters(house.database).find(name)
    if letter is None or letter.state not in OPEN:
        raise NoSuchLetter(letter=name)
    return letter


def retry(house: House, name: str) -> Sort:
    """Have a letter sent at once, the read model built again, or the case read again.

    Raises `NoSuchLetter`, and where it fares no better `StillNotTaken` of the read
    model, `StillUnreadable` of the case.
    """
    for one in set_aside(house.database):
        if _name(one) == name:
            (_free if _sort(one) is Sort.CASE else _rebuild)(house, one)
            return _sort(one)
    letter = found_letter(house, name)
    if not Letters(house.database).again(letter, house.clock()):
        raise NoSuchLetter(letter=name)  # sent in this very moment
    return Sort.LETTER


def retry_all(house: House, subscription: str) -> int:
    """Have all open letters of a subscription sent at once; answers how many.

    Raises `NoSuchLetter` where it has none.
    """
    letters, now = Letters(house.database), house.clock()
    waiting = letters.in_state(OPEN, subscription)
    if not waiting:
        raise NoSuchLetter(subscription=subscription)
    return sum(letters.again(letter, now) for letter in waiting)


def discard(house: House, names: Sequence[str], *, by: str, reason: str) -> int:
    """Letters that shall never be sent, with the reason kept; answers how many.

    Raises `NoSuchLetter` and `NotToBeDiscarded` before any of them is touched.
    """
    aside = {_name(one) for one in set_aside(house.database)}
    for name in names:
        if name in aside:
            raise NotToBeDiscarded(letter=name)
    letters, now = Letters(house.database), house.clock()
    found = [found_letter(house, name) for name in names]
    return sum(letters.discard(one, now, by=by, reason=reason) for one in found)


def _rebuild(house: House, one: SetAside) -> None:
    house.must_be_whole()
    name = one.projection
    for projection in house.projector.projections:
        if projection.name == name and not house.projector.rebuild(projection).swapped:
            raise StillNotTaken(read_model=name)


def _free(house: House, one: SetAside) -> None:
    house.must_be_whole()
    if not house.projector.free(one.case):
        raise StillUnreadable(case=one.case)


def _letter(one: Letter) -> Dead:
    return Dead(
        letter=one.message_id,
        sort=Sort.LETTER,
        receiver=one.subscription,
        event=one.topic,
        tries=one.tries,
        fault=one.fault or "",
        since=one.done_at or one.written_at,
    )


def _aside(one: SetAside) -> Dead:
    return Dead(
        letter=_name(one),
        sort=_sort(one),
        receiver=one.projection,
        event=one.topic,
        tries=1,
        fault=one.fault,
        since=one.noticed_at,
    )


def _sort(one: SetAside) -> Sort:
    return Sort.CASE if one.projection == COMMANDS else Sort.READ_MODEL


def _name(one: SetAside) -> str:
    return f"{one.projection}/{one.case}"
