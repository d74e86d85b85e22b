"""The optimum: aim after aim over every part, summed up with its proof."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from upphandling.domain.allocation.aims import Aim, aims_of
from upphandling.domain.allocation.groups import Group, Option
from upphandling.domain.allocation.limits import Limit
from upphandling.domain.allocation.network import Part, Poured, Slack, program_of
from upphandling.domain.allocation.proof import Answer
from upphandling.domain.allocation.proposal import Stage
from upphandling.domain.allocation.question import Question
from upphandling.domain.allocation.solving import solver_for


@dataclass(slots=True)
class Tally:
    """An aim summed over the parts."""

    objective: int = 0
    bound: int = 0
    proved: bool = True

    def add(self, aim: Aim, answer: Answer) -> None:
        self.objective += aim.sign * answer.objective
        self.bound += aim.sign * answer.bound
        self.proved &= answer.proved


@dataclass(slots=True)
class Optimum:
    """How many of each group go where, how far limits are missed, and the proof.

    `poured` is how many of each area's pool go where.
    """

    going: dict[tuple[str, str], int] = field(default_factory=dict)
    poured: dict[str, list[tuple[Option, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    missing: Counter[Limit] = field(default_factory=Counter)
    stages: tuple[Stage, ...] = ()

    def going_to(self, group: Group, agreement: str) -> int:
        return self.going.get((group.key, agreement), 0)


def best(question: Question, parts: Iterable[Part]) -> Optimum | None:
    """The lexicographic optimum of all parts; None where not everybody has a place.

    The parts share no limit, so that the best of all is the best of each.
    """
    optimum = Optimum()
    aims = aims_of(question)
    tallies = [Tally() for _ in aims]
    people = 0
    for part in parts:
        if not _settle(part, aims, tallies, optimum):
            return None
        people += sum(group.size for group in part.groups)
    optimum.stages = (
        Stage(name="placed", objective=people, bound=people),
        *(
            Stage(
                name=aim.name,
                objective=tally.objective,
                bound=tally.bound,
                proved=tally.proved,
            )
            for aim, tally in zip(aims, tallies, strict=True)
        ),
    )
    return optimum


def _settle(
    part: Part, aims: list[Aim], tallies: list[Tally], optimum: Optimum
) -> bool:
    """Solve one part, aim after aim; False where not everybody has a place."""
    if not all(group.options for group in part.groups):
        return False
    program = program_of(part)
    if not program.meanings:
        return True
    solver = solver_for(program)
    values: list[int] = []
    for aim, tally in zip(aims, tallies, strict=True):
        costs = aim.costs(program)
        if values and not any(costs):
            continue
        answer = solver.minimise(costs)
        if answer is None:
            return False
        tally.add(aim, answer)
        values = answer.values
    for meaning, number in zip(program.meanings, values, strict=True):
        if number and isinstance(meaning, Slack):
            optimum.missing[meaning.limit] += number
        elif number and isinstance(meaning, Poured):
            optimum.poured[meaning.area].append((meaning.option, number))
        elif number and isinstance(meaning, tuple):
            group, option = meaning
            optimum.going[group.key, option.agreement] = number
    return True
