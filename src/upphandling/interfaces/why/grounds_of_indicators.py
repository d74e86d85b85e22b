"""What indicators rest on: the definition, and what each value was made out of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from upphandling.domain.agreement import BEGINNINGS, Agreement
from upphandling.domain.base import Aggregate
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.deviation import Deviation
from upphandling.domain.indicator import Indicator
from upphandling.domain.visit_month import VisitMonth, key_of
from upphandling.interfaces.why.finding import (
    Event,
    Find,
    Found,
    Lost,
    latest_about,
    of_the_municipality,
)
from upphandling.interfaces.why.reading import Log, Told
from upphandling.interfaces.why.relations import Ground, begun, fed_by, origin, rule

FOLLOWED = 20  # of each kind; the event itself names them all


def _each(kind: type[Aggregate], path: str) -> Find:
    """How the cases of a kind began whose keys stand in the list at `path`."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        for key in (told.at(path) or ())[:FOLLOWED]:
            case = kind.case_id(key)
            yield log.first(case) or Lost(case)

    return find


def _adopted_rounds() -> Find:
    """How the choice rounds were decided."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        for key in (told.at("rounds") or ())[:FOLLOWED]:
            case = ChoiceRound.case_id(key)
            adopted = log.last(
                case, (ChoiceRound.AllocationAdopted.TOPIC,), told.position
            )
            yield adopted or Lost(case)

    return find


def _batches() -> Find:
    """The batches of visits that a value was computed from."""

    def find(log: Log, told: Told) -> Iterator[Found]:
        for month in told.at("visits") or ():
            key = key_of(told.at("figure.whose.system"), month["month"])
            imported = log.all(
                VisitMonth.case_id(key), (VisitMonth.Imported.TOPIC,), told.position
            )
            for one in imported:
                if one.at("batch") in month["batches"]:
                    yield one

    return find


_DEFINED = rule(
    "Så är nyckeltalet definierat",
    Indicator.Defined,
    by=latest_about("version", Indicator.Defined),
)
_HERE = origin(
    "Det mäts i kommunen, vars valfrihetssystem lades upp så här",
    ChoiceSystem.Established,
    by=of_the_municipality(),
)

GROUNDS: Mapping[Event, tuple[Ground, ...]] = {
    Indicator.Defined: (
        begun("Nyckeltalet hade definierats", Indicator.Defined),
        _HERE,
    ),
    Indicator.ValueRecorded: (_DEFINED,),
    Indicator.ValueComputed: (
        _DEFINED,
        fed_by("Besöken hade lästs in", VisitMonth.Imported, by=_batches()),
        fed_by(
            "Valomgången hade beslutats",
            ChoiceRound.AllocationAdopted,
            by=_adopted_rounds(),
        ),
    ),
    Indicator.ValueCounted: (
        _DEFINED,
        fed_by(
            "Avtalets kunder räknades", *BEGINNINGS, by=_each(Agreement, "agreements")
        ),
        fed_by(
            "Klagomålet räknades", Deviation.Reported, by=_each(Deviation, "deviations")
        ),
    ),
    Indicator.ValueCorrected: (_DEFINED,),
}
