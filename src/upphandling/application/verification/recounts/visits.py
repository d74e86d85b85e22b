"""What a batch of visits holds: none of its rows has been touched since it was read."""

from __future__ import annotations

from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import Then, recount
from upphandling.application.visit_digest import summed
from upphandling.domain.visit_month import VisitMonth

Holds = tuple[int, int, tuple[str, ...], str]


def _holds(said: VisitMonth.Imported, _: VisitMonth | None, then: Then) -> Holds:
    holds = summed(then.visits(said.system, said.month, (said.batch,))).batch
    return holds.rows, holds.seconds, holds.agreements, holds.content


VISITS = (
    recount(
        VisitMonth.Imported,
        "rows seconds agreements content",
        Computation.PAY,
        _holds,
    ),
)
