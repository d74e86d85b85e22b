"""The ending: a decision is ended or expires, a person moves or dies."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.customer.granting import Granting
from upphandling.domain.customer.refusals import (
    DecisionIsOver,
    DecisionStillValid,
    EndsOutsideItsTime,
    LivesThereAlready,
)
from upphandling.domain.customer.terms import CareDecision
from upphandling.domain.instants import ONE_DAY, midnight_after, must_have_come
from upphandling.domain.parts import must_be_known


class Ending(Granting):
    """A person whose care comes to an end, or follows to another area."""

    expired: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class DecisionEnded(Decision):
        """Ett biståndsbeslut upphör efter en sista dag (lokal ordning)."""

        TOPIC = "customer.decision_ended"
        decision: str
        valid_from: date
        last_day: date
        reason: str

        def apply(self, case: Ending) -> None:
            if self.decision in case.decisions:
                case.decisions[self.decision] = _until(
                    case.decisions[self.decision], self.last_day
                )

    class DecisionExpired(DomainEvent):
        """Tiden för ett biståndsbeslut har gått ut (lokal ordning)."""

        TOPIC = "customer.decision_expired"
        decision: str
        last_day: date

        def apply(self, case: Ending) -> None:
            case.expired.add(self.decision)
            case.report_by.pop(self.decision, None)

    class Moved(DomainEvent):
        """Kunden har flyttat till ett annat område (lokal ordning)."""

        TOPIC = "customer.moved"
        before: str
        area: str
        on: date

        def apply(self, case: Ending) -> None:
            case.area = self.area

    class ChoiceCalledFor(DomainEvent):
        """Kunden måste välja på nytt, nuvarande utförare svarar tills vidare (lokal ordning)."""

        TOPIC = "customer.choice_called_for"
        bundle: str
        agreement: str
        reason: str

    class Died(DomainEvent):
        """Kunden har avlidit (lokal ordning)."""

        TOPIC = "customer.died"
        on: date
        decisions: tuple[str, ...]

        def apply(self, case: Ending) -> None:
            case.died_on = self.on
            case.report_by = {}

    # -- Commands: refuse, or bring about one event ------------------------

    def end_decision(
        self, stamp: Stamp, *, decision: str, last_day: date, reason: str
    ) -> None:
        """A decision that has not begun is ended with the day before its first."""
        self.must_be_alive()
        must_be_known(decision, self.decisions)
        ended = self.decisions[decision]
        if decision in self.expired:
            raise DecisionIsOver(decision=decision, last_day=ended.valid_to)
        if last_day < ended.valid_from - ONE_DAY or (
            ended.valid_to is not None and last_day > ended.valid_to
        ):
            raise EndsOutsideItsTime(
                decision=decision, valid_from=ended.valid_from, valid_to=ended.valid_to
            )
        self.decide(
            self.DecisionEnded,
            stamp,
            decision=decision,
            valid_from=ended.valid_from,
            last_day=last_day,
            reason=reason,
        )

    def expire(self, stamp: Stamp, *, decision: str) -> None:
        self.must_be_alive()
        must_be_known(decision, self.decisions)
        last_day = self.decisions[decision].valid_to
        if decision in self.expired:
            raise DecisionIsOver(decision=decision, last_day=last_day)
        if last_day is None or stamp.at < midnight_after(last_day):
            raise DecisionStillValid(decision=decision, last_day=last_day)
        self.record(self.DecisionExpired, stamp, decision=decision, last_day=last_day)

    def move(self, stamp: Stamp, *, area: str, on: date) -> None:
        self.must_be_alive()
        must_have_come(on, stamp.at)
        if area == self.area:
            raise LivesThereAlready(customer=self.key, area=area)
        self.record(self.Moved, stamp, before=self.area, area=area, on=on)

    def call_for_choice(
        self, stamp: Stamp, *, bundle: str, agreement: str, reason: str
    ) -> None:
        self.record(
            self.ChoiceCalledFor,
            stamp,
            bundle=bundle,
            agreement=agreement,
            reason=reason,
        )

    def die(self, stamp: Stamp, *, on: date) -> None:
        self.must_be_alive()
        must_have_come(on, stamp.at)
        running = tuple(sorted(self.decisions.keys() - self.expired))
        self.record(self.Died, stamp, on=on, decisions=running)

    # -- Rules -------------------------------------------------------------

    def last_day_of(self, bundle: str, today: date) -> date:
        """The last day on which a bundle was granted, today at the latest."""
        if self.died_on is not None:
            return self.died_on
        last_days = [
            min(one.valid_to, today)
            for one in self.decisions.values()
            if bundle in one.bundles
            and one.valid_to is not None
            and one.valid_from <= min(one.valid_to, today)
        ]
        return max(last_days, default=today)


def _until(decision: CareDecision, last_day: date) -> CareDecision:
    return decision.model_copy(update={"valid_to": last_day})
