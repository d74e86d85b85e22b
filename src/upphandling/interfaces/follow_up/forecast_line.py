"""A straight line through measured shares, in exact fractions, and where it leaves an aim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import floor

WHOLE = 100  # percent; no share is more, and none is less than 0


@dataclass(frozen=True, slots=True)
class Line:
    """A share in percent: `at_first` on a day, and `a_day` points more every day."""

    first: date
    at_first: Fraction
    a_day: Fraction

    @classmethod
    def through(cls, measured: Sequence[tuple[date, Fraction]]) -> Line:
        """By least squares; at least two days, each with its share in percent."""
        first = measured[0][0]
        days = [(day - first).days for day, _ in measured]
        shares = [share for _, share in measured]
        many, of_days, of_shares = len(days), sum(days), sum(shares)
        both = sum(day * share for day, share in zip(days, shares, strict=True))
        squares = sum(day * day for day in days)
        slope = Fraction(many * both - of_days * of_shares) / (
            many * squares - of_days * of_days
        )
        return cls(first, (of_shares - slope * of_days) / many, slope)

    def on(self, day: date) -> Fraction:
        """The share on a day, as the line has it; within what a share can be."""
        share = self.at_first + self.a_day * (day - self.first).days
        return min(max(share, Fraction(0)), Fraction(WHOLE))


@dataclass(frozen=True, slots=True)
class Aim:
    """What a share may be: at least and at most (None: no cap), tolerance included."""

    least: Fraction
    most: Fraction | None

    def holds(self, share: Fraction) -> bool:
        return self.least <= share and (self.most is None or share <= self.most)

    def left_on(self, line: Line, first: date, last: date) -> date | None:
        """The first of some days on which the line is outside; None where it never is."""
        if first > last or not self.holds(line.on(first)):
            return None if first > last else first
        bound = self.least if line.a_day < 0 else self.most
        if line.a_day == 0 or bound is None or not 0 <= bound < WHOLE:
            return None
        days = floor((bound - line.at_first) / line.a_day) + 1
        left = line.first + timedelta(days=min(days, (last - line.first).days + 1))
        return left if left <= last and not self.holds(line.on(left)) else None
