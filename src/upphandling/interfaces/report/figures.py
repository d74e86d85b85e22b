"""A figure of the report: what was counted, in what, and the events it was counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select

Row = dict[str, Any]
Value = int | str | None
"""A whole number, or a decimal number or a day as text; None where there is none."""

FEW = 10  # events that are named with a figure; the others are counted
ORE = 100  # on one krona


class Unit(StrEnum):
    """What a figure is counted in, in the words of the report."""

    NUMBER = "antal"
    PERCENT = "procent"
    DAYS = "dagar"
    KRONOR = "kronor"
    HOURS = "timmar"
    STAFF = "personal"
    PER_HUNDRED = "per 100"
    MINUTES = "minuter"
    DATE = "datum"
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which report is asked for: the system's quarter, as it was known on a day.

    The quarter is from `first` until `until`; `last` is the last day that is told of,
    which is `on` while the quarter runs.
    """

    system: str
    quarter: str
    first: date
    until: date
    last: date
    on: date
    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The events that a figure was counted from, named by `case@version`.

    `named` come first. `listed` has the others in its column `reference`: `first` are
    at most ten of them, `number` is how many there are.
    """

    named: tuple[str, ...] = ()
    listed: Select[Any] | None = None
    first: tuple[str, ...] = ()
    number: int = 0

    @property
    def total(self) -> int:
        """How many events there are."""
        return len(self.named) + self.number

    @property
    def few(self) -> tuple[str, ...]:
        """The first ten of them."""
        return (*self.named, *self.first)[:FEW]

    def page(self, connection: Connection, limit: int, offset: int) -> list[str]:
        """So many of them, past the first `offset`."""
        named = self.named[offset : offset + limit]
        if self.listed is None or len(named) == limit:
            return list(named)
        query = self.listed.limit(limit - len(named))
        past = max(offset - len(self.named), 0)
        return [*named, *connection.scalars(query.offset(past))]

    def and_named(self, *references: str) -> Sources:
        """The same, with some more that are named first."""
        return Sources(
            named=tuple(dict.fromkeys((*references, *self.named))),
            listed=self.listed,
            first=self.first,
            number=self.number,
        )


NO_EVENTS = Sources()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of the report.

    `figure` is its key, the same in every report: `checks.done/avtal-a`. `about` is the
    case it is about, `subject` what that is called. `red` asks for somebody's attention.
    """

    figure: str
    name: str
    value: Value
    unit: Unit
    about: str | None = None
    subject: str | None = None
    target: Value = None
    red: bool = False
    note: str | None = None
    sources: Sources = NO_EVENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the report: its key, its heading, and its figures in order."""

    section: str
    title: str
    figures: Sequence[Figure] = field(default_factory=tuple)
    note: str | None = None


def percent(part: float, whole: float) -> str:
    """A part in percent with one decimal, half up."""
    exact = Decimal(100) * Decimal(part) / Decimal(whole)
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def kronor(ore: int) -> str:
    """Öre as kronor with two decimals."""
    return str((Decimal(ore) / ORE).quantize(Decimal("0.01")))
