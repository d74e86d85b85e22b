"""Late reporting: how long after something happened the log was told of it.

Counted in Swedish days, from the day the event tells of or took effect, whichever is
earlier. What the clock notes is late only because the clock was; it is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from upphandling.domain.agreement import Agreement
from upphandling.domain.application import Application
from upphandling.domain.award import Award
from upphandling.domain.base import DomainEvent, Role
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.deviation import Deviation
from upphandling.domain.direct_procurement import DirectProcurement
from upphandling.domain.follow_up import FollowUp
from upphandling.domain.instants import local_date
from upphandling.domain.plan import Plan
from upphandling.domain.review import Review
from upphandling.domain.tender import Tender
from upphandling.projections.base import Change, Fact, put
from upphandling.projections.control.tables import Point, Teller, points

TOLD_ON: Mapping[type[DomainEvent], str] = {
    FollowUp.CheckDone: "done_on",
    Deviation.Reported: "discovered_on",
    Deviation.ProviderHeard: "received_on",
    Deviation.PlanReceived: "received_on",
    Deviation.MeasureDone: "done_on",
    Deviation.Rechecked: "rechecked_on",
    ChoiceSystem.DecisionTaken: "taken_on",
    ChoiceSystem.ChairDecided: "taken_on",
    ChoiceSystem.DecisionAppealed: "received_on",
    ChoiceSystem.AppealRuled: "ruled_on",
    Plan.MilestoneMet: "met_on",
    Tender.PreparatoryWorkRecorded: "carried_out_on",
    Review.Filed: "received_on",
    Review.Ruled: "ruled_on",
    Award.ReasonsRequested: "received_on",
    Award.PostAwardNoticePublished: "published_on",
    DirectProcurement.IntentPublished: "published_on",
    Application.Received: "received_on",
    Application.Completed: "received_on",
    Agreement.Admitted: "signed_on",
}
"""The field with the day on which what an event tells of happened."""

FIELDS = {event.TOPIC: field for event, field in TOLD_ON.items()}


def teller(event: type[DomainEvent]) -> Teller | None:
    """How late an event was recorded, if it was; of what is secret nothing is told."""
    return None if event.SECRET else _late


def _late(fact: Fact) -> Iterable[Change]:
    effective, field = fact.data["effective_at"], FIELDS.get(fact.topic)
    if field is None and fact.recorded_at[:10] == effective[:10]:
        return
    if not fact.recorded_at or fact.data["role"] == Role.SCHEDULER.value:
        return
    recorded = local_date(datetime.fromisoformat(fact.recorded_at))
    happened = local_date(datetime.fromisoformat(effective))
    if field is not None and fact.data[field] is not None:
        happened = min(happened, date.fromisoformat(fact.data[field]))
    if recorded > happened:
        yield put(
            points,
            Point.LATE.value,
            fact.reference,
            case_id=fact.case,
            on_day=recorded.isoformat(),
            days=(recorded - happened).days,
            position=fact.position,
        )
