"""The fallback: who answers for the customers that an agreement leaves when it ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import date

from upphandling.domain.agreement.offers import Offers
from upphandling.domain.agreement.queue import must_be_different
from upphandling.domain.agreement.refusals import NotWoundUp, WoundUpAlready
from upphandling.domain.agreement.terms import Place, Status
from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.instants import midnight_after


class Fallback(Offers):
    """An agreement that steps in for another, or leaves its customers to one.

    Those in `stepped_in` are answered for without a place: no ceiling counts them, and
    no lack of room leaves them without a responsible provider. Those in `left` have had
    nobody who answers for them since that day.
    """

    stepped_in: dict[str, Place] = field(default_factory=dict)
    wound_up: bool = False
    left: dict[str, date] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class SteppedIn(DomainEvent):
        """Utföraren har trätt in för kunder vars avtal har upphört (lokal ordning)."""

        TOPIC = "agreement.stepped_in"
        places: tuple[Place, ...]

        def apply(self, case: Fallback) -> None:
            case.stepped_in |= {place.customer: place for place in self.places}
            case.served |= {place.customer for place in self.places}

    class WoundUp(DomainEvent):
        """Avvecklingen efter hävningen är avslutad (lokal ordning)."""

        TOPIC = "agreement.wound_up"
        ended_on: date

        def apply(self, case: Fallback) -> None:
            case.wound_up = True

    class CustomersLeft(DomainEvent):
        """Kunder står utan ansvarig utförare när avtalet har upphört (lokal ordning)."""

        TOPIC = "agreement.customers_left"
        customers: tuple[str, ...]
        from_on: date

        def apply(self, case: Fallback) -> None:
            case.left |= dict.fromkeys(self.customers, self.from_on)

    # -- Commands: refuse, or bring about one event ------------------------

    def step_in(self, stamp: Stamp, places: Iterable[Place], *, on: date) -> None:
        """Answer for customers without a place from a day on; who has one keeps it."""
        self.must_answer_on(on)
        coming = tuple(place for place in places if place.customer not in self.holders)
        must_be_different(coming)
        if coming:
            self.record(self.SteppedIn, stamp, places=coming)

    def wind_up(self, stamp: Stamp) -> None:
        """The last day on which the provider answered after the rescission has passed."""
        if self.status is not Status.RESCINDED or self.ends_on is None:
            raise NotWoundUp(status=self.status)
        if self.wound_up:
            raise WoundUpAlready(agreement=self.key)
        if stamp.at < midnight_after(self.ends_on):
            raise NotWoundUp(wind_up_until=self.ends_on)
        self.record(self.WoundUp, stamp, ended_on=self.ends_on)

    def leave_customers(
        self, stamp: Stamp, customers: Iterable[str], *, from_on: date
    ) -> None:
        """Nobody takes over on the day after the last one: a gap begins."""
        left = tuple(c for c in customers if c in self.customers and c not in self.left)
        if left:
            self.record(self.CustomersLeft, stamp, customers=left, from_on=from_on)

    # -- Rules -------------------------------------------------------------

    @property
    def customers(self) -> Mapping[str, Place]:
        """All whom the provider answers for or is to answer for, by customer."""
        return {**self.stepped_in, **self.holders}
