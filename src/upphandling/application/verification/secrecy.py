"""What a verification may tell of sealed bids: nothing, save that something is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from upphandling.application.verification.findings import (
    Computation,
    Difference,
    Findings,
)
from upphandling.domain.award import Award
from upphandling.domain.errors import WITHHELD
from upphandling.domain.tender import Tender

SECRET_KINDS = (f"{Tender.KIND}:", f"{Award.KIND}:")
SEALED = (
    "något stämmer inte, men vad får inte sägas före tilldelningen (OSL 19 kap. 3 §)"
)


def told(
    case: Any,
    open_: Findings,
    secret: Findings,
    found: Iterable[tuple[bool, Difference]],
) -> tuple[Findings, list[Difference]]:
    """What may be said of a case; each difference with whether it tells of bids."""
    if not _is_sealed(case, found := list(found)):
        open_.add(secret)
        return open_, [one for _, one in found]
    found = [(tells or isinstance(case, Award), one) for tells, one in found]
    said = [replace(one, event=one.case) for tells, one in found if not tells]
    if any(tells for tells, _ in found):
        said.append(_withheld(case, found[0][1].case))
    return open_, said


def _is_sealed(case: Any, found: list[tuple[bool, Difference]]) -> bool:
    """A case of which nothing could be read may have been sealed."""
    if case is None:
        return any(one.case.startswith(SECRET_KINDS) for _, one in found)
    return bool(getattr(case, "sealed", False))


def _withheld(case: Any, case_id: str) -> Difference:
    """The tender's name and no more: that there is an award is a secret too."""
    if isinstance(case, Award) and case.tender:
        case_id = Tender.case_id(case.tender)
    elif case_id.startswith(f"{Award.KIND}:"):
        case_id = WITHHELD
    return Difference(
        case=case_id,
        event=case_id,
        field=WITHHELD,
        recorded=WITHHELD,
        recomputed=WITHHELD,
        why=SEALED,
        computation=Computation.FORM,
        derivable=False,
    )
