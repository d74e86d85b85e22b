"""Performed visits that nobody made: a month of them, as a planning system tells it.

They follow from who answers for whom, what each customer is granted, and a seed. The
same seed always gives the same visits: nothing but `Random.random` is used. Nobody on
the staff is at two visits at once, and no visit goes on past midnight.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from math import ceil
from random import Random
from typing import Any

from upphandling.interfaces.scenarios.visit_blocks import CrowdVisits

HEADER = "besök;kund;avtal;insats;personal;start;slut;efterregistrerad;65+"
TEAM = 10  # customers who share the same staff
A_DAY = 24 * 60  # minutes
LONGEST = {
    "personal_care": 90,
    "domestic_services": 90,
    "home_nursing": 30,
    "night_support": 20,
    "safety_alarm_response": 15,
    "safety_alarm_installation": 45,
    "meals": 20,
}
"""Minutes; what is granted is divided into visits no longer than that."""
HOURS = {
    "day": (7 * 60, 20 * 60),
    "evening": (18 * 60, 22 * 60),
    "night": (22 * 60, 24 * 60),
}
"""Minutes of the day within which visits begin."""
FALLS_ON = {"any_day": range(7), "weekday": range(5), "weekend": range(5, 7)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit that is due: minutes from the month's first midnight."""

    at: int
    customer: str
    service: str
    minutes: int


@dataclass(slots=True)
class Team:
    """Staff who share some customers, and until when each of both is taken."""

    name: str
    size: int
    staff: list[int] = field(default_factory=list)
    customers: dict[str, int] = field(default_factory=dict)
    likes: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.staff = [0] * self.size

    def takes(self, wanted: Wanted, minutes: int, chance: float) -> tuple[int, int]:
        """Who comes, and when: as wished, or as soon as the customer and somebody can.

        The lower the chance, the more of a usual face it is.
        """
        at = max(wanted.at, self.customers.get(wanted.customer, 0), min(self.staff))
        usual = self.likes[wanted.customer]
        first = int(chance * self.size)
        who = next(
            one for one in (*usual[first:], *usual[:first]) if self.staff[one] <= at
        )
        self.staff[who] = self.customers[wanted.customer] = at + minutes
        return at, who


def file_of(block: CrowdVisits, cared: Iterable[Any]) -> bytes:
    """The month's file for `import visits`; `cared` are rows of `given_each`."""
    return "\n".join((HEADER, *_lines(block, cared), "")).encode()


def _lines(block: CrowdVisits, cared: Iterable[Any]) -> Iterator[str]:
    first = date.fromisoformat(f"{block.month}-01")
    days = [
        first + timedelta(days=number)
        for number in range(monthrange(first.year, first.month)[1])
    ]
    people: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in cared:
        people[row.agreement][row.customer].append(row)
    for agreement, size in block.staff.items():
        ours = people[agreement]
        ranked = sorted(ours, key=_mark)
        chosen = ranked[: ceil(len(ranked) / block.every)]
        number = 0
        for begins in range(0, len(chosen), TEAM):
            team = Team(f"{agreement}-{begins // TEAM + 1}", size)
            members = {one: ours[one] for one in chosen[begins : begins + TEAM]}
            for told in _of_team(block, team, members, days):
                number += 1
                name = f"{agreement}.{first:%y%m}.{number:x}"
                yield f"{name};{told}"


def _of_team(
    block: CrowdVisits,
    team: Team,
    members: Mapping[str, Iterable[Any]],
    days: Sequence[date],
) -> Iterator[str]:
    """What a team performs in a month, in the order of time."""
    random = Random(f"{block.seed}|{block.month}|{team.name}")  # noqa: S311 -- no secret
    agreement = team.name.rpartition("-")[0]
    wanted: list[Wanted] = []
    aged: dict[str, str] = {}
    for customer, cares in members.items():
        own = Random(f"{block.seed}|{customer}")  # noqa: S311
        aged[customer] = "ja" if own.random() * 100 < block.aged_percent else "nej"
        team.likes[customer] = sorted(range(team.size), key=lambda _: own.random())
        for care in cares:
            wanted += _wanted(random, care, days)
    wanted.sort(key=lambda one: (one.at, one.customer))
    for one in wanted:
        made, length, chance, told = (random.random() for _ in range(4))
        if made * 100 >= block.performed_percent:
            continue
        minutes = max(5, round(one.minutes * (0.88 + 0.2 * length)))
        at, who = team.takes(one, minutes, chance * chance)
        day, minute = divmod(at, A_DAY)
        if minute + minutes >= A_DAY or day >= len(days):
            continue
        after = "ja" if told * 100 < block.registered_after_percent else "nej"
        yield (
            f"{one.customer};{agreement};{one.service};p-{team.name}-{who + 1};"
            f"{_clock(days[day], minute)};{_clock(days[day], minute + minutes)};"
            f"{after};{aged[one.customer]}"
        )


def _wanted(random: Random, care: Any, days: Sequence[date]) -> Iterator[Wanted]:
    """What is granted in the month, in visits spread over its days."""
    falls_on = FALLS_ON[care.day_kind]
    until = care.until
    if care.last_day is not None:
        until = min(until, care.last_day + timedelta(days=1))
    ours = [
        number
        for number, day in enumerate(days)
        if care.first <= day < until and day.weekday() in falls_on
    ]
    minutes = care.minutes * len(ours) // len(falls_on)
    if not minutes:
        return
    number = ceil(minutes / LONGEST[care.service])
    opens, closes = HOURS[care.time_of_day]
    phase = random.random()
    times: dict[int, int] = defaultdict(int)
    for place in range(number):
        times[ours[int((place + phase) * len(ours) / number)]] += 1
    for day, often in times.items():
        part = (closes - opens - 30) / often
        for turn in range(often):
            at = opens + int((turn + 0.6 * random.random()) * part)
            yield Wanted(
                day * A_DAY + at, care.customer, care.service, minutes // number
            )


def _clock(day: date, minute: int) -> str:
    return f"{day}T{minute // 60:02}:{minute % 60:02}"


def _mark(customer: str) -> str:
    """A customer's place among all, so that a part of them is the same every month."""
    return sha256(customer.encode()).hexdigest()
