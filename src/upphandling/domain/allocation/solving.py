"""The solving: which solver a program is put to, and what it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from upphandling.domain.allocation.flow import Flow
from upphandling.domain.allocation.network import Program
from upphandling.domain.allocation.proof import Answer
from upphandling.domain.allocation.search import Search


class Solver(Protocol):
    """A program under aims: each holds what was reached by those before."""

    def minimise(self, costs: Sequence[int]) -> Answer | None:
        """The least cost, from now on a demand; None if nothing satisfies the program."""
        ...


def solver_for(program: Program) -> Solver:
    """A flow network is solved by linear programs, all else by whole-number search."""
    return Flow(program) if program.nests else Search(program)
