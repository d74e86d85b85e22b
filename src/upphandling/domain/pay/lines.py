"""Lines: what a provider is paid, in whole öre, from exact quantities.

Quantities are added up exactly and each line is rounded once, a half öre upwards. So
the total is the sum of its lines, and it does not matter in how many visits the same
time was given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from upphandling.domain.base import Value
from upphandling.domain.configuration import Service
from upphandling.domain.pricing import PaidBy
from upphandling.domain.pricing.rounding import whole_ore

SECONDS_AN_HOUR = 3600


class Kind(NamedTuple):
    """All that is paid alike: by which version, for what, where, and at what price.

    `ore` is for an hour, a visit or a month. What is `unpaid` is above the cap.
    """

    version: date
    service: Service
    paid_by: PaidBy
    band: str
    area: str
    ore: int
    factor: Fraction
    unpaid: bool = False


class Line(Value):
    """One line: so much of a kind, and what it comes to.

    `quantity` is exact, as a fraction in text: hours, visits or months. `ore` is 0
    where it is unpaid.
    """

    version: date
    service: Service
    paid_by: PaidBy
    band: str
    area: str
    ore_per_unit: int
    factor: str
    quantity: str
    unpaid: bool
    ore: int


class Quantities:
    """How much there is of each kind, added up exactly."""

    def __init__(self) -> None:
        self._seconds: dict[Kind, int] = defaultdict(int)
        self._units: dict[Kind, Fraction] = defaultdict(Fraction)

    def add_seconds(self, kind: Kind, seconds: int) -> None:
        self._seconds[kind] += seconds

    def add_units(self, kind: Kind, units: Fraction) -> None:
        """Hours, visits or months, according to what the kind is paid by."""
        self._units[kind] += units

    def lines(self) -> tuple[Line, ...]:
        """One line for each kind, in the order of its fields."""
        units: Mapping[Kind, Fraction] = {
            kind: self._units.get(kind, Fraction(0))
            + Fraction(self._seconds.get(kind, 0), SECONDS_AN_HOUR)
            for kind in {*self._seconds, *self._units}
        }
        return tuple(_line(kind, units[kind]) for kind in sorted(units) if units[kind])


def total_of(lines: tuple[Line, ...]) -> int:
    """The sum of the lines, in öre."""
    return sum(line.ore for line in lines)


def _line(kind: Kind, quantity: Fraction) -> Line:
    exact = Fraction(0) if kind.unpaid else quantity * kind.ore * kind.factor
    return Line(
        version=kind.version,
        service=kind.service,
        paid_by=kind.paid_by,
        band=kind.band,
        area=kind.area,
        ore_per_unit=kind.ore,
        factor=str(kind.factor),
        quantity=str(quantity),
        unpaid=kind.unpaid,
        ore=whole_ore(exact),
    )
