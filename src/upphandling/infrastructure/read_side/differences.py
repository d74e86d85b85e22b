"""What differs between a read model and one built afresh: values, rows, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One column that differs; without a column it is the whole row.

    `stored` is what stands in the database, `rebuilt` what the events say. A row
    that is missing on one side is None there, and all its values on the other.
    """

    table: str
    key: tuple[Any, ...]
    column: str | None
    stored: Any
    rebuilt: Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What was found among so many rows: `total` differences, the first of them shown.

    The log was read up to `position`, where the stored read model says it has come.
    `rows` is None where it would tell of sealed bids.
    """

    projection: str
    position: int
    rows: int | None
    total: int
    differences: tuple[Difference, ...]

    @property
    def equal(self) -> bool:
        """Whether the stored rows are what the events say."""
        return self.total == 0
