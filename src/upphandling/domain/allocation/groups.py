"""The groups: people whom nothing tells apart, and where each group may be placed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter, itemgetter

from upphandling.domain.allocation.default_rule import Resort, resorts_of
from upphandling.domain.allocation.question import Chooser, Question
from upphandling.domain.configuration import DefaultRule, Service, ShareUnit

ELSEWHERE = "(annan)"
"""A present agreement that is not among these: whoever has it is moved, wherever to."""


@dataclass(frozen=True, slots=True)
class Option:
    """One place where a group may be placed.

    `rank` is the wish that it meets, from 1; None by the default rule, and then `last`
    says that the rule comes to it only when nothing else is left.
    """

    agreement: str
    rank: int | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """People alike in area, wishes, present agreement, and what else limits count.

    `pool` is where the default rule places anybody of the area, when that is many places
    and the group has wishes before it.

    `wished` tells those who chose from those who did not, even where no wish of theirs
    can be met.
    """

    key: str
    area: str
    present: str | None
    minutes: int
    services: frozenset[Service]
    wished: bool
    options: tuple[Option, ...]
    pool: tuple[Option, ...]
    people: tuple[Chooser, ...]

    @property
    def size(self) -> int:
        return len(self.people)


Alike = tuple[str, str, bool, tuple[tuple[int, str], ...], int, tuple[Service, ...]]


def groups_of(question: Question) -> list[Group]:
    """Everybody, in groups, in an order that the order of the question does not touch."""
    alike: dict[Alike, list[Chooser]] = defaultdict(list)
    likeness = _likeness(question)
    for person in question.people:
        alike[likeness(person)].append(person)
    resorts, rule = resorts_of(question), question.default.rule
    pools = {area: _pool(resorts(area, None), rule) for area, *_ in alike}
    by_default = {
        (area, present): [_by_default(resort) for resort in resorts(area, present)]
        for area, present, *_ in alike
    }
    groups = []
    for like, people in sorted(alike.items(), key=itemgetter(0)):
        area, present, wished, wishes, minutes, services = like
        wanted = {wish: Option(wish, rank) for rank, wish in wishes}
        others = [
            option
            for option in by_default[area, present]
            if option.agreement not in wanted
        ]
        groups.append(
            Group(
                key="|".join(
                    (area, present, str(wished), repr(wishes), str(minutes), *services)
                ),
                area=area,
                present=present or None,
                minutes=minutes,
                services=frozenset(services),
                wished=wished,
                options=(*wanted.values(), *others),
                pool=pools[area] if wished else (),
                people=tuple(sorted(people, key=attrgetter("customer"))),
            )
        )
    return groups


def _pool(resorts: tuple[Resort, ...], rule: DefaultRule) -> tuple[Option, ...]:
    """The places of the rule, where they are many and the same for a whole area."""
    if rule is DefaultRule.STAY or len(resorts) == 1:
        return ()
    return tuple(map(_by_default, resorts))


def _by_default(resort: Resort) -> Option:
    return Option(resort.agreement, None, resort.last)


def _likeness(question: Question) -> Callable[[Chooser], Alike]:
    """What tells people apart: only what the limits of this question count."""
    in_hours = question.unit is ShareUnit.HOURS
    counted = {r.service for c in question.contenders for r in c.room}
    serves = {c.agreement: frozenset(c.areas) for c in question.contenders}

    def likeness(person: Chooser) -> Alike:
        area, present = person.area, person.present or ""
        if present and area not in serves.get(present, ()):
            present = ELSEWHERE
        return (
            area,
            present,
            bool(person.wishes),
            tuple(
                (rank, wish)
                for rank, wish in enumerate(person.wishes, 1)
                if area in serves.get(wish, ())
            ),
            person.minutes if in_hours else 0,
            tuple(sorted(s for s in person.services if s in counted)),
        )

    return likeness
