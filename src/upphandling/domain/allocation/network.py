"""The network: groups, places and limits as columns and rows, one per separate part.

A column says how many of a group go to one place. Rows are the groups (everybody goes
somewhere) and the limits that can bind. In customers, the limits nest (newcomers of an
area, all of the area, all of the agreement), which makes it a flow network: its best
solutions are whole numbers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import inf

from upphandling.domain.allocation.groups import Group, Option
from upphandling.domain.allocation.limits import Limit, What


@dataclass(frozen=True, slots=True)
class Part:
    """Areas that share no limit with other areas: solved by itself."""

    groups: tuple[Group, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class Slack:
    """How far a limit is missed; `rounding` is what only a divided customer would fill."""

    limit: Limit
    rounding: bool = False


@dataclass(frozen=True, slots=True)
class Poured:
    """How many of those in an area's pool go to one place by the default rule."""

    area: str
    option: Option


INTO_POOL = Option("")
"""Where those go whom the default rule is to place, whatever their wishes were.

A pool joins them, so that a group needs no column for each place of the rule. Nobody is
poured where they wished or are already: the group's own column there would be better.
"""

Meaning = tuple[Group, Option] | Poured | Slack


@dataclass(slots=True)
class Program:
    """A linear program: columns from 0 to `upper`, rows between `lower` and `upper`.

    The entries of column j are `rows[starts[j]:starts[j + 1]]` and their `weights`.
    `meanings` says what each column stands for.
    `nests` tells a flow network from a program that needs whole-number search.
    """

    meanings: list[Meaning] = field(default_factory=list)
    uppers: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    rows: list[int] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    row_lowers: list[float] = field(default_factory=list)
    row_uppers: list[float] = field(default_factory=list)
    nests: bool = True

    def add_row(self, lower: float, upper: float) -> int:
        self.row_lowers.append(lower)
        self.row_uppers.append(upper)
        return len(self.row_lowers) - 1

    def add_column(
        self, meaning: Meaning, upper: int, entries: Iterable[tuple[int, int]]
    ) -> None:
        self.meanings.append(meaning)
        self.uppers.append(upper)
        for row, weight in entries:
            self.rows.append(row)
            self.weights.append(weight)
        self.starts.append(len(self.rows))


def parts_of(groups: list[Group], limits: list[Limit]) -> list[Part]:
    """The question in parts that do not touch each other, in a fixed order.

    A limit over several areas ties them together; nothing else does. A last part without
    people has the limits that nobody to place can fill.
    """
    of_area: dict[str, list[Group]] = defaultdict(list)
    areas_of: dict[str, list[str]] = defaultdict(list)
    for group in groups:
        of_area[group.area].append(group)
    for area, residents in sorted(of_area.items()):
        for agreement in {o.agreement for group in residents for o in group.options}:
            areas_of[agreement].append(area)
    first = _tied_together(
        list(of_area),
        [areas_of[limit.agreement] for limit in limits if limit.area is None],
    )
    of_part: dict[str, list[Limit]] = defaultdict(list)
    for limit in limits:
        if limit.area is not None:
            of_part[first.get(limit.area, "")].append(limit)
        else:
            areas = areas_of[limit.agreement]
            of_part[first[areas[0]] if areas else ""].append(limit)
    together: dict[str, list[Group]] = defaultdict(list)
    for area, residents in sorted(of_area.items()):
        together[first[area]] += residents
    return [
        *(Part(tuple(many), tuple(of_part[name])) for name, many in together.items()),
        Part((), tuple(of_part[""])),
    ]


def _tied_together(areas: list[str], ties: list[list[str]]) -> dict[str, str]:
    """For each area, the first of all areas that ties join it with."""
    knot = {area: area for area in areas}

    def find(area: str) -> str:
        while knot[area] != area:
            knot[area] = area = knot[knot[area]]
        return area

    for tied in ties:
        for other in tied[1:]:
            low, high = sorted((find(tied[0]), find(other)))
            knot[high] = low
    return {area: find(area) for area in areas}


