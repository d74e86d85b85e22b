"""What an indicator comes to: an exact quotient, and the decimal that is kept of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from upphandling.domain.allocation.proposal import Placement
from upphandling.domain.indicators.continuity import Continuity, Meeting, staff_met
from upphandling.domain.indicators.definition import ComputedBy, Unit
from upphandling.domain.indicators.punctuality import Appointment, Punctuality

DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Measurement:
    """A quotient, not reduced, of so many persons."""

    numerator: int
    denominator: int
    of: int

    def value(self, unit: Unit) -> str:
        """The value in a unit, with at most four decimals."""
        quotient = Fraction(self.numerator, self.denominator)
        return decimal_text(quotient * unit.scale)


@dataclass(frozen=True, slots=True)
class PerformedTime:
    """Of a customer in a period: seconds performed, and seconds that were granted."""

    performed: int
    granted: Fraction


def continuity(
    meetings: Iterable[Meeting], first: date, how: Continuity, by: ComputedBy
) -> Measurement | None:
    """The mean or the median of how many staff were met; None where nobody is counted."""
    met = staff_met(meetings, first, how)
    if not met.each or met.median is None:
        return None
    if by is ComputedBy.CONTINUITY_MEDIAN:
        return Measurement(met.median.numerator, met.median.denominator, met.customers)
    return Measurement(sum(met.each), met.customers, met.customers)


def performed_share(times: Iterable[PerformedTime]) -> Measurement | None:
    """Performed of granted time, in whole seconds; None where nothing was granted."""
    counted = [time for time in times if time.granted]
    granted = nearest(sum((time.granted for time in counted), Fraction(0)))
    if not granted:
        return None
    performed = sum(time.performed for time in counted)
    return Measurement(performed, granted, len(counted))


def first_choice_rate(placements: Iterable[Placement]) -> Measurement | None:
    """How many of those who chose got their first wish; None where nobody chose."""
    chose = [one for one in placements if one.rank is not None or one.missed]
    if not chose:
        return None
    first = sum(one.rank == 1 for one in chose)
    return Measurement(first, len(chose), len(chose))


def missed_share(planned: Iterable[Appointment]) -> Measurement | None:
    """How many of the planned visits were never made; None where none was planned."""
    return _among((one.customer, one.began is None) for one in planned)


def late_share(planned: Iterable[Appointment], how: Punctuality) -> Measurement | None:
    """How many of the visits that were made began too late; None where none was made."""
    return _among(
        (one.customer, how.is_late(one)) for one in planned if one.began is not None
    )


def _among(visits: Iterable[tuple[str, bool]]) -> Measurement | None:
    """How many of the visits are meant, of how many customers; they may be millions."""
    customers: set[str] = set()
    counted = found = 0
    for customer, meant in visits:
        customers.add(customer)
        counted += 1
        found += meant
    return Measurement(found, counted, len(customers)) if counted else None


def nearest(exact: Fraction) -> int:
    """The nearest whole number, a half away from zero."""
    whole = int(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def decimal_text(exact: Fraction, decimals: int = DECIMALS) -> str:
    """A number with at most so many decimals, a half away from zero: `12.5`."""
    scaled = nearest(exact * 10**decimals)
    whole, rest = divmod(abs(scaled), 10**decimals)
    sign = "-" if scaled < 0 else ""
    text = f"{sign}{whole}.{rest:0{decimals}}" if decimals else f"{sign}{whole}"
    return text.rstrip("0").rstrip(".") if decimals else text
