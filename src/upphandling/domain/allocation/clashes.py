"""The clashes: why not everybody can be placed, and the nearest change that lets them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from upphandling.domain.allocation.limits import Limit, What
from upphandling.domain.allocation.lottery import lot
from upphandling.domain.allocation.network import Part, Slack, program_of
from upphandling.domain.allocation.question import Question
from upphandling.domain.allocation.refusals import Infeasible
from upphandling.domain.allocation.solving import solver_for


def infeasible(question: Question, parts: Iterable[Part]) -> Infeasible:
    """The refusal, with each limit that clashes, by how much, and the nearest feasible.

    Nearest is the least that all limits together must be raised by, in customers and
    then in minutes.
    """
    clashes: list[dict[str, object]] = []
    nearest: list[str] = []
    for part in parts:
        nowhere = Counter(
            g.area for g in part.groups for _ in g.people if not g.options
        )
        for area, customers in sorted(nowhere.items()):
            clashes.append(
                {"area": area, "what": "no_provider", "customers": customers}
            )
            nearest.append(
                f"Låt någon utförare ta emot {_customers(customers)} i {_area(question, area)}."
            )
        for limit, over in _overruns(question, part):
            clashes.append(
                {
                    "agreement": limit.agreement,
                    "area": limit.area,
                    "what": str(limit.what),
                    "unit": str(limit.unit),
                    "limit": limit.stated,
                    "exceeded_by": over,
                }
            )
            nearest.append(_change(question, limit, over))
    return Infeasible(clashes=clashes, nearest=nearest)


def _overruns(question: Question, part: Part) -> Iterator[tuple[Limit, int]]:
    """The limits that must give way, and by how much, in their order."""
    placeable = replace(part, groups=tuple(g for g in part.groups if g.options))
    program = program_of(placeable, elastic=True)
    if not program.meanings:
        return
    solver = solver_for(program)
    exceeded = [
        meaning.limit
        if isinstance(meaning, Slack) and meaning.limit.what is not What.GUARANTEE
        else None
        for meaning in program.meanings
    ]
    values: list[int] = []
    for aim in (
        _of_unit(in_minutes=False),
        _of_unit(in_minutes=True),
        _drawn(question),
    ):
        costs = [0 if limit is None else aim(limit) for limit in exceeded]
        answer = solver.minimise(costs)
        if answer is not None:
            values = answer.values
    for limit, over in zip(exceeded, values, strict=True):
        if limit is not None and over:
            yield limit, over


def _of_unit(*, in_minutes: bool) -> Callable[[Limit], int]:
    return lambda limit: int(limit.in_minutes is in_minutes)


def _drawn(question: Question) -> Callable[[Limit], int]:
    """Lots part changes that are equally near, so that the answer is always the same."""
    return lambda limit: lot(
        question.seed, limit.what, limit.agreement, limit.area or "", bits=16
    )


def _change(question: Question, limit: Limit, over: int) -> str:
    name = next(c.name for c in question.contenders if c.agreement == limit.agreement)
    where = "" if limit.area is None else f" i {_area(question, limit.area)}"
    more = f"{over} minuter i veckan" if limit.in_minutes else _customers(over)
    what = "platserna" if limit.what is What.ROOM else "taket"
    return (
        f"Höj {what} hos {name}{where} med {more}, "
        f"från {limit.stated} till {limit.stated + over}."
    )


def _area(question: Question, area: str) -> str:
    return f"område {question.areas.get(area, area)}"


def _customers(number: int) -> str:
    return "1 kund" if number == 1 else f"{number} kunder"
