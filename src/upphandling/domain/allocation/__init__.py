"""Allocation (fördelning): a proposal of who gets which provider, and why."""

from upphandling.domain.allocation.answer import allocate
from upphandling.domain.allocation.proposal import (
    Code,
    Missed,
    Obstacle,
    Placement,
    Proposal,
    Shortfall,
    Stage,
    Waiting,
)
from upphandling.domain.allocation.question import (
    Bound,
    Chooser,
    Contender,
    Held,
    InLine,
    Question,
    Room,
)
from upphandling.domain.allocation.refusals import (
    DefaultNotReckoned,
    Infeasible,
    SharesUnderLov,
)

__all__ = [
    "Bound",
    "Chooser",
    "Code",
    "Contender",
    "DefaultNotReckoned",
    "Held",
    "InLine",
    "Infeasible",
    "Missed",
    "Obstacle",
    "Placement",
    "Proposal",
    "Question",
    "Room",
    "SharesUnderLov",
    "Shortfall",
    "Stage",
    "Waiting",
    "allocate",
]
