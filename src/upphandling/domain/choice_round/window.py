"""The window: a round is opened, customers are invited, and it closes by itself."""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime
from typing import Self

from pydantic import AwareDatetime

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.choice_round.refusals import (
    NotInvited,
    RoundInWrongStage,
    WindowAlreadyOver,
    WindowOver,
    WindowStillOpen,
)
from upphandling.domain.choice_round.terms import Status
from upphandling.domain.instants import midnight_after


class Window(Aggregate):
    """A round in which customers may choose until its window closes."""

    system: str = ""
    bundle: str = ""
    status: Status = Status.OPEN
    closes_at: datetime | None = None
    invited: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class Opened(Decision):
        """Valomgången har öppnats (lokal ordning)."""

        TOPIC = "choice_round.opened"
        system: str
        bundle: str
        last_day: date
        closes_at: AwareDatetime

        def apply(self, case: Window) -> None:
            case.system = self.system
            case.bundle = self.bundle
            case.closes_at = self.closes_at

    class Invited(DomainEvent):
        """Kunder har fått brev om att välja utförare (lokal ordning)."""

        TOPIC = "choice_round.invited"
        customers: tuple[str, ...]
        channel: str

        def apply(self, case: Window) -> None:
            case.invited.update(self.customers)

    class Closed(DomainEvent):
        """Valperioden har gått ut (lokal ordning)."""

        TOPIC = "choice_round.closed"

        def apply(self, case: Window) -> None:
            case.status = Status.CLOSED

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

    # -- Rules -------------------------------------------------------------

    def must_welcome(self, stamp: Stamp, customer: str, bundle: str) -> None:
        """Refuse a choice outside the window or by somebody not invited."""
        if self.status is not Status.OPEN or (
            self.closes_at is not None and stamp.at >= self.closes_at
        ):
            raise WindowOver(closes_at=self.closes_at)
        if customer not in self.invited or bundle != self.bundle:
            raise NotInvited(customer=customer)

    def _must_be(self, status: Status) -> None:
        if self.status is not status:
            raise RoundInWrongStage(status=self.status, required=status)
