"""What a red flag tells beside its case: numbers, the limit, why, and the events behind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from upphandling.domain.flag_policy import FlagPolicy
from upphandling.projections.flags import What

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """A flag as it was found: its row, the limits of its system, the facts of its cases."""

    row: Row
    policy: FlagPolicy
    facts: Sequence[Row]
    on: date
    areas: Sequence[str] = ()

    def events(self, *kinds: What) -> list[str]:
        """The events that tell of such things, in the order they happened."""
        return [fact["reference"] for fact in self.facts if fact["what"] in kinds]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """`what` was measured against `limit` (None: none was decided), `why` it is a flag."""

    what: Row
    limit: int | None
    why: str
    events: list[str]
    since: date | None = None


def percent_of(part: int, whole: int) -> str:
    """A part in percent with one decimal, rounded half up, as it is written in Swedish."""
    percent = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return str(percent).replace(".", ",")
