"""The words and values that the chapters of an award share."""

from __future__ import annotations

from enum import StrEnum

from upphandling.domain.base import Value
from upphandling.domain.legal_time import LegalDeadline


class Status(StrEnum):
    PROPOSED = "proposed"
    DECIDED = "decided"
    NOTIFIED = "notified"
    UNLOCKED = "unlocked"
    ANNULLED = "annulled"
    WITHDRAWN = "withdrawn"


class Winner(Value):
    """A bid that wins a lot."""

    lot: str
    bid: str


class Lacking(StrEnum):
    """What a notice of an award must say, and did not (LOU 19 kap. 19 §)."""

    REASONS = "reasons"
    STANDSTILL = "standstill"


class Defect(Value):
    """What one recipient's notice did not say."""

    recipient: str
    lacking: Lacking


class LockKind(StrEnum):
    """Why no contract may be signed, beside the standstill itself."""

    EXTENDED_STANDSTILL = "extended_standstill"
    INTERIM_MEASURE = "interim_measure"
    TEN_DAY_PERIOD = "ten_day_period"
    COURT_ORDER = "court_order"

    @property
    def paragraph(self) -> str:
        """Where the law says so."""
        return PARAGRAPHS[self]


PARAGRAPHS = {
    LockKind.EXTENDED_STANDSTILL: "LOU 20 kap. 8 §",
    LockKind.INTERIM_MEASURE: "LOU 20 kap. 9 §",
    LockKind.TEN_DAY_PERIOD: "LOU 20 kap. 10 §",
    LockKind.COURT_ORDER: "LOU 20 kap. 6 §",
}


class Lock(Value):
    """One reason that signing is locked, and the review that it comes from.

    `lock` is its key in the award. `period` is there where time alone opens it.
    """

    lock: str
    kind: LockKind
    review: str
    period: LegalDeadline | None = None
