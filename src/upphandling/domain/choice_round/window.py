"""The window: a round is opened, customers are invited, and it closes by itself."""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime
from typing import Self

from pydantic import AwareDatetime

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.choice_round.refusals import (
    NeedNotChoose,
    NotInvited,
    ReminderOutsideWindow,
    RoundInWrongStage,
    TooManyWishes,
    WindowAlreadyOver,
    WindowNotYetOpen,
    WindowOver,
    WindowStillOpen,
)
from upphandling.domain.choice_round.terms import MOST_WISHES, Status
from upphandling.domain.instants import local_date, midnight_after, start_of


class Window(Aggregate):
    """A round in which customers may choose until its window closes."""

    system: str = ""
    bundle: str = ""
    status: Status = Status.OPEN
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    most_wishes: int = MOST_WISHES
    remind_on: date | None = None
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

    class RulesSet(Decision):
        """Valomgångens regler har bestämts (lokal ordning)."""

        TOPIC = "choice_round.rules_set"
        most_wishes: int
        opens_on: date | None
        opens_at: AwareDatetime | None
        remind_on: date | None

        def apply(self, case: Window) -> None:
            case.most_wishes = self.most_wishes
            case.opens_at = self.opens_at
            case.remind_on = self.remind_on

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

    def set_rules(
        self,
        stamp: Stamp,
        *,
        most_wishes: int = MOST_WISHES,
        opens_on: date | None = None,
        remind_on: date | None = None,
    ) -> None:
        """How many wishes (1: a single choice), from which day, and when to remind."""
        self._must_be_open(stamp)
        first_day = opens_on or local_date(stamp.at)
        opens_at = None if opens_on is None else start_of(opens_on)
        if opens_at is not None and self.closes_at and opens_at >= self.closes_at:
            raise WindowAlreadyOver(opens_on=opens_on, closes_at=self.closes_at)
        if remind_on is not None and (
            remind_on < first_day
            or (self.closes_at is not None and start_of(remind_on) >= self.closes_at)
        ):
            raise ReminderOutsideWindow(remind_on=remind_on, closes_at=self.closes_at)
        self.decide(
            self.RulesSet,
            stamp,
            most_wishes=most_wishes,
            opens_on=opens_on,
            opens_at=opens_at,
            remind_on=remind_on,
        )

    def invite(
        self,
        stamp: Stamp,
        *,
        customers: tuple[str, ...],
        channel: str,
        need_not: tuple[str, ...] = (),
    ) -> None:
        """Invite customers; `need_not` are those of whom no choice is asked."""
        self._must_be_open(stamp)
        if need_not:
            raise NeedNotChoose(customers=list(need_not))
        self.record(self.Invited, stamp, customers=customers, channel=channel)

    def close(self, stamp: Stamp) -> None:
        self._must_be(Status.OPEN)
        if self.closes_at is not None and stamp.at < self.closes_at:
            raise WindowStillOpen(closes_at=self.closes_at)
        self.record(self.Closed, stamp)

    # -- Rules -------------------------------------------------------------

    def must_welcome(self, stamp: Stamp, customer: str, bundle: str) -> None:
        """Refuse a choice outside the window or by somebody not invited."""
        if self.status is not Status.OPEN:
            raise WindowOver(closes_at=self.closes_at)
        self._must_be_open(stamp)
        if self.opens_at is not None and stamp.at < self.opens_at:
            raise WindowNotYetOpen(opens_at=self.opens_at)
        if customer not in self.invited or bundle != self.bundle:
            raise NotInvited(customer=customer)

    def must_allow(self, wishes: int) -> None:
        """Refuse more wishes than the round lets anybody make."""
        if wishes > self.most_wishes:
            raise TooManyWishes(most=self.most_wishes, wishes=wishes)

    def _must_be(self, status: Status) -> None:
        if self.status is not status:
            raise RoundInWrongStage(status=self.status, required=status)

    def _must_be_open(self, stamp: Stamp) -> None:
        """Open, and not past its end although the clock has not closed it."""
        self._must_be(Status.OPEN)
        if self.closes_at is not None and stamp.at >= self.closes_at:
            raise WindowOver(closes_at=self.closes_at)
