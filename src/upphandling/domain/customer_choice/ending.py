"""The end of care, and the return of a customer who is granted care again."""

from __future__ import annotations

from datetime import date, timedelta

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.configuration import Service
from upphandling.domain.customer_choice.refusals import (
    CareHasNotEnded,
    EndsBeforeCareBegan,
    ReturnsTooEarly,
)
from upphandling.domain.customer_choice.responsibility import Responsibility
from upphandling.domain.instants import must_have_come


class CustomerChoice(Responsibility):
    """One customer's choice for one bundle of services.

    `last_in_care` is the last day of the time in care before this one.
    """

    KIND = "customer_choice"

    last_in_care: date | None = None

    # -- Events, in the order they happen ----------------------------------

    class CareEnded(DomainEvent):
        """Kundens insatser har upphört (lokal ordning)."""

        TOPIC = "customer_choice.care_ended"
        since: date | None
        last_day: date

        def apply(self, case: CustomerChoice) -> None:
            case.ended_on = self.last_day
            case.queued_at = set()
            case.no_longer_placed()

    class Returned(DomainEvent):
        """Kunden har beviljats insatser på nytt (lokal ordning)."""

        TOPIC = "customer_choice.returned"
        system: str
        bundle: str
        area: str
        minutes: int
        services: tuple[Service, ...]
        since: date

        def apply(self, case: CustomerChoice) -> None:
            case.area = self.area
            case.minutes = self.minutes
            case.services = self.services
            case.last_in_care = case.ended_on
            case.agreement = case.provider = case.ended_on = None
            case.since = case.unchanged_since = self.since
            case.round = case.earliest_on = None
            case.wishes = ()
            case.chosen_at = ""

    # -- Commands: refuse, or bring about one event ------------------------

    def end_care(self, stamp: Stamp, *, last_day: date) -> None:
        """Care that was granted ahead may end before anybody gave it."""
        self._must_have_care()
        must_have_come(last_day, stamp.at)
        earliest, since = self.last_in_care, self.unchanged_since
        if self.agreement is not None and since is not None:
            earliest = since - timedelta(days=1)
        if earliest is not None and last_day < earliest:
            raise EndsBeforeCareBegan(last_day=last_day, earliest=earliest)
        self.record(self.CareEnded, stamp, since=since, last_day=last_day)

    def return_to_care(
        self,
        stamp: Stamp,
        *,
        area: str,
        minutes: int,
        services: tuple[Service, ...],
        since: date,
    ) -> None:
        """Care again, without provider and wishes: a new choice is made."""
        if self.ended_on is None:
            raise CareHasNotEnded(customer=self.customer)
        if since <= self.ended_on:
            raise ReturnsTooEarly(since=since, ended_on=self.ended_on)
        self.record(
            self.Returned,
            stamp,
            system=self.system,
            bundle=self.bundle,
            area=area,
            minutes=minutes,
            services=services,
            since=since,
        )
