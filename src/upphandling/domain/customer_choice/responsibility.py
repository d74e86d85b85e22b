"""The responsibility: one provider takes over from another, until care ends."""

from __future__ import annotations

from datetime import date, timedelta

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.customer_choice.choosing import Choosing
from upphandling.domain.customer_choice.refusals import (
    EndsBeforeCareBegan,
    NotPlaced,
    TakenOverTooEarly,
)
from upphandling.domain.instants import must_have_come


class CustomerChoice(Choosing):
    """One customer's choice for one bundle of services."""

    KIND = "customer_choice"

    # -- Events, in the order they happen ----------------------------------

    class TakenOver(DomainEvent):
        """En utförare har tagit över ansvaret för kunden (lokal ordning)."""

        TOPIC = "customer_choice.taken_over"
        system: str
        bundle: str
        agreement: str
        provider: str
        area: str
        minutes: int
        on: date
        before: str | None
        before_since: date | None

        def apply(self, case: CustomerChoice) -> None:
            case.agreement = self.agreement
            case.since = self.on
            case.placed_at = None

    class CareEnded(DomainEvent):
        """Kundens insatser har upphört (lokal ordning)."""

        TOPIC = "customer_choice.care_ended"
        since: date | None
        last_day: date

        def apply(self, case: CustomerChoice) -> None:
            case.ended_on = self.last_day

    # -- Commands: refuse, or bring about one event ------------------------

    def take_over(self, stamp: Stamp, *, provider: str, on: date) -> None:
        """The provider with whom the customer has a place takes over on a day."""
        self._must_have_care()
        if self.placed_at is None:
            raise NotPlaced(customer=self.customer)
        must_have_come(on, stamp.at)
        if self.since is not None and on < self.since:
            raise TakenOverTooEarly(on=on, since=self.since)
        self.record(
            self.TakenOver,
            stamp,
            system=self.system,
            bundle=self.bundle,
            agreement=self.placed_at,
            provider=provider,
            area=self.area,
            minutes=self.minutes,
            on=on,
            before=self.agreement,
            before_since=self.since,
        )

    def end_care(self, stamp: Stamp, *, last_day: date) -> None:
        self._must_have_care()
        must_have_come(last_day, stamp.at)
        if self.since is not None and last_day < self.since - timedelta(days=1):
            raise EndsBeforeCareBegan(last_day=last_day, since=self.since)
        self.record(self.CareEnded, stamp, since=self.since, last_day=last_day)
