"""Roles: granted for a time, for a party, and withdrawn; a keeper always remains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Self

from upphandling.domain.access import policy
from upphandling.domain.base import Aggregate, Decision, DomainEvent, Role, Stamp
from upphandling.domain.instants import local_date
from upphandling.domain.roster.refusals import (
    NoRoleKeeper,
    PartyDoesNotFit,
    RoleInDisorder,
    RoleNotGranted,
    RoleNotHeld,
)
from upphandling.domain.roster.terms import Holding

OF_THE_SENDER = (Role.SCHEDULER, Role.CUSTOMER)
"""Roles that nobody is given: the clock has one, and every customer the other."""

Holdings = Mapping[str, tuple[Holding, ...]]


class Roles(Aggregate):
    """A roster as long as nobody is conflicted and no glass is broken."""

    holdings: dict[str, tuple[Holding, ...]] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class Opened(DomainEvent):
        """Ett behörighetsregister har lagts upp (lokal ordning)."""

        TOPIC = "roster.opened"

    class RoleGranted(Decision):
        """En person har fått en roll, eller fått behålla den längre (lokal ordning)."""

        TOPIC = "roster.role_granted"
        person: str
        granted: Role
        party: str | None
        from_day: date
        until: date | None

        def apply(self, case: Roles) -> None:
            held = Holding(
                role=self.granted,
                party=self.party,
                from_day=self.from_day,
                until=self.until,
            )
            case.holdings = with_role(case.holdings, self.person, held)

    class RoleWithdrawn(Decision):
        """En person har blivit av med en roll (lokal ordning)."""

        TOPIC = "roster.role_withdrawn"
        person: str
        withdrawn: Role
        party: str | None
        reason: str

        def apply(self, case: Roles) -> None:
            case.holdings = without_role(
                case.holdings, self.person, self.withdrawn, self.party
            )

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def open(cls, stamp: Stamp, key: str) -> Self:
        return cls.begin(cls.Opened, stamp, key)

    def grant_role(
        self,
        stamp: Stamp,
        *,
        person: str,
        role: Role,
        party: str | None,
        from_day: date,
        until: date | None,
    ) -> None:
        """Give a role, or change the days of one that the person has."""
        if role in OF_THE_SENDER:
            raise RoleNotGranted(role=role)
        if (role is Role.PROVIDER) is not (party is not None):
            raise PartyDoesNotFit(role=role, party=party)
        if until is not None and until < from_day:
            raise RoleInDisorder(from_day=from_day, until=until)
        held = Holding(role=role, party=party, from_day=from_day, until=until)
        must_have_keeper(with_role(self.holdings, person, held), local_date(stamp.at))
        self.decide(
            self.RoleGranted,
            stamp,
            person=person,
            granted=role,
            party=party,
            from_day=from_day,
            until=until,
        )

    def withdraw_role(
        self, stamp: Stamp, *, person: str, role: Role, party: str | None, reason: str
    ) -> None:
        if not any(
            (one.role, one.party) == (role, party)
            for one in self.holdings.get(person, ())
        ):
            raise RoleNotHeld(person=person, role=role, party=party)
        left = without_role(self.holdings, person, role, party)
        must_have_keeper(left, local_date(stamp.at))
        self.decide(
            self.RoleWithdrawn,
            stamp,
            person=person,
            withdrawn=role,
            party=party,
            reason=reason,
        )

    # -- Rules -------------------------------------------------------------

    @property
    def binds(self) -> bool:
        """Whether anybody was ever given a role: from then on everybody needs one."""
        return bool(self.holdings)

    def holds(self, person: str, role: Role, day: date) -> bool:
        """Whether the person has the role on the day."""
        return any(
            one.role is role and one.on(day) for one in self.holdings.get(person, ())
        )

    def parties_of(self, person: str, day: date) -> frozenset[str]:
        """The providers that the person acts for on the day."""
        return frozenset(
            one.party
            for one in self.holdings.get(person, ())
            if one.party is not None and one.on(day)
        )


def with_role(
    holdings: Holdings, person: str, held: Holding
) -> dict[str, tuple[Holding, ...]]:
    """The holdings with one more; it takes the place of the same role and party."""
    left = without_role(holdings, person, held.role, held.party)
    return {**left, person: (*left.get(person, ()), held)}


def without_role(
    holdings: Holdings, person: str, role: Role, party: str | None
) -> dict[str, tuple[Holding, ...]]:
    """The holdings without one; who has none left is left out."""
    kept = tuple(
        one
        for one in holdings.get(person, ())
        if (one.role, one.party) != (role, party)
    )
    others = {name: held for name, held in holdings.items() if name != person}
    return {**others, person: kept} if kept else others


def must_have_keeper(holdings: Holdings, day: date) -> None:
    """Refuse holdings in which nobody may keep the roster, now and without end."""
    keepers = policy().who_may("roster.grant_role")
    for held in holdings.values():
        if any(
            one.role in keepers and one.until is None and one.on(day) for one in held
        ):
            return
    raise NoRoleKeeper(roles=keepers)
