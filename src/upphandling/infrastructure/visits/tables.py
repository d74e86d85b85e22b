"""Where visits are kept: what was performed in one table, what was planned in another.

Which of them a visit goes to is decided by what it is, here and nowhere else. So
whoever reads performed visits never meets a planned one, whatever is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from upphandling.application.visits import KeptVisit, PlannedVisit

Numbered = tuple[int, KeptVisit | PlannedVisit]
"""A visit and the line of the file that it stands on."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of visits: what it keeps, and the first values of them in its columns."""

    name: str
    of: type[KeptVisit | PlannedVisit]
    columns: tuple[str, ...]

    @property
    def listed(self) -> str:
        """The columns, as a statement names them."""
        return ", ".join(self.columns)

    def rows(self, batch: int, visits: Iterable[Numbered]) -> list[tuple[Any, ...]]:
        """Those of the visits that belong here, as rows: batch, line and columns."""
        width = len(self.columns)
        return [
            (batch, line, *visit[:width])
            for line, visit in visits
            if type(visit) is self.of
        ]


PERFORMED = Kept("visits", KeptVisit, KeptVisit._fields)
PLANNED = Kept("planned_visits", PlannedVisit, PlannedVisit._fields[:7])
TABLES = (PERFORMED, PLANNED)
