"""What is wrong in a file of visits: counted, the first shown, all of it in a file."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from upphandling.interop.tables import RowFault

SHOWN = 50
COLUMNS = ("rad", "fält", "fel")


class Faults:
    """Takes faults as they are found; only the first are held in memory.

    `total` are the faults, `rows` the rows that have any.
    """

    def __init__(self, into: TextIO | None = None) -> None:
        self.first: list[RowFault] = []
        self.total = 0
        self.rows = 0
        self._into = csv.writer(into, delimiter=";") if into else None
        if self._into is not None:
            self._into.writerow(COLUMNS)

    def of_row(self, faults: Iterable[RowFault]) -> None:
        """All that is wrong in one row."""
        self.rows += 1
        for fault in faults:
            self.total += 1
            if len(self.first) < SHOWN:
                self.first.append(fault)
            if self._into is not None:
                self._into.writerow((fault.row, fault.column or "", fault.message))
