"""The aims, in their order: what an allocation strives for first, and what last.

Each is a cost for every column of the network. A wish that is met counts one below zero,
so that the least cost is the most wishes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from upphandling.domain.allocation.default_rule import places_in_order
from upphandling.domain.allocation.groups import Group, Option
from upphandling.domain.allocation.limits import What
from upphandling.domain.allocation.lottery import LOT_BITS, lot
from upphandling.domain.allocation.network import (
    INTO_POOL,
    Meaning,
    Poured,
    Program,
    Slack,
)
from upphandling.domain.allocation.question import Question
from upphandling.domain.configuration import DefaultRule, ShareUnit

LOT_BITS_IN_SEARCH = 20
"""Whole-number search proves with a tolerance, which larger numbers would drown in."""

Cost = Callable[[Meaning], int]


@dataclass(frozen=True, slots=True)
class Aim:
    """One aim: `sign` -1 where its objective is the most of something."""

    name: str
    cost: Cost
    sign: int = 1

    def costs(self, program: Program) -> list[int]:
        return [self.cost(meaning) for meaning in program.meanings]


def aims_of(question: Question) -> list[Aim]:
    """Every aim that the question gives cause for, first to last."""
    aims = []
    units = {
        share.unit
        for c in question.contenders
        for share in c.shares
        if share.minimum_percent
    }
    if ShareUnit.CUSTOMERS in units:
        aims.append(Aim("guarantees", _missing(in_minutes=False)))
        aims.append(Aim("guarantees_whole", _missing(in_minutes=False, whole=True)))
    if ShareUnit.HOURS in units:
        aims.append(Aim("guarantees_minutes", _missing(in_minutes=True)))
    longest = max((len(person.wishes) for person in question.people), default=0)
    aims += [
        Aim(f"choice_{rank}", _wish(rank), sign=-1) for rank in range(1, longest + 1)
    ]
    aims.append(Aim("default_last_resort", _last_resort))
    aims.append(Aim("moved", _of_place(_moved)))
    aims.append(Aim("moved_although_wished", _of_place(_moved_although_wished)))
    if question.default.rule is DefaultRule.PROVIDER_WITH_ROOM:
        aims.append(Aim("default_order", _in_order(places_in_order(question))))
    aims.append(Aim("lots", _drawn(question)))
    return aims


def _drawn(question: Question) -> Cost:
    """Lots, so that no two allocations are equally good."""
    flows = question.unit is ShareUnit.CUSTOMERS and all(
        room.service is None for c in question.contenders for room in c.room
    )
    bits = LOT_BITS if flows else LOT_BITS_IN_SEARCH

    def cost(meaning: Meaning) -> int:
        if isinstance(meaning, Slack):
            return 0
        if isinstance(meaning, Poured):
            return lot(question.seed, meaning.area, meaning.option.agreement, bits=bits)
        group, option = meaning
        return lot(question.seed, group.key, option.agreement, bits=bits)

    return cost


def _missing(*, in_minutes: bool, whole: bool = False) -> Cost:
    def cost(meaning: Meaning) -> int:
        return int(
            isinstance(meaning, Slack)
            and meaning.limit.what is What.GUARANTEE
            and meaning.limit.in_minutes is in_minutes
            and not (whole and meaning.rounding)
        )

    return cost


def _of_place(counts: Callable[[Group, Option], bool]) -> Cost:
    def cost(meaning: Meaning) -> int:
        return int(counts(*meaning)) if isinstance(meaning, tuple) else 0

    return cost


def _wish(rank: int) -> Cost:
    def cost(meaning: Meaning) -> int:
        return -int(isinstance(meaning, tuple) and meaning[1].rank == rank)

    return cost


def _last_resort(meaning: Meaning) -> int:
    option = _by_default(meaning)
    return int(option is not None and option.last)


def _moved(group: Group, option: Option) -> bool:
    return _leaves(group, option) and not group.wished


def _moved_although_wished(group: Group, option: Option) -> bool:
    return _leaves(group, option) and group.wished and option.rank is None


def _leaves(group: Group, option: Option) -> bool:
    return group.present not in (None, option.agreement)


def _in_order(turns: dict[str, int]) -> Cost:
    def cost(meaning: Meaning) -> int:
        option = _by_default(meaning)
        return 0 if option is None else turns[option.agreement]

    return cost


def _by_default(meaning: Meaning) -> Option | None:
    """The place that the default rule gives; None for a wish, or what is no place."""
    if isinstance(meaning, Slack):
        return None
    option = meaning.option if isinstance(meaning, Poured) else meaning[1]
    return None if option.rank is not None or option is INTO_POOL else option
