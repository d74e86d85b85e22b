"""The proof: what was reached, and a bound out of prices, reckoned in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """The least that an aim can cost, what nothing can go below, and a way to reach it."""

    values: list[int]
    objective: int
    bound: int

    @property
    def proved(self) -> bool:
        return self.objective == self.bound
