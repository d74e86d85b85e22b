"""Of a deviation: whose agreement it is, its deadlines, its plan, what was left undone."""

from __future__ import annotations

from upphandling.application.verification.deadlines import counted, given_length
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import Then, from_case, recount
from upphandling.domain.agreement import Agreement
from upphandling.domain.deviation import Deviation
from upphandling.domain.instants import local_date


def _whose(said: Deviation.Reported, then: Then) -> tuple[str, str]:
    terms = then.opened(Agreement, said.agreement).agreed
    return terms.system, terms.provider


DEVIATIONS = (
    recount(
        Deviation.Reported,
        "system provider",
        Computation.CARRIED,
        lambda said, _deviation, then: _whose(said, then),
    ),
    recount(
        Deviation.HearingOpened,
        "asked_on",
        Computation.DATE,
        lambda said, _deviation, _: local_date(said.effective_at),
    ),
    recount(
        Deviation.HearingOpened,
        "answer_by",
        Computation.DEADLINE,
        lambda said, _deviation, _: counted(
            "deviation-hearing",
            local_date(said.effective_at),
            length=given_length(said.answer_by),
        ),
    ),
    recount(
        Deviation.HearingRanOut,
        "last_day",
        Computation.DATE,
        lambda _said, deviation, _: deviation.answer_by.last_day,
    ),
    from_case(Deviation.PlanAccepted, "measures", Computation.CARRIED, "proposed"),
    recount(
        Deviation.MeasureOverdue,
        "due_on",
        Computation.DATE,
        lambda said, deviation, _: deviation.measures[said.measure].due_on,
    ),
    from_case(Deviation.Closed, "undone", Computation.CARRIED, "undone"),
)
