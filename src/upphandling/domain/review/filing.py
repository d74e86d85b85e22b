"""Filing of a review: the application, its grounds, and when to ask the court."""

from __future__ import annotations

from dataclasses import field
from datetime import date, timedelta
from typing import Self

from upphandling.domain.base import Aggregate, DomainEvent, Stamp
from upphandling.domain.instants import local_date, must_have_come, start_of
from upphandling.domain.legal_time import LegalDeadline, count_if_in_force
from upphandling.domain.review.refusals import (
    BeforeTheApplication,
    GroundsBarredAlready,
    GroundsNotBarred,
    NotLate,
    NotTimeToAsk,
    ReviewEnded,
)
from upphandling.domain.review.terms import (
    Against,
    Hold,
    HoldKind,
    Instance,
    Status,
)

EXTENDED = "extended"


class Filing(Aggregate):
    """A court case about a procurement or a contract, as it was brought."""

    against: Against = Against.AWARD
    subject: str = ""
    tender: str | None = None
    status: Status = Status.PENDING
    instance: Instance = Instance.FIRST
    begun_on: date | None = None
    received_on: date | None = None
    in_time: bool = True
    new_grounds: LegalDeadline | None = None
    grounds_barred: bool = False
    ask_again_days: int | None = None
    ask_on: date | None = None
    holds: dict[str, Hold] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class Filed(DomainEvent):
        """En leverantör har ansökt om överprövning (LOU 20 kap. 4 §)."""

        TOPIC = "review.filed"
        against: Against
        subject: str
        tender: str | None
        court: str
        case_number: str
        applicant: str
        received_on: date
        begun_on: date
        last_day: date | None
        in_time: bool
        new_grounds: LegalDeadline | None
        ask_again_days: int | None
        ask_on: date | None
        holds: tuple[Hold, ...]

        def apply(self, case: Filing) -> None:
            case.against = self.against
            case.subject = self.subject
            case.tender = self.tender
            case.received_on = self.received_on
            case.begun_on = self.begun_on
            case.in_time = self.in_time
            case.new_grounds = self.new_grounds
            case.ask_again_days = self.ask_again_days
            case.ask_on = self.ask_on
            case.holds = {one.hold: one for one in self.holds}

    class FoundTimely(DomainEvent):
        """Ansökan kom in i tid, för avtalsspärren hade inte börjat (LOU 20 kap. 11 §)."""

        TOPIC = "review.found_timely"
        holds: tuple[Hold, ...]

        def apply(self, case: Filing) -> None:
            case.in_time = True
            case.holds.update({one.hold: one for one in self.holds})

    class GroundsAdded(DomainEvent):
        """Leverantören har åberopat en ny omständighet (LOU 20 kap. 5 b §)."""

        TOPIC = "review.grounds_added"
        on: date
        summary: str
        in_time: bool

    class NewGroundsBarred(DomainEvent):
        """Tiden för nya omständigheter har gått ut (LOU 20 kap. 5 b §)."""

        TOPIC = "review.new_grounds_barred"
        last_day: date

        def apply(self, case: Filing) -> None:
            case.grounds_barred = True

    class CourtToBeAsked(DomainEvent):
        """Det är dags att fråga domstolen hur det går med målet (lokal ordning)."""

        TOPIC = "review.court_to_be_asked"
        due_on: date
        next_on: date | None

        def apply(self, case: Filing) -> None:
            case.ask_on = self.next_on

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def file(
        cls,
        stamp: Stamp,
        *,
        against: Against,
        subject: str,
        tender: str | None,
        court: str,
        case_number: str,
        applicant: str,
        received_on: date,
        begun_on: date,
        last_day: date | None,
        ask_again_days: int | None,
    ) -> Self:
        """One case per case number at one court.

        `last_day` is the last on which the application had to come in, None where
        that time had not begun to run. A late one is kept, and locks nothing.
        """
        must_have_come(received_on, stamp.at)
        in_time = last_day is None or received_on <= last_day
        return cls.begin(
            cls.Filed,
            stamp,
            f"{court}.{case_number}",
            against=against,
            subject=subject,
            tender=tender,
            court=court,
            case_number=case_number,
            applicant=applicant,
            received_on=received_on,
            begun_on=begun_on,
            last_day=last_day,
            in_time=in_time,
            new_grounds=count_if_in_force("new-grounds", received_on, on=begun_on),
            ask_again_days=ask_again_days,
            ask_on=_days_after(stamp, ask_again_days),
            holds=_extended_standstill(against, in_time=in_time),
        )

    def find_timely(self, stamp: Stamp) -> None:
        """The standstill that it seemed to have missed had never begun to run."""
        if not self.seems_late:
            raise NotLate(review=self.key)
        holds = _extended_standstill(self.against, in_time=True)
        self.record(self.FoundTimely, stamp, holds=holds)

    def add_grounds(self, stamp: Stamp, *, on: date, summary: str) -> None:
        self._must_be_open()
        self._must_follow_the_application(on, stamp)
        in_time = self.new_grounds is None or on <= self.new_grounds.last_day
        self.record(self.GroundsAdded, stamp, on=on, summary=summary, in_time=in_time)

    def bar_new_grounds(self, stamp: Stamp) -> None:
        self._must_be_open()
        if self.grounds_barred:
            raise GroundsBarredAlready(review=self.key)
        if self.new_grounds is None or stamp.at < self.new_grounds.expires_at:
            raise GroundsNotBarred(
                last_day=self.new_grounds and self.new_grounds.last_day
            )
        self.record(self.NewGroundsBarred, stamp, last_day=self.new_grounds.last_day)

    def remind_to_ask(self, stamp: Stamp) -> None:
        self._must_be_open()
        if self.ask_on is None or stamp.at < start_of(self.ask_on):
            raise NotTimeToAsk(ask_on=self.ask_on)
        self.record(
            self.CourtToBeAsked,
            stamp,
            due_on=self.ask_on,
            next_on=self._next_to_ask(stamp),
        )

    # -- Rules -------------------------------------------------------------

    @property
    def seems_late(self) -> bool:
        """Whether it locks nothing because of when it came, and no court has ruled."""
        return not self.in_time and self.status is Status.PENDING

    def _must_be_open(self) -> None:
        if self.status is Status.ENDED:
            raise ReviewEnded(review=self.key)

    def _next_to_ask(self, stamp: Stamp) -> date | None:
        return _days_after(stamp, self.ask_again_days)

    def _must_follow_the_application(self, day: date, stamp: Stamp) -> None:
        must_have_come(day, stamp.at)
        if self.received_on is not None and day < self.received_on:
            raise BeforeTheApplication(day=day, received_on=self.received_on)


def _days_after(stamp: Stamp, days: int | None) -> date | None:
    return None if days is None else local_date(stamp.at) + timedelta(days=days)


def _extended_standstill(against: Against, *, in_time: bool) -> tuple[Hold, ...]:
    """The standstill goes on while the first court has the case (LOU 20 kap. 8 §)."""
    if against is not Against.AWARD or not in_time:
        return ()
    return (Hold(hold=EXTENDED, kind=HoldKind.EXTENDED_STANDSTILL),)
