"""The limit of late recording: how many days the municipality lets it take, from a day on."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.base import DomainEvent
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.projections.base import Change, Fact, put
from upphandling.projections.control.tables import Teller, day_of, late_limits


def teller(event: type[DomainEvent]) -> Teller | None:
    """The limit that was decided, if that is what happened."""
    return _decided if event is ChoiceSystem.FlagPolicyDecided else None


def _decided(fact: Fact) -> Iterable[Change]:
    """Whoever decided before there was such a limit has not decided it."""
    policy = fact.data["policy"]
    if "days_to_record" in policy:
        yield put(
            late_limits,
            fact.key,
            fact.reference,
            valid_from=policy["valid_from"],
            days=policy["days_to_record"],
            source=policy["source"],
            decided_on=day_of(fact),
            position=fact.position,
        )
