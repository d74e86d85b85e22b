"""What a batch of visits holds: none of its rows has been touched since it was read."""

from __future__ import annotations

from datetime import date

from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import Then, from_case, recount
from upphandling.application.visit_digest import summed
from upphandling.application.visit_month import last_day
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.retention import Retention
from upphandling.domain.visit_month import Batch, VisitMonth

Holds = tuple[int, int, tuple[str, ...], str]


def _performed(said: VisitMonth.Imported, _: VisitMonth | None, then: Then) -> Holds:
    return _holds(summed(then.visits(said.system, said.month, (said.batch,))).batch)


def _planned(said: VisitMonth.Planned, _: VisitMonth | None, then: Then) -> Holds:
    found = then.planned(said.system, said.month, (said.batch,), ())
    return _holds(summed(found).batch)


def _holds(batch: Batch) -> Holds:
    return batch.rows, batch.seconds, batch.agreements, batch.content


def _kept_until(_: VisitMonth.Destroyed, month: VisitMonth, then: Then) -> date:
    return last_day(month.month, then.fetch(Retention, VISITS_KEPT))


VISITS_KEPT = DocumentClass.VISITS.value
HELD = "rows seconds agreements content"

VISITS = (
    recount(VisitMonth.Imported, HELD, Computation.PAY, _performed),
    recount(VisitMonth.Planned, HELD, Computation.PAY, _planned),
    from_case(VisitMonth.Destroyed, "batches", Computation.CARRIED, "numbers"),
    recount(
        VisitMonth.Destroyed,
        "rule",
        Computation.CARRIED,
        lambda _said, _month, then: then.fetch(Retention, VISITS_KEPT).rule,
    ),
    recount(VisitMonth.Destroyed, "kept_until", Computation.DATE, _kept_until),
)
