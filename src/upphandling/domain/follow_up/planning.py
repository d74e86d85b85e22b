"""The planning: a follow-up is opened, its checks are planned, moved and cancelled."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.check_schedule import CheckDates, CheckSchedule
from upphandling.domain.follow_up.refusals import (
    CheckAlreadyMissed,
    CheckSettled,
    MovedIntoThePast,
)
from upphandling.domain.follow_up.terms import Check, ExtraCheck, Progress
from upphandling.domain.instants import local_date
from upphandling.domain.parts import must_be_known

OPEN = (Progress.PLANNED, Progress.MISSED)


class Planning(Aggregate):
    """The follow-up of one agreement: which checks there are, and when.

    `checks` are as they were planned by the schedules, `extra` those that were ordered
    besides, `when` the days that all of them have now, and `latest_check` the newest of
    each requirement by its schedule.
    """

    system: str = ""
    agreement: str = ""
    provider: str = ""
    starts_on: date | None = None
    ended_on: date | None = None
    checks: dict[str, Check] = field(default_factory=dict)
    extra: dict[str, ExtraCheck] = field(default_factory=dict)
    progress: dict[str, Progress] = field(default_factory=dict)
    when: dict[str, CheckDates] = field(default_factory=dict)
    latest_check: dict[str, str] = field(default_factory=dict)
    reminded: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class Opened(DomainEvent):
        """Uppföljningen av ett avtal har inletts (KL 10 kap. 8 §)."""

        TOPIC = "follow_up.opened"
        system: str
        agreement: str
        provider: str
        starts_on: date

        def apply(self, case: Planning) -> None:
            case.system = self.system
            case.agreement = self.agreement
            case.provider = self.provider
            case.starts_on = self.starts_on

    class CheckPlanned(DomainEvent):
        """En kontroll har lagts in (KL 10 kap. 8 §)."""

        TOPIC = "follow_up.check_planned"
        check: Check

        def apply(self, case: Planning) -> None:
            case.checks[self.check.check] = self.check
            case.progress[self.check.check] = Progress.PLANNED
            case.when[self.check.check] = self.check.when
            case.latest_check[self.check.requirement] = self.check.check

    class CheckMoved(Decision):
        """En kontroll har flyttats (lokal ordning)."""

        TOPIC = "follow_up.check_moved"
        check: str
        before: CheckDates
        when: CheckDates
        reason: str

        def apply(self, case: Planning) -> None:
            case.when[self.check] = self.when
            case.reminded = case.reminded - {self.check}

    class CheckCancelled(Decision):
        """En kontroll har ställts in (lokal ordning)."""

        TOPIC = "follow_up.check_cancelled"
        check: str
        reason: str

        def apply(self, case: Planning) -> None:
            case.progress[self.check] = Progress.CANCELLED

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def open(
        cls, stamp: Stamp, key: str, *, system: str, provider: str, starts_on: date
    ) -> Self:
        """Begin to follow up the agreement whose key it is."""
        return cls.begin(
            cls.Opened,
            stamp,
            key,
            system=system,
            agreement=key,
            provider=provider,
            starts_on=starts_on,
        )

    def plan(
        self,
        stamp: Stamp,
        *,
        requirement: str,
        schedule: CheckSchedule,
        day: date | None = None,
    ) -> None:
        """Plan the first check of a requirement, or the next; none after the end.

        It is planned as on `day`, where another than today is told.
        """
        coming = self.coming(requirement, schedule, day or local_date(stamp.at))
        if coming is not None:
            self.record(self.CheckPlanned, stamp, check=coming)

    def move(self, stamp: Stamp, *, check: str, due_on: date, reason: str) -> None:
        """To a day that has not passed; the checks after it stay where they are."""
        self._must_be_open(check)
        if self.progress[check] is Progress.MISSED:
            raise CheckAlreadyMissed(check=check, latest=self.when[check].latest)
        today = local_date(stamp.at)
        if due_on < today:
            raise MovedIntoThePast(due_on=due_on, today=today)
        self.decide(
            self.CheckMoved,
            stamp,
            check=check,
            before=self.when[check],
            when=self.planned(check).course.dates(due_on),
            reason=reason,
        )

    def cancel(self, stamp: Stamp, *, check: str, reason: str) -> None:
        self._must_be_open(check)
        self.decide(self.CheckCancelled, stamp, check=check, reason=reason)

    # -- Rules -------------------------------------------------------------

    def planned(self, check: str) -> Check | ExtraCheck:
        """The check as it was planned, by a schedule or besides."""
        return self.extra[check] if check in self.extra else self.checks[check]

    def followed_from(self, scheduled_from: date) -> date:
        """From which day a requirement is followed whose first schedule holds from one.

        However late its first check is planned: the clock may have stood still.
        """
        if self.opened_at is None:
            return scheduled_from
        return max(scheduled_from, local_date(self.opened_at))

    def coming(
        self, requirement: str, schedule: CheckSchedule, today: date
    ) -> Check | None:
        """The check to plan on a day; None where it would be due after the end.

        The first is always planned, and falls away if it is due after the end.
        The next one is counted from when those before it were due and not from when
        they were done, so that a late check makes no other late.
        """
        found = self._place(requirement, schedule, today)
        if found is None:
            return None
        counted_from, number = found
        due_on = schedule.nth_due(counted_from, number)
        if number and self.ended_on is not None and due_on > self.ended_on:
            return None
        return Check(
            check=f"{requirement}.{due_on}",
            requirement=requirement,
            number=number,
            counted_from=counted_from,
            when=schedule.dates(due_on),
            schedule=schedule,
        )

    def _place(
        self, requirement: str, schedule: CheckSchedule, today: date
    ) -> tuple[date, int] | None:
        """From which day the next check is counted, and how many were due before it."""
        key = self.latest_check.get(requirement)
        if key is None:
            return schedule.first_due(today), 0
        last = self.checks[key]
        counted_from, number = last.counted_from, last.number
        if last.schedule.every != schedule.every:
            counted_from = last.schedule.nth_due(counted_from, number)
            number = 0
        coming = schedule.due_next(counted_from, number, today)
        return None if coming is None else (counted_from, coming)

    def _must_be_open(self, check: str) -> None:
        must_be_known(check, self.progress)
        if self.progress[check] not in OPEN:
            raise CheckSettled(check=check, progress=self.progress[check])
