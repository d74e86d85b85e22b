"""Exceptions and overrides: what was done beside the ordinary way, and must be explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.base import DomainEvent
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.deviation import Deviation
from upphandling.domain.direct_procurement import DirectProcurement
from upphandling.domain.follow_up import FollowUp
from upphandling.domain.indicator import Indicator
from upphandling.domain.payment import Payment
from upphandling.domain.review import Review
from upphandling.domain.roster import Roster
from upphandling.domain.tender import Tender
from upphandling.domain.transition import Transition
from upphandling.domain.visit_month import VisitMonth
from upphandling.projections.base import Change, Fact, put
from upphandling.projections.control.tables import Point, Teller, day_of, points

Told = Callable[[dict[str, Any]], bool]


def always(_: dict[str, Any]) -> bool:
    return True


def its_own(fact: Fact) -> str:
    return fact.case


def says(name: str) -> Told:
    """Whether an event says something at a field: true, or what is not empty."""
    return lambda data: bool(data[name])


EXCEPTIONS: Mapping[type[DomainEvent], tuple[Point, Told]] = {
    Agreement.WarningGiven: (Point.URGENT_SANCTION, says("urgent")),
    Agreement.PaymentWithheld: (Point.URGENT_SANCTION, says("urgent")),
    Agreement.FineImposed: (Point.URGENT_SANCTION, says("urgent")),
    Agreement.NewCustomersStopped: (Point.URGENT_SANCTION, says("urgent")),
    Agreement.SanctionWithdrawn: (Point.SANCTION_WITHDRAWN, always),
    FollowUp.CheckCancelled: (Point.CHECK_CANCELLED, always),
    FollowUp.CheckMoved: (Point.CHECK_MOVED, always),
    FollowUp.CheckCorrected: (Point.CHECK_CORRECTED, always),
    Deviation.SeverityChanged: (Point.SEVERITY_CHANGED, always),
    Deviation.Closed: (Point.CLOSED_UNDONE, says("undone")),
    Award.DepartedFromProposal: (Point.DEPARTED, always),
    Award.NoticeFoundDefective: (Point.NOTICE_DEFECTIVE, always),
    DirectProcurement.Decided: (Point.DIRECT_AWARD, always),
    ChoiceSystem.ChairDecided: (Point.CHAIR_DECISION, always),
    ChoiceSystem.MinutesAnnouncedLate: (Point.MINUTES_LATE, always),
    ChoiceSystem.MinutesTakenDown: (Point.MINUTES_TAKEN_DOWN, always),
    Transition.GoDecided: (Point.GO_DESPITE, says("despite")),
    Transition.HandoverWaived: (Point.HANDOVER_WAIVED, always),
    Review.RulingRetracted: (Point.RULING_RETRACTED, always),
    Payment.Approved: (Point.CONTROLS_ACKNOWLEDGED, says("acknowledged")),
    Payment.CorrectionApproved: (Point.PAYMENT_CORRECTED, always),
    VisitMonth.Withdrawn: (Point.VISITS_WITHDRAWN, always),
    Indicator.ValueCorrected: (Point.INDICATOR_CORRECTED, always),
    Roster.BreakGlassOpened: (Point.BREAK_GLASS, always),
    Roster.ConflictDeclared: (Point.CONFLICT, always),
    Tender.ConflictDeclared: (Point.CONFLICT, says("conflict")),
}
"""What each event is a point of, where it says so."""

ABOUT: Mapping[type[DomainEvent], Callable[[Fact], str]] = {
    Indicator.ValueCorrected: lambda fact: ChoiceSystem.case_id(
        fact.data["figure"]["whose"]["system"]
    ),
    Roster.BreakGlassOpened: lambda fact: fact.data["target"],
    Roster.ConflictDeclared: lambda fact: fact.data["about"],
}
"""The case that an event is about, where it is another than its own."""


def teller(event: type[DomainEvent]) -> Teller | None:
    """What an event of that kind adds to the points, if anything."""
    if event not in EXCEPTIONS:
        return None
    point, holds = EXCEPTIONS[event]
    about = ABOUT.get(event, its_own)

    def tell(fact: Fact) -> Iterable[Change]:
        if holds(fact.data):
            yield put(
                points,
                point.value,
                fact.reference,
                case_id=about(fact),
                on_day=day_of(fact),
                days=0,
                position=fact.position,
            )

    return tell
