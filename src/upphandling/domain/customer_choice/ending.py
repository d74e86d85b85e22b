"""The end of care, and the return of a customer who is granted care again."""

from __future__ import annotations

from datetime import date

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.configuration import Service
from upphandling.domain.customer_choice.refusals import (
    CareHasNotEnded,
    EndsBeforeCareBegan,
    ReturnsTooEarly,
)
from upphandling.domain.customer_choice.responsibility import Responsibility
from upphandling.domain.instants import ONE_DAY, must_have_come


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
            case.last_days_until(self.last_day)
            case.queued_at = set()
            case.no_longer_placed()

    class EndMoved(DomainEvent):
        """Insatserna upphörde redan den dag då kunden avled (lokal ordning)."""

        TOPIC = "customer_choice.end_moved"
        before: date
        last_day: date
        cut: date | None
        emptied: tuple[date, ...]

        def apply(self, case: CustomerChoice) -> None:
            case.ended_on = self.last_day

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
            case.since = self.since
            case.unchanged_from(self.since)
            case.round = case.earliest_on = None
            case.wishes = ()
            case.chosen_at = ""

    # -- Commands: refuse, or bring about one event ------------------------

    def end_care(self, stamp: Stamp, *, last_day: date) -> None:
        """Care that was granted ahead may end before anybody gave it."""
        self._must_have_care()
        must_have_come(last_day, stamp.at)
        earliest = self.earliest_end
        if earliest is not None and last_day < earliest:
            raise EndsBeforeCareBegan(last_day=last_day, earliest=earliest)
        self.record(
            self.CareEnded, stamp, since=self.unchanged_since, last_day=last_day
        )

    def end_at_death(self, stamp: Stamp, *, died_on: date) -> None:
        """Care that was recorded after the death was nobody's: whatever came then is undone.

        `cut` is the first day of the period that the death ends, `emptied` those of the
        periods that began later.
        """
        if self.ended_on is None:
            raise CareHasNotEnded(customer=self.customer)
        if self.ended_on <= died_on:
            return
        cut = [
            first
            for first, last in self.periods.items()
            if first <= died_on and (last is None or last > died_on)
        ]
        self.record(
            self.EndMoved,
            stamp,
            before=self.ended_on,
            last_day=died_on,
            cut=max(cut, default=None),
            emptied=tuple(sorted(first for first in self.periods if first > died_on)),
        )

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

    # -- Rules -------------------------------------------------------------

    @property
    def earliest_end(self) -> date | None:
        """The first day that may be the last; None where nothing stands in the way."""
        if self.agreement is not None and self.unchanged_since is not None:
            return self.unchanged_since - ONE_DAY
        return self.last_in_care