def program_of(part: Part, *, elastic: bool = False) -> Program:
    """The part as a linear program.

    `elastic` lets room and caps be exceeded, at a price, to see where they clash.
    """
    program = Program()
    binding = [
        (limit, areas, program.add_row(*_bounds(limit)))
        for limit, areas in _binding(part)
    ]
    program.nests = all(limit.nests for limit, _, _ in binding)
    counted: Counted = defaultdict(list)
    for limit, areas, row in binding:
        for area in areas:
            counted[limit.agreement, area].append((limit, row))
    _add_groups(program, part, counted)
    for limit, _, row in binding:
        for slack, upper in _slacks(part, limit, elastic=elastic):
            sign = 1 if limit.what is What.GUARANTEE else -1
            program.add_column(slack, upper, [(row, sign)])
    return program


Counted = dict[tuple[str, str], list[tuple[Limit, int]]]
"""The limits that count an agreement's people of an area, each with its row."""


def _add_groups(program: Program, part: Part, counted: Counted) -> None:
    """A row for each group and pool, and a column for each way out of it."""
    pools: dict[str, tuple[int, tuple[Option, ...]]] = {}
    pooled: Counter[str] = Counter()
    for group in part.groups:
        own = program.add_row(group.size, group.size)
        into_pool = bool(group.pool) and program.nests
        if into_pool:
            if group.area not in pools:
                pools[group.area] = program.add_row(0, 0), group.pool
            pooled[group.area] += group.size
            pool, _ = pools[group.area]
            program.add_column((group, INTO_POOL), group.size, [(own, 1), (pool, 1)])
        for option in group.options:
            stays = option.agreement == group.present
            if option.rank is not None or stays or not into_pool:
                rows = _rows(counted, group, option.agreement)
                program.add_column((group, option), group.size, [(own, 1), *rows])
    for area, (pool, options) in pools.items():
        for option in options:
            rows = [(row, 1) for _, row in counted.get((option.agreement, area), ())]
            poured = Poured(area, option)
            program.add_column(poured, pooled[area], [(pool, -1), *rows])


def _rows(counted: Counted, group: Group, agreement: str) -> list[tuple[int, int]]:
    """The limits that count one of the group at an agreement, and as how much."""
    return [
        (row, group.minutes if limit.in_minutes else 1)
        for limit, row in counted.get((agreement, group.area), ())
        if limit.what is not What.ROOM
        or (
            agreement != group.present
            and (limit.service is None or limit.service in group.services)
        )
    ]


def _bounds(limit: Limit) -> tuple[float, float]:
    return (limit.amount, inf) if limit.what is What.GUARANTEE else (-inf, limit.amount)


def _slacks(part: Part, limit: Limit, *, elastic: bool) -> list[tuple[Slack, int]]:
    """How far the limit may be missed, in whole customers and in what rounding adds."""
    if limit.what is What.GUARANTEE:
        rounding = 0 if limit.in_minutes else limit.amount - limit.whole
        slacks = [(Slack(limit), limit.amount - rounding)]
        return (
            [*slacks, (Slack(limit, rounding=True), rounding)] if rounding else slacks
        )
    return [(Slack(limit), _all_of(part, limit))] if elastic else []


def _binding(part: Part) -> list[tuple[Limit, tuple[str, ...]]]:
    """The limits that can bind, each with the areas it counts."""
    newcomers: dict[tuple[str, str, bool], int] = defaultdict(int)
    everybody: dict[tuple[str, str, bool], int] = defaultdict(int)
    areas_of: dict[str, set[str]] = defaultdict(set)
    units = sorted({limit.in_minutes for limit in part.limits})
    for group in part.groups:
        sizes = [(unit, _minutes(group) if unit else group.size) for unit in units]
        for option in group.options:
            areas_of[option.agreement].add(group.area)
            for in_minutes, most in sizes:
                key = (option.agreement, group.area, in_minutes)
                everybody[key] += most
                if option.agreement != group.present:
                    newcomers[key] += most
    binding = []
    for limit in part.limits:
        near = areas_of.get(limit.agreement, set())
        areas = tuple(sorted(near if limit.area is None else near & {limit.area}))
        counted = newcomers if limit.what is What.ROOM else everybody
        most = sum(counted[limit.agreement, a, limit.in_minutes] for a in areas)
        if limit.amount > 0 if limit.what is What.GUARANTEE else most > limit.amount:
            binding.append((limit, areas))
    return binding


def _all_of(part: Part, limit: Limit) -> int:
    return sum(_minutes(g) if limit.in_minutes else g.size for g in part.groups)


def _minutes(group: Group) -> int:
    return group.minutes * group.size
