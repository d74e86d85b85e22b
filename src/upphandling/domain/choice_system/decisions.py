"""Political decisions, and the chair's urgent ones that the next meeting is told of."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.choice_system.establishment import Establishment
from upphandling.domain.choice_system.refusals import (
    DecisionAnnulledByCourt,
    MeetingBeforeDecision,
    MeetingNotOver,
    MeetingNotPlanned,
    NotAnUrgentDecision,
)
from upphandling.domain.choice_system.terms import Body
from upphandling.domain.instants import midnight_after, must_have_come
from upphandling.domain.parts import must_be_known, must_be_new


class PoliticalDecisions(Establishment):
    """A choice system that the council and the boards decide on."""

    decisions: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, Body] = field(default_factory=dict)
    taken_on: dict[str, date] = field(default_factory=dict)
    annulled: dict[str, date] = field(default_factory=dict)
    urgent: set[str] = field(default_factory=set)
    meetings: set[tuple[Body, date]] = field(default_factory=set)
    to_report: dict[str, date | None] = field(default_factory=dict)
    unreported: dict[str, date] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class DecisionTaken(DomainEvent):
        """Ett politiskt beslut har fattats (KL 13 kap. 2 §)."""

        TOPIC = "choice_system.decision_taken"
        decision: str
        body: Body
        taken_on: date
        minutes: str
        matter: str

        def apply(self, case: PoliticalDecisions) -> None:
            case.decisions[self.decision] = self.matter
            case.bodies[self.decision] = self.body
            case.taken_on[self.decision] = self.taken_on

    class ChairDecided(DomainEvent):
        """Ordföranden har beslutat i ett brådskande ärende (KL 6 kap. 39 §)."""

        TOPIC = "choice_system.chair_decided"
        decision: str
        body: Body
        taken_on: date
        minutes: str
        matter: str

        def apply(self, case: PoliticalDecisions) -> None:
            case.decisions[self.decision] = self.matter
            case.bodies[self.decision] = self.body
            case.taken_on[self.decision] = self.taken_on
            case.urgent.add(self.decision)

    class MeetingPlanned(DomainEvent):
        """Ett sammanträde har planerats (lokal ordning)."""

        TOPIC = "choice_system.meeting_planned"
        body: Body
        on: date

        def apply(self, case: PoliticalDecisions) -> None:
            case.meetings.add((self.body, self.on))

    class MeetingCancelled(DomainEvent):
        """Ett planerat sammanträde har ställts in (lokal ordning)."""

        TOPIC = "choice_system.meeting_cancelled"
        body: Body
        on: date

        def apply(self, case: PoliticalDecisions) -> None:
            case.meetings.discard((self.body, self.on))

    class ReportScheduled(DomainEvent):
        """Ordförandebeslutet ska anmälas vid nästa sammanträde (KL 6 kap. 40 §)."""

        TOPIC = "choice_system.report_scheduled"
        decision: str
        meeting_on: date | None

        def apply(self, case: PoliticalDecisions) -> None:
            case.to_report[self.decision] = self.meeting_on

    class MeetingHeld(DomainEvent):
        """Ett sammanträde har hållits (lokal ordning)."""

        TOPIC = "choice_system.meeting_held"
        body: Body
        on: date

        def apply(self, case: PoliticalDecisions) -> None:
            case.meetings.add((self.body, self.on))

    class ChairDecisionReported(DomainEvent):
        """Ordförandebeslutet har anmälts vid nämndens sammanträde (KL 6 kap. 40 §)."""

        TOPIC = "choice_system.chair_decision_reported"
        decision: str
        meeting_on: date

        def apply(self, case: PoliticalDecisions) -> None:
            case.urgent.discard(self.decision)
            case.to_report.pop(self.decision, None)

    class ChairDecisionUnreported(DomainEvent):
        """Sammanträdet har passerat utan att ordförandebeslutet anmälts (KL 6 kap. 40 §)."""

        TOPIC = "choice_system.chair_decision_unreported"
        decision: str
        meeting_on: date

        def apply(self, case: PoliticalDecisions) -> None:
            case.to_report.pop(self.decision, None)
            case.unreported[self.decision] = self.meeting_on

    # -- Commands: refuse, or bring about one event ------------------------

    def record_decision(
        self,
        stamp: Stamp,
        *,
        decision: str,
        body: Body,
        taken_on: date,
        minutes: str,
        matter: str,
        urgent: bool,
    ) -> None:
        must_be_new(decision, self.decisions)
        must_have_come(taken_on, stamp.at)
        self.record(
            self.ChairDecided if urgent else self.DecisionTaken,
            stamp,
            decision=decision,
            body=body,
            taken_on=taken_on,
            minutes=minutes,
            matter=matter,
        )
        self._schedule_reports(stamp)

    def plan_meeting(self, stamp: Stamp, *, body: Body, on: date) -> None:
        self.record(self.MeetingPlanned, stamp, body=body, on=on)
        self._schedule_reports(stamp)

    def cancel_meeting(self, stamp: Stamp, *, body: Body, on: date) -> None:
        if (body, on) not in self.meetings:
            raise MeetingNotPlanned(body=body, on=on)
        self.record(self.MeetingCancelled, stamp, body=body, on=on)
        self._schedule_reports(stamp)

    def hold_meeting(
        self, stamp: Stamp, *, body: Body, on: date, reported: tuple[str, ...]
    ) -> None:
        must_have_come(on, stamp.at)
        self.record(self.MeetingHeld, stamp, body=body, on=on)
        for decision in reported:
            self.report_chair_decision(stamp, decision=decision, meeting_on=on)
        self._schedule_reports(stamp)
        for decision in sorted(self.to_report):
            if self.bodies[decision] is body and self.to_report[decision] == on:
                self._note_unreported(stamp, decision, on)

    def report_chair_decision(
        self, stamp: Stamp, *, decision: str, meeting_on: date
    ) -> None:
        must_be_known(decision, self.decisions)
        if decision not in self.urgent:
            raise NotAnUrgentDecision(decision=decision)
        must_have_come(meeting_on, stamp.at)
        if meeting_on < self.taken_on[decision]:
            raise MeetingBeforeDecision(
                decision=decision,
                taken_on=self.taken_on[decision],
                meeting_on=meeting_on,
            )
        self.record(
            self.ChairDecisionReported, stamp, decision=decision, meeting_on=meeting_on
        )

    def note_unreported(self, stamp: Stamp, *, decision: str) -> None:
        must_be_known(decision, self.to_report)
        meeting_on = self.to_report[decision]
        if meeting_on is None or stamp.at < midnight_after(meeting_on):
            raise MeetingNotOver(decision=decision, meeting_on=meeting_on)
        self._note_unreported(stamp, decision, meeting_on)

    # -- Rules -------------------------------------------------------------

    def must_have_decided(self, decision: str) -> None:
        """Refuse what cites a decision that was not taken, or that a court annulled."""
        must_be_known(decision, self.decisions)
        if decision in self.annulled:
            raise DecisionAnnulledByCourt(
                decision=decision, annulled_on=self.annulled[decision]
            )

    def _schedule_reports(self, stamp: Stamp) -> None:
        """Tie each chair decision to the next meeting, as the meetings now stand."""
        for decision in sorted(self.urgent - self.unreported.keys()):
            meeting_on = self._next_meeting(decision)
            if meeting_on != self.to_report.get(decision):
                self.record(
                    self.ReportScheduled,
                    stamp,
                    decision=decision,
                    meeting_on=meeting_on,
                )

    def _next_meeting(self, decision: str) -> date | None:
        body, taken_on = self.bodies[decision], self.taken_on[decision]
        return min(
            (on for whose, on in self.meetings if whose is body and on > taken_on),
            default=None,
        )

    def _note_unreported(self, stamp: Stamp, decision: str, meeting_on: date) -> None:
        self.record(
            self.ChairDecisionUnreported,
            stamp,
            decision=decision,
            meeting_on=meeting_on,
        )
