"""Legal force: three weeks on the notice board without an appeal, or what a court says.

A decision may be carried out before it has legal force (KL 13 kap. 14 §), so nothing
here holds up anything but the citing of what a court has annulled.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, timedelta

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.calendar import swedish_calendar
from upphandling.domain.choice_system.decisions import PoliticalDecisions
from upphandling.domain.choice_system.refusals import (
    AnnouncedBeforeApproval,
    AppealPending,
    AppealTimeOver,
    LegalForceNotReached,
)
from upphandling.domain.choice_system.terms import AppealOutcome
from upphandling.domain.instants import must_have_come
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.parts import must_be_known, must_be_new

DAYS_TO_ANNOUNCE = timedelta(days=2)  # "senast andra dagen" (KL 8 kap. 12 §)


class LegalForce(PoliticalDecisions):
    """A choice system whose decisions may be appealed."""

    announced: dict[str, LegalDeadline] = field(default_factory=dict)
    legal_force: dict[str, LegalDeadline] = field(default_factory=dict)
    appeals: dict[str, str] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class MinutesAnnounced(DomainEvent):
        """Justerat protokoll har tillkännagetts på anslagstavlan (KL 8 kap. 12 §)."""

        TOPIC = "choice_system.minutes_announced"
        decision: str
        appeal: LegalDeadline

        def apply(self, case: LegalForce) -> None:
            case.announced[self.decision] = self.appeal
            case.legal_force[self.decision] = self.appeal

    class MinutesAnnouncedLate(DomainEvent):
        """Justeringen tillkännagavs senare än andra dagen efter den (KL 8 kap. 12 §)."""

        TOPIC = "choice_system.minutes_announced_late"
        decision: str
        approved_on: date
        latest: date
        announced_on: date

    class MinutesTakenDown(DomainEvent):
        """Tillkännagivandet togs bort innan överklagandetiden gått ut (KL 13 kap. 5 §)."""

        TOPIC = "choice_system.minutes_taken_down"
        decision: str
        on: date
        last_day: date

        def apply(self, case: LegalForce) -> None:
            case.announced.pop(self.decision, None)
            case.legal_force.pop(self.decision, None)

    class DecisionAppealed(DomainEvent):
        """Det politiska beslutet har överklagats (KL 13 kap. 1 §)."""

        TOPIC = "choice_system.decision_appealed"
        decision: str
        court: str
        case_number: str
        received_on: date

        def apply(self, case: LegalForce) -> None:
            case.appeals[self.case_number] = self.decision

    class AppealedTooLate(DomainEvent):
        """Överklagandet kom in efter överklagandetidens utgång (KL 13 kap. 5 §)."""

        TOPIC = "choice_system.appealed_too_late"
        decision: str
        court: str
        case_number: str
        received_on: date

    class AppealRuled(DomainEvent):
        """Domstolen har slutligt avgjort laglighetsprövningen (KL 13 kap. 8 §)."""

        TOPIC = "choice_system.appeal_ruled"
        decision: str
        case_number: str
        outcome: AppealOutcome
        ruled_on: date
        still_pending: tuple[str, ...]
        appeal: LegalDeadline | None

        def apply(self, case: LegalForce) -> None:
            case.appeals.pop(self.case_number, None)

    class DecisionAnnulled(DomainEvent):
        """Domstolen har upphävt beslutet (KL 13 kap. 8 §)."""

        TOPIC = "choice_system.decision_annulled"
        decision: str
        case_number: str
        annulled_on: date

        def apply(self, case: LegalForce) -> None:
            case.annulled[self.decision] = self.annulled_on
            case.legal_force.pop(self.decision, None)

    class LegalForceGained(DomainEvent):
        """Tiden för laglighetsprövning har gått ut (KL 13 kap. 5 §)."""

        TOPIC = "choice_system.legal_force_gained"
        decision: str

        def apply(self, case: LegalForce) -> None:
            case.legal_force.pop(self.decision, None)

    # -- Commands: refuse, or bring about one event ------------------------

    def announce_minutes(
        self,
        stamp: Stamp,
        *,
        decision: str,
        on: date,
        approved_on: date | None = None,
    ) -> None:
        self.must_have_decided(decision)
        must_have_come(on, stamp.at)
        if approved_on is not None and on < approved_on:
            raise AnnouncedBeforeApproval(approved_on=approved_on, announced_on=on)
        self.record(
            self.MinutesAnnounced,
            stamp,
            decision=decision,
            appeal=count("legality-appeal", on),
        )
        if approved_on is not None:
            self._note_if_late(stamp, decision, approved_on, on)

    def take_down_minutes(self, stamp: Stamp, *, decision: str, on: date) -> None:
        must_be_known(decision, self.announced)
        must_have_come(on, stamp.at)
        last_day = self.announced[decision].last_day
        if on > last_day:
            raise AppealTimeOver(decision=decision, on=on, last_day=last_day)
        self.record(
            self.MinutesTakenDown, stamp, decision=decision, on=on, last_day=last_day
        )

    def appeal_decision(
        self,
        stamp: Stamp,
        *,
        decision: str,
        court: str,
        case_number: str,
        received_on: date,
        in_time: bool,
    ) -> None:
        self.must_have_decided(decision)
        must_be_new(case_number, self.appeals)
        must_have_come(received_on, stamp.at)
        self.record(
            self.DecisionAppealed if in_time else self.AppealedTooLate,
            stamp,
            decision=decision,
            court=court,
            case_number=case_number,
            received_on=received_on,
        )

    def rule_on_appeal(
        self,
        stamp: Stamp,
        *,
        case_number: str,
        outcome: AppealOutcome,
        ruled_on: date,
    ) -> None:
        must_be_known(case_number, self.appeals)
        must_have_come(ruled_on, stamp.at)
        decision = self.appeals[case_number]
        annulled = outcome is AppealOutcome.ANNULLED
        others = self._pending(decision) - {case_number}
        self.record(
            self.AppealRuled,
            stamp,
            decision=decision,
            case_number=case_number,
            outcome=outcome,
            ruled_on=ruled_on,
            still_pending=tuple(sorted(others)),
            appeal=None if annulled or others else self.legal_force.get(decision),
        )
        if annulled:
            self.record(
                self.DecisionAnnulled,
                stamp,
                decision=decision,
                case_number=case_number,
                annulled_on=ruled_on,
            )

    def gain_legal_force(self, stamp: Stamp, *, decision: str) -> None:
        must_be_known(decision, self.legal_force)
        if pending := self._pending(decision):
            raise AppealPending(decision=decision, case_numbers=sorted(pending))
        expires_at = self.legal_force[decision].expires_at
        if stamp.at < expires_at:
            raise LegalForceNotReached(decision=decision, expires_at=expires_at)
        self.record(self.LegalForceGained, stamp, decision=decision)

    # -- Rules -------------------------------------------------------------

    def _pending(self, decision: str) -> set[str]:
        """The appeals of a decision that no court has ruled on."""
        return {number for number, of in self.appeals.items() if of == decision}

    def _note_if_late(
        self, stamp: Stamp, decision: str, approved_on: date, on: date
    ) -> None:
        # A stated time that ends on a day off ends on the next working day (1930:173).
        latest = swedish_calendar().next_open(approved_on + DAYS_TO_ANNOUNCE)
        if on > latest:
            self.record(
                self.MinutesAnnouncedLate,
                stamp,
                decision=decision,
                approved_on=approved_on,
                latest=latest,
                announced_on=on,
            )
