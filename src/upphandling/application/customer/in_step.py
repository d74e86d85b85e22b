"""What the care decisions come to, bundle by bundle, carried into the customer's choices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from upphandling.application.commands import Cases
from upphandling.application.customer_choice.care import change, come_back, end
from upphandling.application.executions import note_executions
from upphandling.application.places import place_of
from upphandling.domain.agreement import Agreement, Place
from upphandling.domain.base import Role, Stamp
from upphandling.domain.customer import Customer, GrantedCare
from upphandling.domain.customer_choice import CustomerChoice, choice_key
from upphandling.domain.instants import ONE_DAY, local_date


def keep_in_step(
    cases: Cases,
    stamp: Stamp,
    customers: Sequence[Customer],
    *,
    reason: str,
    present: Mapping[str, str] | None = None,
    on: date | None = None,
) -> None:
    """Begin, change and end the care of every bundle, as the decisions now stand.

    A bundle that is granted for the first time is registered without a provider, for
    the customer is to choose; `present` names, by key of the choice, the agreement of
    those who have one already. Asked twice, nothing more happens. `on` is the day
    from which it changed (None: today), also when that is recorded late.
    """
    keys = [
        choice_key(customer.key, bundle)
        for customer in customers
        for bundle in customer.bundles
    ]
    carrying = _Carrying(
        cases,
        stamp,
        cases.find_many(CustomerChoice, keys),
        present or {},
        reason,
        on or local_date(stamp.at),
    )
    for customer in customers:
        for bundle in customer.bundles:
            carrying.carry(customer, bundle)
    carrying.keep()
    note_executions(cases, stamp, customers)


@dataclass(slots=True)
class _Carrying:
    """One go at it: the choices that there are, and those that are new."""

    cases: Cases
    stamp: Stamp
    choices: Mapping[str, CustomerChoice]
    present: Mapping[str, str]
    reason: str
    on: date
    new: list[CustomerChoice] = field(default_factory=list)

    def carry(self, customer: Customer, bundle: str) -> None:
        today = local_date(self.stamp.at)
        choice = self.choices.get(choice_key(customer.key, bundle))
        care = customer.care_in(bundle, today)
        if choice is None:
            if care is not None:
                self.new.append(self._registered(customer, bundle, care))
            return
        if choice.ended_on is None and not self._begins_as(choice, care):
            last_day = self._last_day(choice, customer.last_day_of(bundle, today), care)
            end(self.cases, self.stamp, choice, last_day=last_day)
        if care is None:
            return
        if choice.ended_on is not None:
            come_back(
                self.cases,
                self.stamp,
                choice,
                area=customer.area,
                minutes=care.minutes,
                services=care.services,
                since=max(care.since, choice.ended_on + ONE_DAY),
            )
        elif care.since <= today:
            change(
                self.cases,
                self.stamp,
                choice,
                minutes=care.minutes,
                services=care.services,
                reason=self.reason,
                on=max(self.on, choice.unchanged_since or self.on),
            )

    def keep(self) -> None:
        """Save the new choices, with the places of those who have a provider."""
        taken: dict[str, list[Place]] = defaultdict(list)
        for choice in self.new:
            if choice.agreement is not None:
                taken[choice.agreement].append(place_of(choice))
        for agreement, places in sorted(taken.items()):
            self.cases.fetch(Agreement, agreement).take_places(
                self.stamp, tuple(places)
            )
        self.cases.add(*self.new)

    def _registered(
        self, customer: Customer, bundle: str, care: GrantedCare
    ) -> CustomerChoice:
        key = self.present.get(choice_key(customer.key, bundle))
        provider = key and self.cases.fetch(Agreement, key).agreed.provider
        return CustomerChoice.register(
            self.stamp,
            system=customer.system,
            customer=customer.key,
            bundle=bundle,
            area=customer.area,
            minutes=care.minutes,
            services=care.services,
            agreement=key,
            provider=provider,
            since=care.since,
        )

    def _last_day(
        self, choice: CustomerChoice, granted: date, care: GrantedCare | None
    ) -> date:
        """The last day of what ends: as granted, and before what comes instead begins."""
        last_day = granted if care is None else min(granted, care.since - ONE_DAY)
        today = local_date(self.stamp.at)
        ahead = choice.since is not None and choice.since > today
        if ahead:  # nobody has had this care, and what comes instead may begin today
            last_day = min(last_day, today - ONE_DAY)
        if ahead or self.stamp.role is Role.SCHEDULER:  # time goes, whatever came since
            last_day = max(last_day, choice.earliest_end or last_day)
        return last_day

    def _begins_as(self, choice: CustomerChoice, care: GrantedCare | None) -> bool:
        """Whether both run today, or begin on the same day to come."""
        if care is None or choice.since is None:
            return care is not None
        today = local_date(self.stamp.at)
        return max(choice.since, today) == max(care.since, today)
