"""Lines: what a provider is paid, in whole öre, from exact quantities.

Quantities are added up exactly and each line is rounded once, a half öre upwards. So
the total is the sum of its lines, and it does not matter in how many visits the same
time was given.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from upphandling.domain.base import Value
from upphandling.domain.configuration import Service
from upphandling.domain.pricing import PaidBy, Version
from upphandling.domain.pricing.rounding import whole_ore

SECONDS_AN_HOUR = 3600
ALL = 100  # percent
BY_THE_HOUR = (PaidBy.PERFORMED_HOUR, PaidBy.GRANTED_HOUR)


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


def total_of(lines: Sequence[Line]) -> int:
    """The sum of the lines, in öre."""
    return sum(line.ore for line in lines)


def vat_on(lines: Iterable[Line], versions: Iterable[Version]) -> int:
    """What a private provider gets on top, in öre: rounded once, on all the lines."""
    percents = {one.valid_from: Fraction(one.vat_percent or 0) for one in versions}
    exact = sum((line.ore * percents[line.version] for line in lines), Fraction(0))
    return whole_ore(exact / ALL)


def hours_in(line: Line) -> Fraction:
    """The hours of a line; none where it counts visits or months."""
    return Fraction(line.quantity) if line.paid_by in BY_THE_HOUR else Fraction(0)


def difference(new: Iterable[Line], old: Iterable[Line]) -> tuple[Line, ...]:
    """What makes the new lines of the old: both together sum to the new, to the öre.

    One line for each kind that differs; quantities and öre may be below zero.
    """
    quantities: dict[Kind, Fraction] = defaultdict(Fraction)
    ores: dict[Kind, int] = defaultdict(int)
    for sign, lines in ((1, new), (-1, old)):
        for line in lines:
            kind = kind_of(line)
            quantities[kind] += sign * Fraction(line.quantity)
            ores[kind] += sign * line.ore
    return tuple(
        _told(kind, quantities[kind], ores[kind])
        for kind in sorted(quantities)
        if quantities[kind] or ores[kind]
    )


def kind_of(line: Line) -> Kind:
    """The kind that a line is of."""
    return Kind(
        version=line.version,
        service=line.service,
        paid_by=line.paid_by,
        band=line.band,
        area=line.area,
        ore=line.ore_per_unit,
        factor=Fraction(line.factor),
        unpaid=line.unpaid,
    )


def _line(kind: Kind, quantity: Fraction) -> Line:
    exact = Fraction(0) if kind.unpaid else quantity * kind.ore * kind.factor
    return _told(kind, quantity, whole_ore(exact))


def _told(kind: Kind, quantity: Fraction, ore: int) -> Line:
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
        ore=ore,
    )
