"""From a measurement to the figure of a group in a period; nobody has none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from upphandling.domain.errors import Refused
from upphandling.domain.indicators.definition import Definition, Figure, Whose
from upphandling.domain.indicators.measuring import Measurement


class NobodyCounted(Refused):
    """Ingen i gruppen räknas enligt definitionen, och då finns inget värde."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose value, of which days, and in which choice rounds."""

    whose: Whose
    first: date
    last: date
    rounds: tuple[str, ...] = ()


def figure_of(
    asked: Asked, definition: Definition, found: Measurement | None
) -> Figure:
    """Refuses with `NobodyCounted`."""
    if found is None:
        raise NobodyCounted(**dict(asked.whose), first=asked.first)
    return Figure(
        whose=asked.whose,
        first=asked.first,
        last=asked.last,
        value=found.value(definition.unit),
        numerator=found.numerator,
        denominator=found.denominator,
        of=found.of,
    )
