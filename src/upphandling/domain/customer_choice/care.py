"""The care: what is granted changes, and the customer moves, with the same provider."""

from __future__ import annotations

from datetime import date

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.configuration import Service
from upphandling.domain.customer_choice.refusals import (
    ChangedTooEarly,
    SameArea,
)
from upphandling.domain.customer_choice.registration import Registration
from upphandling.domain.instants import local_date, must_have_come


class Care(Registration):
    """A customer whose granted care may change, and who may move to another area."""

    # -- Events, in the order they happen ----------------------------------

    class CareChanged(DomainEvent):
        """Kundens beviljade insatser har ändrats (lokal ordning)."""

        TOPIC = "customer_choice.care_changed"
        system: str
        bundle: str
        area: str
        agreement: str | None
        provider: str | None
        minutes: int
        services: tuple[Service, ...]
        before_minutes: int
        before_services: tuple[Service, ...]
        before_since: date | None
        on: date
        reason: str

        def apply(self, case: Care) -> None:
            case.minutes = self.minutes
            case.services = self.services
            case.unchanged_from(self.on)

    class AreaChanged(DomainEvent):
        """Kunden har flyttat till ett annat område (lokal ordning)."""

        TOPIC = "customer_choice.area_changed"
        system: str
        bundle: str
        before: str
        area: str
        agreement: str | None
        provider: str | None
        minutes: int
        before_since: date | None
        on: date

        def apply(self, case: Care) -> None:
            case.area = self.area
            case.unchanged_from(self.on)

    # -- Commands: refuse, or bring about one event ------------------------

    def change_care(
        self,
        stamp: Stamp,
        *,
        minutes: int,
        services: tuple[Service, ...],
        reason: str,
        on: date | None = None,
    ) -> None:
        """From a day on (None: today); what is granted already changes nothing."""
        self._must_have_care()
        first_day = on or local_date(stamp.at)
        if (minutes, services) == (self.minutes, self.services):
            return
        self._must_follow(first_day, stamp)
        self.record(
            self.CareChanged,
            stamp,
            system=self.system,
            bundle=self.bundle,
            area=self.area,
            agreement=self.agreement,
            provider=self.provider,
            minutes=minutes,
            services=services,
            before_minutes=self.minutes,
            before_services=self.services,
            before_since=self.unchanged_since,
            on=first_day,
            reason=reason,
        )

    def move_area(self, stamp: Stamp, *, area: str, on: date) -> None:
        """The present provider stays responsible, until another takes over."""
        self._must_have_care()
        if area == self.area:
            raise SameArea(customer=self.customer, area=area)
        self._must_follow(on, stamp)
        self.record(
            self.AreaChanged,
            stamp,
            system=self.system,
            bundle=self.bundle,
            before=self.area,
            area=area,
            agreement=self.agreement,
            provider=self.provider,
            minutes=self.minutes,
            before_since=self.unchanged_since,
            on=on,
        )

    # -- Rules -------------------------------------------------------------

    def _must_follow(self, on: date, stamp: Stamp) -> None:
        """Days come one after the other in a customer's history."""
        must_have_come(on, stamp.at)
        if self.unchanged_since is not None and on < self.unchanged_since:
            raise ChangedTooEarly(on=on, since=self.unchanged_since)
