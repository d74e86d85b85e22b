"""Every decision against the delegation register, at the one door."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.application.commands import Cases
from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.dossier import Dossier
from upphandling.domain.review import Review
from upphandling.domain.tender import Tender

# A register that is wrongly kept must still be possible to put right.
OF_THE_REGISTER = (
    ChoiceSystem.DecisionRightDelegated.TOPIC,
    ChoiceSystem.DelegationWithdrawn.TOPIC,
)


def must_be_delegated(cases: Cases, changed: Iterable[Aggregate], stamp: Stamp) -> None:
    """Refuse decisions that the mandate does not cover in the case's own system."""
    for case in changed:
        topics = sorted({event.TOPIC for event in _decisions(case)})
        key = _system_of(cases, case) if topics else None
        if key is None:
            continue
        system = cases.fetch(ChoiceSystem, key)
        for topic in topics:
            system.must_have_delegated(topic, stamp, _worth(cases, case))


def _decisions(case: Aggregate) -> Iterable[DomainEvent]:
    """What the command decided in the case, its register apart."""
    pending: Iterable[DomainEvent] = case.pending_events  # type: ignore[assignment]
    return (
        event
        for event in pending
        if isinstance(event, Decision) and event.TOPIC not in OF_THE_REGISTER
    )


def _system_of(cases: Cases, case: Aggregate) -> str | None:
    """The choice system that a case belongs to, if to any."""
    if isinstance(case, ChoiceSystem):
        return case.key
    if isinstance(case, Agreement):
        return case.agreed.system
    if isinstance(case, Dossier | Review):
        return cases.fetch(Tender, case.tender).system if case.tender else None
    return getattr(case, "system", None)


def _worth(cases: Cases, case: Aggregate) -> int | None:
    """The value that limits who may decide: of a tender, or of the case itself."""
    if isinstance(case, Award | Dossier | Review) and case.tender:
        return cases.fetch(Tender, case.tender).worth_sek
    return case.worth_sek
