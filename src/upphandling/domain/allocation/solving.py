"""The solver: HiGHS, asked for one aim after another, each answer with its proof.

The only file that knows `highspy`. One thread and the simplex method: the same program
takes the same way on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Protocol

from upphandling.domain.allocation.network import Program
from upphandling.domain.allocation.refusals import Unsolved

PRIMAL = 4
"""HiGHS's number for the primal simplex: each aim goes on from where the last one ended."""

MOST_NODES = 2_000
"""How far the search in hours goes for one aim, in nodes: no clock decides."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The least that an aim can cost, what nothing can go below, and a way to reach it."""

    values: list[int]
    objective: int
    bound: int

    @property
    def proved(self) -> bool:
        return self.objective == self.bound


class Solver(Protocol):
    """A program under aims: each holds what was reached by those before."""

    def minimise(self, costs: Sequence[int]) -> Answer | None:
        """The least cost, from now on a demand; None if nothing satisfies the program."""
        ...


def solver_for(program: Program) -> Solver:
    """A flow network is solved by linear programs, all else by whole-number search."""
    return _Network(program) if program.nests else _Search(program)


def name() -> str:
    """The solver and its version, for the record."""
    import highspy  # noqa: PLC0415  (numpy costs every start)

    highs: Any = highspy.Highs
    return f"HiGHS {highs().version()}"


class _Network:
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
        self.highs = _highs(program)
        self.highs.setOptionValue("solver", "simplex")
        self.highs.setOptionValue("presolve", "off")
        self.highs.setOptionValue("simplex_strategy", PRIMAL)

    def minimise(self, costs: Sequence[int]) -> Answer | None:
        np = self.np
        cost = np.array(costs, dtype=np.int64)
        columns = np.arange(len(cost), dtype=np.int32)
        self.highs.changeColsCost(len(cost), columns, cost.astype(np.float64))
        if not _solved(self.highs):
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


class _Search:
    """Whole-number programs: each aim reached becomes a row that later aims keep to."""

    def __init__(self, program: Program) -> None:
        import numpy as np  # noqa: PLC0415

        self.np: Any = np
        self.highs = _highs(program, whole=True)
        self.highs.setOptionValue("mip_rel_gap", 0.0)
        self.highs.setOptionValue("mip_abs_gap", 0.999)  # aims are whole numbers
        self.highs.setOptionValue("mip_max_nodes", MOST_NODES)
        self.reached: list[int] | None = None

    def minimise(self, costs: Sequence[int]) -> Answer | None:
        np = self.np
        cost = np.array(costs, dtype=np.int64)
        columns = np.arange(len(cost), dtype=np.int32)
        self.highs.changeColsCost(len(cost), columns, cost.astype(np.float64))
        if self.reached is not None:
            _begin_from(self.highs, self.reached)
        if not _solved(self.highs):
            return None
        values = np.rint(np.array(self.highs.getSolution().col_value)).astype(np.int64)
        objective = int((cost * values).sum())
        bound = self.highs.getInfo().mip_dual_bound
        answer = Answer(values.tolist(), objective, _round_up(bound))
        self.reached = answer.values
        used = np.nonzero(cost)[0].astype(np.int32)
        if len(used):
            self.highs.addRow(
                -self.highs.inf,
                objective,
                len(used),
                used,
                cost[used].astype(np.float64),
            )
        return answer


def _highs(program: Program, *, whole: bool = False) -> Any:
    import highspy  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    lp = highspy.HighsLp()
    lp.num_col_ = len(program.uppers)
    lp.num_row_ = len(program.row_lowers)
    lp.col_cost_ = np.zeros(lp.num_col_)
    lp.col_lower_ = np.zeros(lp.num_col_)
    lp.col_upper_ = np.array(program.uppers, dtype=np.float64)
    lp.row_lower_ = np.array(program.row_lowers)
    lp.row_upper_ = np.array(program.row_uppers)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.array(program.starts, dtype=np.int32)
    lp.a_matrix_.index_ = np.array(program.rows, dtype=np.int32)
    lp.a_matrix_.value_ = np.array(program.weights, dtype=np.float64)
    if whole:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * lp.num_col_
    solver: Any = highspy.Highs  # its constructor has no types
    highs = solver()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 0),
    ):
        highs.setOptionValue(option, value)
    highs.passModel(lp)
    return highs


def _begin_from(highs: Any, values: list[int]) -> None:
    """A solution to better: the search then always ends with one, proved or not."""
    import highspy  # noqa: PLC0415

    solution = highspy.HighsSolution()
    solution.col_value = [float(value) for value in values]
    highs.setSolution(solution)


def _solved(highs: Any) -> bool:
    """Whether there is a solution; False if nothing satisfies the program."""
    import highspy  # noqa: PLC0415

    highs.run()
    status, reached = highspy.HighsModelStatus, highs.getModelStatus()
    if reached in (status.kInfeasible, status.kUnboundedOrInfeasible):
        return False
    found = highs.getInfo().primal_solution_status
    if (
        reached != status.kOptimal
        and found != highspy.SolutionStatus.kSolutionStatusFeasible
    ):
        raise Unsolved(solver=highs.modelStatusToString(reached))
    return True


def _round_up(bound: float) -> int:
    """The next whole number, allowing for what a float cannot say."""
    return ceil(bound - max(1e-6, 1e-13 * abs(bound)))
