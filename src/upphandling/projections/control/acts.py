"""Acts of two (fyra ögon): who entered or proposed something, and who then decided it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from upphandling.domain.award import Award
from upphandling.domain.base import DomainEvent
from upphandling.domain.choice_round import ChoiceRound
from upphandling.domain.payment import Payment
from upphandling.domain.review import Review
from upphandling.domain.roster import Roster
from upphandling.domain.tender import Tender
from upphandling.domain.transition import Transition
from upphandling.projections.base import Change, Fact, put
from upphandling.projections.control.tables import Act, Teller, acts, day_of

Part = Callable[[dict[str, Any]], str]


def whole(_: dict[str, Any]) -> str:
    return ""


def part(name: str) -> Part:
    return lambda data: str(data[name])


BEGUN: Mapping[type[DomainEvent], tuple[Act, Part]] = {
    Payment.Calculated: (Act.PAYMENT, whole),
    Payment.CorrectionCalculated: (Act.CORRECTION, whole),
    Award.Proposed: (Act.AWARD, whole),
    Award.Reevaluated: (Act.AWARD, whole),
    Review.Ruled: (Act.RULING, part("ruling")),
    Review.InterimLifted: (Act.RULING, part("ruling")),
    Review.ExtensionLifted: (Act.RULING, part("ruling")),
    ChoiceRound.AllocationProposed: (Act.ALLOCATION, whole),
    Transition.ReassignmentProposed: (Act.REASSIGNMENT, whole),
    Roster.BreakGlassOpened: (Act.GLASS, part("glass")),
}

DECIDED: Mapping[type[DomainEvent], tuple[Act, Part]] = {
    Payment.Approved: (Act.PAYMENT, whole),
    Payment.CorrectionApproved: (Act.CORRECTION, whole),
    Award.Decided: (Act.AWARD, whole),
    Review.RulingConfirmed: (Act.RULING, part("ruling")),
    ChoiceRound.AllocationAdopted: (Act.ALLOCATION, whole),
    Transition.ReassignmentAdopted: (Act.REASSIGNMENT, whole),
    Roster.BreakGlassReviewed: (Act.GLASS, part("glass")),
    Tender.Opened: (Act.OPENING, whole),
}


def teller(event: type[DomainEvent]) -> Teller | None:
    """Who did which part of what, if an event tells of it."""
    decides = event in DECIDED
    if not decides and event not in BEGUN:
        return None
    act, name = DECIDED[event] if decides else BEGUN[event]

    def tell(fact: Fact) -> Iterable[Change]:
        by, *others = fact.data.get("present") or (fact.data["by"],)
        yield put(
            acts,
            fact.position,
            case_id=fact.case,
            act=act.value,
            part=name(fact.data),
            decides=decides,
            by=by,
            beside=others[0] if others else None,
            on_day=day_of(fact),
            reference=fact.reference,
        )

    return tell
