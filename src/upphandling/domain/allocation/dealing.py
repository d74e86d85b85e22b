"""The dealing: who in a group goes where, and who waits, once the numbers are settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from operator import itemgetter

from upphandling.domain.allocation.groups import Group, Option
from upphandling.domain.allocation.lottery import lot
from upphandling.domain.allocation.network import INTO_POOL
from upphandling.domain.allocation.optimum import Optimum
from upphandling.domain.allocation.proposal import Waiting
from upphandling.domain.allocation.question import (
    Chooser,
    Contender,
    InLine,
    Question,
)
from upphandling.domain.choosing import QueueOrder


@dataclass(frozen=True, slots=True)
class Dealt:
    """One person's place."""

    person: Chooser
    group: Group
    option: Option


def deal(question: Question, groups: list[Group], optimum: Optimum) -> list[Dealt]:
    """Everybody's place, by customer: in a group, lots say who goes first."""
    dealt = []
    pools: dict[str, list[tuple[Chooser, Group]]] = defaultdict(list)
    for group in groups:
        drawn = iter(group.people)
        if len(group.options) > 1:
            drawn = iter(sorted(group.people, key=lambda p: _lot(question, p)))
        for option in group.options:
            number = optimum.going_to(group, option.agreement)
            dealt += [Dealt(person, group, option) for person in islice(drawn, number)]
        number = optimum.going_to(group, INTO_POOL.agreement)
        pools[group.area] += [(person, group) for person in islice(drawn, number)]
    for area, pool in pools.items():
        out = iter(sorted(pool, key=lambda one: _lot(question, one[0])))
        for option, number in optimum.poured[area]:
            dealt += [Dealt(*one, option) for one in islice(out, number)]
    return sorted(dealt, key=lambda d: d.person.customer)


@dataclass(frozen=True, slots=True)
class Queue:
    """Those who wait for their first wish, in order, and everybody's number in it."""

    waiting: tuple[Waiting, ...]
    numbers: dict[str, int]


def line_up(question: Question, dealt: list[Dealt]) -> Queue:
    """Who did not get the first wish waits for it, among those who wait already.

    The numbers are those of the agreement's own queue when the proposal is adopted:
    whoever gets a place there waits no longer.
    """
    serves = {c.agreement: frozenset(c.areas) for c in question.contenders}
    got = {(one.option.agreement, one.person.customer) for one in dealt}
    lines: dict[tuple[str, str], list[Chooser | InLine]] = defaultdict(list)
    for contender in question.contenders:
        for waits in contender.waiting:
            if (contender.agreement, waits.customer) not in got:
                lines[contender.agreement, waits.area].append(waits)
    there = {(*line, other.customer) for line in lines for other in lines[line]}
    came: set[tuple[str, str, str]] = set()
    for one in dealt:
        person = one.person
        first = person.wishes[0] if person.wishes else ""
        if one.option.agreement == first or person.area not in serves.get(first, ()):
            continue
        came.add((first, person.area, person.customer))
        if (first, person.area, person.customer) not in there:
            lines[first, person.area].append(person)
    turns = {c.agreement: _turns(question, c) for c in question.contenders}
    waiting: list[Waiting] = []
    numbers: dict[str, int] = {}
    for (agreement, area), line in sorted(lines.items(), key=itemgetter(0)):
        line.sort(key=turns[agreement])
        for number, other in enumerate(line, 1):
            if (agreement, area, other.customer) in came:
                numbers[other.customer] = number
                waiting.append(
                    Waiting(customer=other.customer, area=area, agreement=agreement)
                )
    return Queue(tuple(waiting), numbers)


Turn = tuple[int, str, bool, int]


def _turns(
    question: Question, contender: Contender
) -> Callable[[Chooser | InLine], Turn]:
    """By instant of choice, by need or by lot, as the agreement's queue is ordered.

    Who waits already stands before who comes at the same instant; lots part the rest.
    """
    order, seed = contender.queue_order, contender.queue_seed
    if order is None:
        order, seed = question.queue_order, question.queue_seed or question.seed

    def turn(other: Chooser | InLine) -> Turn:
        came = isinstance(other, Chooser)
        first = 0
        if order is QueueOrder.NEED:
            first = -other.need
        if order is QueueOrder.DRAWN:
            first = lot(seed or question.seed, other.customer, bits=64)
        return first, other.chosen_at, came, _lot(question, other) if came else 0

    return turn


def _lot(question: Question, person: Chooser | InLine) -> int:
    return lot(question.seed, person.customer, bits=64)
