"""The rows of a file that cannot be carried in, all of them told at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from upphandling.domain.errors import Refused


class RowsRefused(Refused):
    """Filen kan inte föras in som den är, inget har sparats."""


class AgreementUnknown(Refused):
    """Det finns inget sådant avtal."""


class CustomerUnknown(Refused):
    """Kunden finns inte i registret med de insatserna."""


class OtherProviderAlready(Refused):
    """Kunden har redan en annan utförare än den i filen."""


class ProviderTwice(Refused):
    """Kunden står med två olika utförare för samma insatser."""


@dataclass(slots=True)
class RefusedRows:
    """Collects what stands in the way, row by row; numbers are the file's own lines."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, row: int, column: str, refused: Refused) -> None:
        self.rows.append(
            {
                "row": row,
                "column": column,
                "rule": refused.rule(),
                "message": refused.message(),
                "details": refused.details,
            }
        )

    def must_be_none(self) -> None:
        if self.rows:
            raise RowsRefused(rows=sorted(self.rows, key=lambda told: told["row"]))
