"""The relaxation: the same program in fractions, whose prices bound what is possible.

Prices are rounded to multiples of a power of two and everything is reckoned from them in
whole numbers: any prices give a valid bound, so that rounding can only weaken it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from upphandling.domain.allocation import highs
from upphandling.domain.allocation.network import Program
from upphandling.domain.allocation.refusals import Unsolved

FINEST = 30
"""Prices are reckoned in parts of 2^-30, coarser where costs are large."""

MOST_BITS = 44
"""Prices beyond this are cut, so that no sum of a column leaves 64 bits."""

DIVIDED = 1e-6
"""How far from a whole number a value is that stands for a divided person."""

ROUNDING = 8
"""Reduced costs of so many parts come of rounding prices."""


@dataclass(frozen=True, slots=True)
class Fractions:
    """The best in fractions: values, and in parts the bound and each reduced cost."""

    values: Any
    worth: int
    reduced: Any
    parts: int

    @property
    def bound(self) -> int:
        """What no whole-number solution can go below."""
        return -(-self.worth // self.parts)

    def nearest(self, home: Any, free: Any) -> Any:
        """The rows, those with a divided column first, then by the least other cost."""
        import numpy as np  # noqa: PLC0415

        housed = home >= 0
        whole = abs(self.values - np.rint(self.values)) < DIVIDED
        other = housed & free & whole & (abs(self.reduced) > ROUNDING)
        rank = np.full(int(home.max(initial=-1)) + 1, np.iinfo(np.int64).max)
        np.minimum.at(rank, home[other], abs(self.reduced[other]))
        rank[home[housed & ~whole]] = -1
        return np.argsort(rank, kind="stable")


class Relaxation:
    """The program in fractions, under the aims held so far."""

    def __init__(self, program: Program) -> None:
        import numpy as np  # noqa: PLC0415

        self.np: Any = np
        self.rows = np.array(program.rows, dtype=np.int64)
        self.starts = np.array(program.starts, dtype=np.int64)
        self.weights = np.array(program.weights, dtype=np.int64)
        self.lowers = np.zeros(len(program.uppers), dtype=np.int64)
        self.uppers = np.array(program.uppers, dtype=np.int64)
        self.row_lowers = np.array(program.row_lowers)
        self.row_uppers = np.array(program.row_uppers)
        first = self.rows[self.starts[:-1]]
        alone = self.row_lowers[first] == self.row_uppers[first]
        self.home = np.where(alone, first, -1)
        self.aims: list[tuple[Any, int]] = []
        self.highs = highs.linear(program)

    def free(self) -> Any:
        return self.uppers > self.lowers

    def minimise(self, cost: Any) -> Fractions | None:
        """The best in fractions; None if nothing satisfies the program."""
        np = self.np
        columns = np.arange(len(cost), dtype=np.int32)
        self.highs.changeColsCost(len(cost), columns, cost.astype(np.float64))
        if not highs.run(self.highs):
            if self.aims:
                raise Unsolved(solver="fractions")
            return None
        highs.go_on_from_here(self.highs)
        solution = self.highs.getSolution()
        large = int(abs(cost).max(initial=0)).bit_length()
        return self._weigh(cost, solution, 1 << max(0, FINEST - large))

    def _weigh(self, cost: Any, solution: Any, parts: int) -> Fractions:
        np = self.np
        most = float(1 << MOST_BITS)
        exact = np.clip(np.array(solution.row_dual) * parts, -most, most)
        every = np.rint(exact).astype(np.int64)
        prices, of_aims = every[: len(self.row_lowers)], every[len(self.row_lowers) :]
        prices[(prices > 0) & np.isinf(self.row_lowers)] = 0
        prices[(prices < 0) & np.isinf(self.row_uppers)] = 0
        reduced = cost * parts
        reduced -= np.add.reduceat(self.weights * prices[self.rows], self.starts[:-1])
        worth = 0
        for (held, objective), price in zip(self.aims, of_aims.tolist(), strict=True):
            reduced -= held * min(price, 0)
            worth += objective * min(price, 0)
        at = np.where(reduced > 0, self.lowers, self.uppers)
        active = np.where(prices > 0, self.row_lowers, self.row_uppers)
        worth += _product(reduced, at) + _product(prices, active)
        return Fractions(np.array(solution.col_value), worth, reduced, parts)

    def hold(self, cost: Any, objective: int, fractions: Fractions) -> None:
        """From now on the aim may cost no more, which leaves many columns no choice.

        A column whose reduced cost is more than lies between bound and objective cannot
        move from its bound.
        """
        np = self.np
        used = np.nonzero(cost)[0].astype(np.int32)
        if not len(used):
            return
        weights = cost[used].astype(np.float64)
        self.highs.addRow(-self.highs.inf, objective, len(used), used, weights)
        self.aims.append((cost, objective))
        if cost.min() >= 0:
            self.uppers[used] = np.minimum(self.uppers[used], objective // cost[used])
        between = objective * fractions.parts - fractions.worth
        reduced = fractions.reduced
        up, down = reduced > 0, reduced < 0
        most = self.lowers[up] + between // reduced[up]
        least = self.uppers[down] - between // -reduced[down]
        self.uppers[up] = np.minimum(self.uppers[up], most)
        self.lowers[down] = np.maximum(self.lowers[down], least)
        columns = np.arange(len(cost), dtype=np.int32)
        lowers, uppers = (b.astype(np.float64) for b in (self.lowers, self.uppers))
        self.highs.changeColsBounds(len(cost), columns, lowers, uppers)

    def allows(self, values: Any) -> bool:
        """Whether whole numbers satisfy the program and every aim held, exactly."""
        np = self.np
        each = np.repeat(values, np.diff(self.starts)) * self.weights
        sums = np.zeros(len(self.row_lowers), dtype=np.int64)
        np.add.at(sums, self.rows, each)
        return bool(
            (sums >= self.row_lowers).all()
            and (sums <= self.row_uppers).all()
            and (values >= self.lowers).all()
            and (values <= self.uppers).all()
            and all(held @ values <= objective for held, objective in self.aims)
        )


def _product(some: Any, others: Any) -> int:
    """The sum of products, in whole numbers of any size."""
    both = (some != 0) & (others != 0)
    return sum(
        a * int(b)
        for a, b in zip(some[both].tolist(), others[both].tolist(), strict=True)
    )
