"""By which definition a value was made, and what it was computed or counted from."""

from __future__ import annotations

from upphandling.application.indicator.counted import counted
from upphandling.application.indicator.figures import Asked
from upphandling.application.indicator.measured import measured
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import Recount, Then, recount
from upphandling.domain.agreement import Agreement
from upphandling.domain.indicator import Indicator
from upphandling.domain.visit_month import VisitMonth, key_of

TALLY = Computation.TALLY
KEPT = (
    Indicator.ValueRecorded,
    Indicator.ValueComputed,
    Indicator.ValueCounted,
    Indicator.ValueCorrected,
)


def _number(_said: Indicator.Defined, before: Indicator | None, _then: Then) -> int:
    return 1 if before is None else max(before.definitions) + 1


def _version(said: Indicator.ValueRecorded, case: Indicator, _then: Then) -> int:
    return case.version_on(said.figure.first)


def _measured(said: Indicator.ValueComputed, case: Indicator, then: Then) -> object:
    """The figure and the batches, from what counted then."""
    figure = said.figure
    then.fetch_many(
        VisitMonth, [key_of(figure.whose.system, month.month) for month in said.visits]
    )
    definition, last = case.period_from(figure.first)
    asked = Asked(figure.whose, figure.first, last, said.rounds)
    return measured(then, definition, asked)


def _counted(said: Indicator.ValueCounted, case: Indicator, then: Then) -> object:
    """The figure, the agreements and the deviations, from what was known then."""
    then.fetch_many(Agreement, said.agreements)
    definition, last = case.period_from(said.figure.first)
    return counted(then, definition, Asked(said.figure.whose, said.figure.first, last))


INDICATORS: tuple[Recount, ...] = (
    recount(Indicator.Defined, "version", Computation.CARRIED, _number),
    *(recount(event, "version", Computation.CARRIED, _version) for event in KEPT),
    recount(Indicator.ValueComputed, "figure visits", TALLY, _measured),
    recount(Indicator.ValueCounted, "figure agreements deviations", TALLY, _counted),
)
