"""The proposal: who gets which provider, why, and what proves that it is the best."""

from __future__ import annotations

from enum import StrEnum

from upphandling.domain.base import Value
from upphandling.domain.configuration import Basis, ShareUnit


class Code(StrEnum):
    """Why a person got the place, as a code beside the words."""

    CHOICE_1 = "choice_1"
    CHOICE_2 = "choice_2"
    CHOICE_3 = "choice_3"
    CHOICE_4 = "choice_4"
    CHOICE_5 = "choice_5"
    STAYED = "stayed"
    DEFAULT_IN_HOUSE = "default_in_house"
    DEFAULT_SEPARATELY_PROCURED = "default_separately_procured"
    DEFAULT_PROVIDER_WITH_ROOM = "default_provider_with_room"
    DEFAULT_FILL_SHARES = "default_fill_shares"
    DEFAULT_RANDOM = "default_random"
    DEFAULT_FALLBACK = "default_fallback"


class Obstacle(StrEnum):
    """Why a wish was not met."""

    NOT_SERVED = "not_served"
    LEFT_OUT = "left_out"
    STOPPED = "stopped"
    FULL = "full"
    CAP = "cap"
    GUARANTEE = "guarantee"


class Missed(Value):
    """A wish that was not met, its rank from 1, and what stood in the way."""

    rank: int
    agreement: str
    obstacle: Obstacle


class Placement(Value):
    """One customer's proposed place, with its ground in plain Swedish.

    `rank` is which wish was met, from 1; None when the default rule placed.
    """

    customer: str
    area: str
    agreement: str
    provider: str
    basis: Basis
    reason: str
    code: str = ""
    rank: int | None = None
    missed: tuple[Missed, ...] = ()


class Waiting(Value):
    """One customer's place in a queue, for the wish that was full."""

    customer: str
    area: str
    agreement: str


class Stage(Value):
    """One aim, in its turn: what was reached, and what nothing can surpass.

    `proved` says that the two are equal; where they are not, it is not known
    whether more could be reached.
    """

    name: str
    objective: int
    bound: int
    proved: bool = True


class Shortfall(Value):
    """A guarantee that is not met: what it amounts to, what was reached, and why.

    Customers, or minutes a week; `missing` is the difference.
    """

    agreement: str
    name: str
    area: str | None
    unit: ShareUnit
    guaranteed: int
    reached: int
    missing: int
    reason: str


class Proposal(Value):
    """The answer to a question, with its proof."""

    placements: tuple[Placement, ...]
    queue: tuple[Waiting, ...]
    stages: tuple[Stage, ...]
    shortfalls: tuple[Shortfall, ...]
    solver: str
