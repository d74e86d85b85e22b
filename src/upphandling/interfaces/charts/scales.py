"""Scales: from days and numbers to places, with even marks and Swedish words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import floor, log10

MONTHS = (
    *("jan", "feb", "mars", "apr", "maj", "juni"),
    *("juli", "aug", "sep", "okt", "nov", "dec"),
)
A_YEAR = 12
MANY = 10_000  # from here on thousands stand apart
SPACING = (1, 2, 3, 4, 6, 12, 24, 60)  # months between two marks


@dataclass(frozen=True, slots=True)
class Scale:
    """Places for numbers from `low` to `high`, from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def place(self, value: float) -> float:
        part = (value - self.low) / ((self.high - self.low) or 1)
        return self.start + part * (self.end - self.start)

    @property
    def decimals(self) -> int:
        """How many its numbers need to be told apart: one, or more where it is small."""
        return max(1, 1 - floor(log10(self.high))) if self.high > 0 else 1

    def marks(self, most: int = 5) -> Iterator[float]:
        """Even numbers (1, 2 or 5 times a power of ten) within the scale."""
        rough = ((self.high - self.low) or 1) / most
        power = 10 ** floor(log10(rough))
        step = next(
            power * times for times in (1, 2, 5, 10) if power * times >= rough - 1e-9
        )
        number = floor(self.low / step)
        while (mark := round(number * step, 10)) <= self.high:
            if mark >= self.low:
                yield mark
            number += 1


@dataclass(frozen=True, slots=True)
class Days:
    """Places for days from `first` to `last`, from `start` to `end`."""

    first: date
    last: date
    start: float
    end: float

    def place(self, day: date) -> float:
        days = (self.last - self.first).days or 1
        return self.start + (day - self.first).days / days * (self.end - self.start)

    def marks(self, most: int = 6) -> Iterator[tuple[date, str]]:
        """The first day of some months, evenly apart, with what to call it."""
        first = self.first.year * A_YEAR + self.first.month - 1
        first += self.first.day > 1
        last = self.last.year * A_YEAR + self.last.month - 1
        apart = next((s for s in SPACING if (last - first) / s <= most), SPACING[-1])
        named = None
        for month in range(first + -first % apart, last + 1, apart):
            year, number = divmod(month, A_YEAR)
            told = MONTHS[number] if year == named else f"{MONTHS[number]} {year}"
            named = year
            yield date(year, number + 1, 1), told


def told(value: float, decimals: int = 1) -> str:
    """A number with a decimal comma, without decimals that say nothing."""
    apart = "," if abs(value) >= MANY else ""
    text = f"{value:{apart}.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    spoken = text.replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return spoken.replace("-", "\N{MINUS SIGN}")
