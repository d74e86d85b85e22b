"""What a verification finds: what was recorded, what it ought to be, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

SHOWN = 10_000  # differences told one by one; the others are counted


class Computation(StrEnum):
    """What the engine once computed, and what is therefore computed again.

    Or what cannot be, because what it was computed from has been destroyed.
    """

    DEADLINE = "deadline"
    DATE = "date"
    EVALUATION = "evaluation"
    LOT = "lot"
    ALLOCATION = "allocation"
    SHARE = "share"
    THRESHOLD = "threshold"
    LOCK = "lock"
    TALLY = "tally"
    PAY = "pay"
    CARRIED = "carried"
    FORM = "form"
    READ_MODEL = "read_model"
    DESTROYED = "destroyed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that is not what its inputs give.

    `event` is `case@version`, `field` the path to the value in its data, `why` the rule
    with its paragraph. Where `derivable` is False the value could not be computed again,
    `why` says what is missing, and nothing was guessed.
    """

    case: str
    event: str
    field: str
    recorded: Any
    recomputed: Any
    why: str
    computation: Computation
    derivable: bool = True


@dataclass(slots=True)
class Findings:
    """What came of it: how much was checked, and what was found.

    `checked` are values computed again, `events` those that were read; neither counts
    what is sealed. What cannot be computed again, because what it was computed from was
    destroyed by a decision that the log holds, is counted as such and is no difference.
    `differences` are the first, `total` how many there are in all, of which
    `underivable` could not be computed again.
    """

    events: int = 0
    checked: Counter[Computation] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)
    total: int = 0
    underivable: int = 0

    def found(self, difference: Difference) -> None:
        """Keep a difference, or only its number where there are too many."""
        self.total += 1
        self.underivable += not difference.derivable
        if len(self.differences) < SHOWN:
            self.differences.append(difference)

    def add(self, other: Findings) -> None:
        """Take in what was found elsewhere."""
        self.events += other.events
        self.checked.update(other.checked)
        self.total += other.total
        self.underivable += other.underivable
        self.differences += other.differences[: SHOWN - len(self.differences)]
