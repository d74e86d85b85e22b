"""The flow: a network solved by linear programs, one for each aim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from upphandling.domain.allocation import highs
from upphandling.domain.allocation.network import Program
from upphandling.domain.allocation.proof import Answer


class Flow:
    """Linear programs over a flow network: dual prices prove, and mark the optimal face.

    What the prices forbid is fixed (a column with a reduced cost at its bound, a row
    with a price at its limit), so that every later aim chooses among optimal solutions
    only, and the program stays a flow network.
    """

    def __init__(self, program: Program) -> None:
        import numpy as np  # noqa: PLC0415

        self.np: Any = np
        self.lowers = np.zeros(len(program.uppers), dtype=np.int64)
        self.uppers = np.array(program.uppers, dtype=np.int64)
        self.rows = np.array(program.rows, dtype=np.int32)
        self.starts = np.array(program.starts, dtype=np.int64)
        self.weights = np.array(program.weights, dtype=np.int64)
        self.row_lowers = np.array(program.row_lowers)
        self.row_uppers = np.array(program.row_uppers)
        self.highs = highs.linear(program)
        highs.go_on_from_here(self.highs)

    def minimise(self, costs: Sequence[int]) -> Answer | None:
        np = self.np
        cost = np.array(costs, dtype=np.int64)
        columns = np.arange(len(cost), dtype=np.int32)
        self.highs.changeColsCost(len(cost), columns, cost.astype(np.float64))
        if not highs.run(self.highs):
            return None
        solution = self.highs.getSolution()
        values = np.rint(np.array(solution.col_value)).astype(np.int64)
        prices = np.rint(np.array(solution.row_dual)).astype(np.int64)
        prices[(prices > 0) & np.isinf(self.row_lowers)] = 0
        prices[(prices < 0) & np.isinf(self.row_uppers)] = 0
        worth = np.add.reduceat(self.weights * prices[self.rows], self.starts[:-1])
        reduced = cost - worth
        at = np.where(reduced > 0, self.lowers, self.uppers)
        active = np.where(prices > 0, self.row_lowers, self.row_uppers)
        priced = prices != 0
        bound = int(
            (reduced * at)[reduced != 0].sum()
            + (prices[priced] * active[priced].astype(np.int64)).sum()
        )
        answer = Answer(values.tolist(), int((cost * values).sum()), bound)
        if answer.proved:
            self._keep_to_the_face(reduced, at, priced, active)
        return answer

    def _keep_to_the_face(
        self, reduced: Any, at: Any, priced: Any, active: Any
    ) -> None:
        np = self.np
        fixed = np.nonzero((reduced != 0) & (self.lowers < self.uppers))[0]
        self.lowers[fixed] = self.uppers[fixed] = at[fixed]
        if len(fixed):
            there = at[fixed].astype(np.float64)
            index = fixed.astype(np.int32)
            self.highs.changeColsBounds(len(index), index, there, there)
        tight = np.nonzero(priced & (self.row_lowers < self.row_uppers))[0]
        self.row_lowers[tight] = self.row_uppers[tight] = active[tight]
        if len(tight):
            index = tight.astype(np.int32)
            self.highs.changeRowsBounds(len(index), index, active[tight], active[tight])
