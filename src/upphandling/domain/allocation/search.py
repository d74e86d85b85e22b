"""The search: whole numbers where minutes are counted, near what is best in fractions.

In minutes, the best in fractions divides only as many people as limits are tight: a few
in thousands. So it is first sought among those people and the ones who are nearly as
well off elsewhere, with everybody else where the fractions have them. Whatever is found
so is proved by the bound from the fractions' prices, which counts everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

from upphandling.domain.allocation import highs
from upphandling.domain.allocation.network import Program
from upphandling.domain.allocation.proof import Answer
from upphandling.domain.allocation.refusals import Unsolved
from upphandling.domain.allocation.relaxation import DIVIDED, Fractions, Relaxation

SMALL = 500
"""So many free columns are searched whole at once."""

NEAR = (200, 800)
"""How many rows of people are freed, at first and then."""

NEAR_NODES = 20

EFFORT = 600_000
"""How far a whole search goes for one aim, in nodes times columns: no clock decides."""

MOST_NODES = 2_000
LARGEST = 5_000
"""With more free columns than this, the whole is searched only for want of a solution."""

COUNTS = 1_000
"""Costs below this count something; lots are above, and no search comes to their end."""


class Search:
    """Whole-number programs: each aim reached becomes a row that later aims keep to."""

    def __init__(self, program: Program) -> None:
        import numpy as np  # noqa: PLC0415

        self.np: Any = np
        self.relaxation = Relaxation(program)
        self.highs = highs.whole_numbered(program)
        self.reached: Any = None

    def minimise(self, costs: Sequence[int]) -> Answer | None:
        np = self.np
        cost = np.array(costs, dtype=np.int64)
        fractions = self.relaxation.minimise(cost)
        if fractions is None:
            return None
        columns = np.arange(len(cost), dtype=np.int32)
        self.highs.changeColsCost(len(cost), columns, cost.astype(np.float64))
        bound = self._better(cost, fractions)
        if bound is None:
            return None
        objective = int(cost @ self.reached)
        self.relaxation.hold(cost, objective, fractions)
        self._hold(cost, objective)
        return Answer(self.reached.tolist(), objective, min(bound, objective))

    def _better(self, cost: Any, fractions: Fractions) -> int | None:
        """Seek what reaches the bound; the bound, maybe raised; None if nothing can."""
        bound = fractions.bound
        if self._is_reached(cost, bound):
            return bound
        free = self.relaxation.free()
        columns = int(free.sum())
        counts = int(abs(cost).max(initial=0)) < COUNTS
        if columns > SMALL:
            for fixed in self._near(fractions, free, NEAR if counts else NEAR[:1]):
                self._try(cost, fractions, fixed, NEAR_NODES)
                if self._is_reached(cost, bound):
                    return bound
        if self.reached is None or columns <= SMALL or (counts and columns <= LARGEST):
            nodes = min(MOST_NODES, max(1, EFFORT // max(1, columns)))
            nothing = self.np.zeros(len(cost), dtype=bool)
            satisfied = self._try(cost, fractions, nothing, nodes)
            if not satisfied and self.reached is None:
                return None
            bound = max(bound, _round_up(self.highs.getInfo().mip_dual_bound))
        return bound

    def _is_reached(self, cost: Any, bound: int) -> bool:
        return self.reached is not None and int(cost @ self.reached) <= bound

    def _near(
        self, fractions: Fractions, free: Any, freed: tuple[int, ...]
    ) -> Iterator[Any]:
        """Columns to keep as the fractions have them, fewer and fewer."""
        np = self.np
        home = self.relaxation.home
        housed = home >= 0
        order = fractions.nearest(home, free)
        for rows in freed:
            opened = np.zeros(len(order) + 1, dtype=bool)
            opened[order[:rows]] = True
            if self.reached is not None:
                elsewhere = housed & (abs(fractions.values - self.reached) > DIVIDED)
                differ = np.unique(home[elsewhere])
                if len(differ) <= 2 * rows:
                    opened[differ] = True
            opened[-1] = True  # where columns without a home are
            yield free & ~opened[home]

    def _try(self, cost: Any, fractions: Fractions, fixed: Any, nodes: int) -> bool:
        """Search with some columns fixed, and keep what is better and true exactly."""
        np = self.np
        there = np.rint(fractions.values)
        columns = np.arange(len(cost), dtype=np.int32)
        lowers, uppers = self.relaxation.lowers, self.relaxation.uppers
        self.highs.changeColsBounds(
            len(cost),
            columns,
            np.where(fixed, there, lowers).astype(np.float64),
            np.where(fixed, there, uppers).astype(np.float64),
        )
        self.highs.setOptionValue("mip_max_nodes", nodes)
        self.highs.setOptionValue("objective_target", fractions.bound + 0.5)
        self.highs.clearSolver()
        if self.reached is not None:
            highs.begin_from(self.highs, self.reached.tolist())
        try:
            satisfied = highs.run(self.highs)
        except Unsolved:
            if self.reached is None and not fixed.any():
                raise
            return False
        if satisfied and highs.found_something(self.highs):
            solution = np.array(self.highs.getSolution().col_value)
            values = np.rint(solution).astype(np.int64)
            better = self.reached is None or cost @ values < cost @ self.reached
            if better and self.relaxation.allows(values):
                self.reached = values
        if satisfied and self.reached is None and not fixed.any():
            raise Unsolved(solver="rounding")
        return satisfied

    def _hold(self, cost: Any, objective: int) -> None:
        used = self.np.nonzero(cost)[0].astype(self.np.int32)
        if len(used):
            self.highs.addRow(
                -self.highs.inf,
                objective,
                len(used),
                used,
                cost[used].astype(self.np.float64),
            )


def _round_up(bound: float) -> int:
    """The next whole number, allowing for what a float cannot say."""
    return ceil(bound - max(1e-6, 1e-13 * abs(bound)))
