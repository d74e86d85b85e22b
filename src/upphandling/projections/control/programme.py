"""The council's programme for private providers (KL 5 kap. 3 §), term by term."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.base import DomainEvent
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.projections.base import Change, Fact, put
from upphandling.projections.control.tables import Teller, day_of, programmes


def teller(event: type[DomainEvent]) -> Teller | None:
    """The programme of a term, if that is what has been adopted."""
    return _adopted if event is ChoiceSystem.ProgrammeAdopted else None


def _adopted(fact: Fact) -> Iterable[Change]:
    told = fact.data
    yield put(
        programmes,
        fact.key,
        told["term"],
        from_on=told["from_on"],
        to_on=told["to_on"],
        adopted_on=day_of(fact),
        reference=fact.reference,
        position=fact.position,
    )
