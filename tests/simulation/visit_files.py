"""Files of visits as a provider would send them: mostly as they should be, some not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from hashlib import sha256
from random import Random

from tests.given import SWEDEN
from tests.simulation.purse import OWN, PRIVATE
from tests.simulation.tally import A_DAY, Visited, days_of
from tests.simulation.visit_book import VisitBook

HEADER = "besök;kund;avtal;insats;personal;start;slut"
STAFF = tuple(f"p-{number}" for number in range(1, 8))
MOST_VISITS = 6
LENGTHS = (15, 25, 45, 60, 100, 240)  # minutes
HOURS = (4, 6, 7, 9, 12, 17, 18, 20)  # none ends in the hours that clocks are set
ELSEWHERE = 0.1  # how often another than who answers for somebody comes
WRONG = 0.4  # how often something is wrong in a file
AGAIN = 0.2  # how often a visit is told that counts already
A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Sent:
    """A file: its bytes, the visits in it that are as they should be, or if one is not."""

    month: str
    content: bytes
    good: tuple[Visited, ...]
    bad: bool

    @property
    def checksum(self) -> str:
        return sha256(self.content).hexdigest()


class Providers:
    """Whoever writes files of visits; nobody of theirs is in two places at once."""

    def __init__(self, book: VisitBook, chance: Random) -> None:
        self.book = book
        self.chance = chance
        self.number = 0
        self.busy: dict[str, list[tuple[int, int]]] = {one: [] for one in STAFF}

    def file_of(self, month: str, now: datetime) -> Sent | None:
        """A file of visits of the month that are over; None where nobody had care."""
        chance = self.chance
        good = [
            visit
            for _ in range(chance.randrange(1, MOST_VISITS))
            if (visit := self._visit(month, now)) is not None
        ]
        if not good:
            return None
        if chance.random() < AGAIN and (known := self._known(month)):
            good.append(known)
        wrong = self._wrong(month, good, now) if chance.random() < WRONG else None
        rows = [*good, *([wrong] if wrong else [])]
        text = "\n".join([HEADER, *map(_row, rows)])
        return Sent(month, text.encode(), tuple(good), bad=wrong is not None)

    def _visit(self, month: str, now: datetime) -> Visited | None:
        chance = self.chance
        day = chance.choice(days_of(month))
        people = self.book.care.cared_for(day)
        starts, ends = self._time(day)
        if not people or ends > now.timestamp():
            return None
        customer = chance.choice(sorted(people))
        agreement = self.book.care.care[customer].agreement
        if chance.random() < ELSEWHERE:
            agreement = PRIVATE if agreement == OWN else OWN
        return self._told(customer, agreement, starts, ends)

    def _time(self, day: date) -> tuple[int, int]:
        chance = self.chance
        at = time(chance.choice(HOURS), 5 * chance.randrange(12))
        starts = int(datetime.combine(day, at, SWEDEN).timestamp())
        return starts, starts + A_MINUTE * chance.choice(LENGTHS)

    def _told(
        self, customer: str, agreement: str, starts: int, ends: int
    ) -> Visited | None:
        """By whoever is free then; None where nobody is."""
        for staff, times in self.busy.items():
            if all(ends <= first or last <= starts for first, last in times):
                times.append((starts, ends))
                told = (customer, agreement, staff, starts, ends)
                return Visited(self._new_id(), *told)
        return None

    def _known(self, month: str) -> Visited | None:
        """A visit of the month that counts, if any does."""
        known = self.book.counted(month)
        return known[self.chance.choice(sorted(known))] if known else None

    def _wrong(self, month: str, good: list[Visited], now: datetime) -> Visited | None:
        """A row that must not count: told twice, told otherwise, where nobody can be."""
        known, one = self._known(month), self.chance.choice(good)
        later = A_MINUTE * self.chance.choice(LENGTHS)
        match self.chance.randrange(7):
            case 0 | 1 if (after := self._after_care(month, now)) is not None:
                return after
            case 2 if known is not None:
                return replace(known, ends=known.ends + later)
            case 3 | 4 if known is not None:
                return replace(known, visit=self._new_id())
            case 5:
                tomorrow = int((now + A_DAY).timestamp()) // A_MINUTE * A_MINUTE
                ends = tomorrow + later
                return replace(one, visit=self._new_id(), starts=tomorrow, ends=ends)
            case 6:
                return replace(one, visit=self._new_id(), agreement="egen")
        return good[0]

    def _after_care(self, month: str, now: datetime) -> Visited | None:
        """With somebody whose care had ended the day before."""
        for customer, care in self.book.care.care.items():
            if care.last_day is None:
                continue
            day = care.last_day + A_DAY
            starts, ends = self._time(day)
            if day.isoformat().startswith(month) and ends <= now.timestamp():
                return self._told(customer, care.agreement, starts, ends)
        return None

    def _new_id(self) -> str:
        self.number += 1
        return f"b-{self.number}"


def _row(visit: Visited) -> str:
    starts, ends = (
        datetime.fromtimestamp(second, SWEDEN).strftime("%Y-%m-%d %H:%M")
        for second in (visit.starts, visit.ends)
    )
    told = (visit.visit, visit.customer, visit.agreement, "personal_care", visit.staff)
    return ";".join((*told, starts, ends))
