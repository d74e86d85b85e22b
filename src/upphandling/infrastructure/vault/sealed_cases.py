"""Whose texts may not be counted: those of a tender whose bids are sealed, and its award.

What is written of a bid lies in the vault under the tender (OSL 19 kap. 3 §).
"""

from __future__ import annotations

from typing import Any

from upphandling.domain.award import Award
from upphandling.domain.tender import Tender

OPEN = (
    f"SELECT '{Tender.KIND}:' || tender FROM tenders WHERE unsealed"  # noqa: S608
    f" UNION SELECT '{Award.KIND}:' || award FROM awards"
)
TELLS_OF_BIDS = (Tender.KIND, Award.KIND)

IS_TOLD = (
    f"(NOT (substr(subject, 1, 7) = '{Tender.KIND}:'"
    f" OR substr(subject, 1, 6) = '{Award.KIND}:') OR subject IN ({OPEN}))"
)
"""A condition on `vault_keys`: that what is kept of the subject may be counted."""


def open_cases(cursor: Any) -> frozenset[str]:
    """The tenders whose secrecy is lifted, and the awards that are decided."""
    cursor.execute(OPEN)
    return frozenset(case for (case,) in cursor.fetchall())


def is_sealed(subject: str, told: frozenset[str]) -> bool:
    """Whether nothing may be counted of a subject, where those cases are `told`."""
    return subject.partition(":")[0] in TELLS_OF_BIDS and subject not in told
