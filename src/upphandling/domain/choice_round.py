"""Choice round (valomgång): a window in which many customers choose at once.

Opened ──▶ Invited ... ──▶ Closed ──▶ AllocationProposed ──▶ AllocationAdopted
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import AwareDatetime

from upphandling.domain.allocation import Placement, Waiting
from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.configuration import DefaultRule
from upphandling.domain.errors import Refused
from upphandling.domain.instants import midnight_after


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    PROPOSED = "proposed"
    ADOPTED = "adopted"


class RoundInWrongStage(Refused):
    """Valomgången är inte i det skede som åtgärden kräver."""


class WindowAlreadyOver(Refused):
    """Valperioden ska sluta efter att den öppnats."""


class WindowStillOpen(Refused):
    """Valperioden har inte gått ut."""


class WindowOver(Refused):
    """Valperioden har gått ut."""


class DefaultNotReckoned(Refused):
    """Regeln för den som inte väljer räknas inte ut här, en person måste placera."""


class NotInvited(Refused):
    """Kunden är inte inbjuden till valomgången."""


class ChoiceRound(Aggregate):
    """One round of choice for one bundle."""

    KIND = "choice_round"

    system: str = ""
    bundle: str = ""
    status: Status = Status.OPEN
    closes_at: datetime | None = None
    invited: set[str] = field(default_factory=set)
    placements: tuple[Placement, ...] = ()
    queue: tuple[Waiting, ...] = ()

    # -- Events, in the order they happen ----------------------------------

    class Opened(Decision):
        """Valomgången har öppnats (lokal ordning)."""

        TOPIC = "choice_round.opened"
        system: str
        bundle: str
        last_day: date
        closes_at: AwareDatetime

        def apply(self, case: ChoiceRound) -> None:
            case.system = self.system
            case.bundle = self.bundle
            case.closes_at = self.closes_at

    class Invited(DomainEvent):
        """Kunder har fått brev om att välja utförare (lokal ordning)."""

        TOPIC = "choice_round.invited"
        customers: tuple[str, ...]
        channel: str

        def apply(self, case: ChoiceRound) -> None:
            case.invited.update(self.customers)

    class Closed(DomainEvent):
        """Valperioden har gått ut (lokal ordning)."""

        TOPIC = "choice_round.closed"

        def apply(self, case: ChoiceRound) -> None:
            case.status = Status.CLOSED

    class AllocationProposed(DomainEvent):
        """En fördelning av kunderna har räknats fram som förslag (lokal ordning)."""

        TOPIC = "choice_round.allocation_proposed"
        rule: DefaultRule
        legal_basis: str
        placements: tuple[Placement, ...]
        queue: tuple[Waiting, ...]

        def apply(self, case: ChoiceRound) -> None:
            case.status = Status.PROPOSED
            case.placements = self.placements
            case.queue = self.queue

    class AllocationAdopted(Decision):
        """Den föreslagna fördelningen har beslutats av en person (KL 6 kap. 38 §)."""

        TOPIC = "choice_round.allocation_adopted"
        proposal: str
        customers: int

        def apply(self, case: ChoiceRound) -> None:
            case.status = Status.ADOPTED

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def open(
        cls, stamp: Stamp, key: str, *, system: str, bundle: str, last_day: date
    ) -> Self:
        closes_at = midnight_after(last_day)
        if closes_at <= stamp.at:
            raise WindowAlreadyOver(last_day=last_day)
        return cls.begin(
            cls.Opened,
            stamp,
            key,
            system=system,
            bundle=bundle,
            last_day=last_day,
            closes_at=closes_at,
        )

    def invite(self, stamp: Stamp, *, customers: tuple[str, ...], channel: str) -> None:
        self._must_be(Status.OPEN)
        self.record(self.Invited, stamp, customers=customers, channel=channel)

    def close(self, stamp: Stamp) -> None:
        self._must_be(Status.OPEN)
        if self.closes_at is not None and stamp.at < self.closes_at:
            raise WindowStillOpen(closes_at=self.closes_at)
        self.record(self.Closed, stamp)

    def propose(
        self,
        stamp: Stamp,
        *,
        rule: DefaultRule,
        legal_basis: str,
        placements: tuple[Placement, ...],
        queue: tuple[Waiting, ...],
    ) -> None:
        if self.status is not Status.PROPOSED:
            self._must_be(Status.CLOSED)
        self.record(
            self.AllocationProposed,
            stamp,
            rule=rule,
            legal_basis=legal_basis,
            placements=placements,
            queue=queue,
        )

    def adopt(self, stamp: Stamp) -> None:
        self._must_be(Status.PROPOSED)
        self.decide(
            self.AllocationAdopted,
            stamp,
            proposal=f"{self.id}@{self.version}",
            customers=len(self.placements),
        )

    # -- Rules -------------------------------------------------------------

    def must_welcome(self, stamp: Stamp, customer: str, bundle: str) -> None:
        """Refuse a choice outside the window or by somebody not invited."""
        if self.status is not Status.OPEN or (
            self.closes_at is not None and stamp.at >= self.closes_at
        ):
            raise WindowOver(closes_at=self.closes_at)
        if customer not in self.invited or bundle != self.bundle:
            raise NotInvited(customer=customer)

    def must_be_adopted(self) -> None:
        self._must_be(Status.ADOPTED)

    def portrait(self) -> dict[str, Any]:
        """The state without its people: how many were invited, placed, queued."""
        return {
            **super().portrait(),
            "invited": len(self.invited),
            "placements": len(self.placements),
            "queue": len(self.queue),
        }

    def _must_be(self, status: Status) -> None:
        if self.status is not status:
            raise RoundInWrongStage(status=self.status, required=status)
