"""HiGHS: the solver itself, told of a program and asked to run.

The only file that knows `highspy`. One thread and no clock: the same program takes the
same way on every machine.
"""

from __future__ import annotations

from typing import Any

from upphandling.domain.allocation.network import Program
from upphandling.domain.allocation.refusals import Unsolved

PRIMAL = 4
"""HiGHS's number for the primal simplex: each aim goes on from where the last one ended."""


def name() -> str:
    """The solver and its version, for the record."""
    return f"HiGHS {_solver().version()}"


def linear(program: Program) -> Any:
    """The program, solved by the simplex method."""
    return _told(program)


def whole_numbered(program: Program) -> Any:
    """The program in whole numbers, solved by search; aims differ by whole numbers."""
    highs = _told(program, whole=True)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 0.999)
    return highs


def go_on_from_here(highs: Any) -> None:
    """Begin every later run from where the last one ended."""
    highs.setOptionValue("solver", "simplex")
    highs.setOptionValue("presolve", "off")
    highs.setOptionValue("simplex_strategy", PRIMAL)


def begin_from(highs: Any, values: list[int]) -> None:
    """A solution to better: the search then always ends with one, proved or not."""
    import highspy  # noqa: PLC0415

    solution = highspy.HighsSolution()
    solution.col_value = [float(value) for value in values]
    highs.setSolution(solution)


def run(highs: Any) -> bool:
    """Whether there is a solution; False if nothing satisfies the program."""
    import highspy  # noqa: PLC0415

    highs.run()
    status, reached = highspy.HighsModelStatus, highs.getModelStatus()
    if reached in (status.kInfeasible, status.kUnboundedOrInfeasible):
        return False
    if reached != status.kOptimal and not found_something(highs):
        raise Unsolved(solver=highs.modelStatusToString(reached))
    return True


def found_something(highs: Any) -> bool:
    """Whether the last run ended with a solution, the best or not."""
    import highspy  # noqa: PLC0415

    found = highs.getInfo().primal_solution_status
    return bool(found == highspy.SolutionStatus.kSolutionStatusFeasible)


def _solver() -> Any:
    import highspy  # noqa: PLC0415  (numpy costs every start)

    solver: Any = highspy.Highs  # its constructor has no types
    return solver()


def _told(program: Program, *, whole: bool = False) -> Any:
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
    highs = _solver()
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("parallel", "off"),
        ("random_seed", 0),
    ):
        highs.setOptionValue(option, value)
    highs.passModel(lp)
    return highs
