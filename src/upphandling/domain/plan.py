"""Plan (tidplan): milestones as intervals, and what citizens were promised.

DrawnUp ──▶ milestones are met, moved, missed or abandoned
        └─▶ promises are kept, broken or withdrawn
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from enum import StrEnum
from typing import Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date, midnight_after, must_have_come
from upphandling.domain.intervals import Interval
from upphandling.domain.parts import must_be_known, must_be_new


class Progress(StrEnum):
    """How a milestone or a promise stands."""

    PLANNED = "planned"
    MET = "met"
    MISSED = "missed"
    ABANDONED = "abandoned"
    PROMISED = "promised"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"


class MilestoneSettled(Refused):
    """Milstolpen är redan nådd eller övergiven."""


class MilestoneNotOver(Refused):
    """Milstolpens tid har inte gått ut."""


class PromiseNotOver(Refused):
    """Tiden för löftet har inte gått ut."""


class PromiseSettled(Refused):
    """Löftet är redan infriat eller återtaget."""


class Plan(Aggregate):
    """The timetable of one choice system, as planned and as it went."""

    KIND = "plan"

    system: str = ""
    milestones: dict[str, Progress] = field(default_factory=dict)
    intervals: dict[str, Interval] = field(default_factory=dict)
    promises: dict[str, Progress] = field(default_factory=dict)
    due: dict[str, Interval] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class DrawnUp(DomainEvent):
        """En tidplan har lagts upp för valfrihetssystemet (lokal ordning)."""

        TOPIC = "plan.drawn_up"
        system: str

        def apply(self, case: Plan) -> None:
            case.system = self.system

    class MilestonePlanned(DomainEvent):
        """En milstolpe har lagts in i tidplanen (lokal ordning)."""

        TOPIC = "plan.milestone_planned"
        milestone: str
        title: str
        when: Interval
        depends_on: tuple[str, ...] = ()

        def apply(self, case: Plan) -> None:
            case.milestones[self.milestone] = Progress.PLANNED
            case.intervals[self.milestone] = self.when

    class MilestoneMoved(DomainEvent):
        """En milstolpe har flyttats (lokal ordning)."""

        TOPIC = "plan.milestone_moved"
        milestone: str
        before: Interval
        when: Interval
        reason: str

        def apply(self, case: Plan) -> None:
            case.milestones[self.milestone] = Progress.PLANNED
            case.intervals[self.milestone] = self.when

    class MilestoneMet(DomainEvent):
        """En milstolpe har nåtts (lokal ordning)."""

        TOPIC = "plan.milestone_met"
        milestone: str
        met_on: date
        reason: str | None

        def apply(self, case: Plan) -> None:
            case.milestones[self.milestone] = Progress.MET

    class MilestoneMissed(DomainEvent):
        """Tiden för en milstolpe har gått ut utan att den nåtts (lokal ordning)."""

        TOPIC = "plan.milestone_missed"
        milestone: str
        latest: date

        def apply(self, case: Plan) -> None:
            case.milestones[self.milestone] = Progress.MISSED

    class MilestoneAbandoned(Decision):
        """En milstolpe har övergivits (lokal ordning)."""

        TOPIC = "plan.milestone_abandoned"
        milestone: str
        reason: str

        def apply(self, case: Plan) -> None:
            case.milestones[self.milestone] = Progress.ABANDONED

    class PromiseMade(DomainEvent):
        """Kommunen har lovat medborgarna något (lokal ordning)."""

        TOPIC = "plan.promise_made"
        promise: str
        to: str
        text: str
        when: Interval
        depends_on: tuple[str, ...] = ()

        def apply(self, case: Plan) -> None:
            case.promises[self.promise] = Progress.PROMISED
            case.due[self.promise] = self.when

    class PromiseKept(DomainEvent):
        """Ett löfte till medborgarna har infriats (lokal ordning)."""

        TOPIC = "plan.promise_kept"
        promise: str

        def apply(self, case: Plan) -> None:
            case.promises[self.promise] = Progress.KEPT

    class PromiseBroken(DomainEvent):
        """Tiden för ett löfte har gått ut utan att det infriats (lokal ordning)."""

        TOPIC = "plan.promise_broken"
        promise: str
        latest: date

        def apply(self, case: Plan) -> None:
            case.promises[self.promise] = Progress.BROKEN

    class PromiseWithdrawn(Decision):
        """Ett löfte till medborgarna har återtagits (lokal ordning)."""

        TOPIC = "plan.promise_withdrawn"
        promise: str
        reason: str

        def apply(self, case: Plan) -> None:
            case.promises[self.promise] = Progress.WITHDRAWN

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def draw_up(cls, stamp: Stamp, key: str, *, system: str) -> Self:
        return cls.begin(cls.DrawnUp, stamp, key, system=system)

    def plan_milestone(
        self,
        stamp: Stamp,
        *,
        milestone: str,
        title: str,
        when: Interval,
        depends_on: tuple[str, ...],
    ) -> None:
        must_be_new(milestone, self.milestones)
        for other in depends_on:
            must_be_known(other, self.milestones)
        self.record(
            self.MilestonePlanned,
            stamp,
            milestone=milestone,
            title=title,
            when=when,
            depends_on=depends_on,
        )

    def move_milestone(
        self, stamp: Stamp, *, milestone: str, when: Interval, reason: str
    ) -> None:
        self._must_be_open(milestone)
        self.record(
            self.MilestoneMoved,
            stamp,
            milestone=milestone,
            before=self.intervals[milestone],
            when=when,
            reason=reason,
        )

    def meet_milestone(
        self,
        stamp: Stamp,
        *,
        milestone: str,
        met_on: date | None,
        reason: str | None = None,
    ) -> None:
        self._must_be_open(milestone)
        met_on = met_on or local_date(stamp.at)
        must_have_come(met_on, stamp.at)
        self.record(
            self.MilestoneMet,
            stamp,
            milestone=milestone,
            met_on=met_on,
            reason=reason,
        )

    def miss_milestone(self, stamp: Stamp, *, milestone: str) -> None:
        must_be_known(milestone, self.milestones)
        if self.milestones[milestone] is not Progress.PLANNED:
            raise MilestoneSettled(
                milestone=milestone, progress=self.milestones[milestone]
            )
        latest = self.intervals[milestone].latest
        if stamp.at < midnight_after(latest):
            raise MilestoneNotOver(milestone=milestone, latest=latest)
        self.record(self.MilestoneMissed, stamp, milestone=milestone, latest=latest)

    def abandon_milestone(self, stamp: Stamp, *, milestone: str, reason: str) -> None:
        self._must_be_open(milestone)
        self.decide(self.MilestoneAbandoned, stamp, milestone=milestone, reason=reason)

    def promise(
        self,
        stamp: Stamp,
        *,
        promise: str,
        to: str,
        text: str,
        when: Interval,
        depends_on: tuple[str, ...] = (),
    ) -> None:
        must_be_new(promise, self.promises)
        for milestone in depends_on:
            must_be_known(milestone, self.milestones)
        self.record(
            self.PromiseMade,
            stamp,
            promise=promise,
            to=to,
            text=text,
            when=when,
            depends_on=depends_on,
        )

    def keep_promise(self, stamp: Stamp, *, promise: str) -> None:
        self._must_stand(promise)
        self.record(self.PromiseKept, stamp, promise=promise)

    def break_promise(self, stamp: Stamp, *, promise: str) -> None:
        must_be_known(promise, self.promises)
        if self.promises[promise] is not Progress.PROMISED:
            raise PromiseSettled(promise=promise, progress=self.promises[promise])
        latest = self.due[promise].latest
        if stamp.at < midnight_after(latest):
            raise PromiseNotOver(promise=promise, latest=latest)
        self.record(self.PromiseBroken, stamp, promise=promise, latest=latest)

    def withdraw_promise(self, stamp: Stamp, *, promise: str, reason: str) -> None:
        self._must_stand(promise)
        self.decide(self.PromiseWithdrawn, stamp, promise=promise, reason=reason)

    # -- Rules -------------------------------------------------------------

    def _must_be_open(self, milestone: str) -> None:
        must_be_known(milestone, self.milestones)
        if self.milestones[milestone] in (Progress.MET, Progress.ABANDONED):
            raise MilestoneSettled(
                milestone=milestone, progress=self.milestones[milestone]
            )

    def _must_stand(self, promise: str) -> None:
        must_be_known(promise, self.promises)
        if self.promises[promise] in (Progress.KEPT, Progress.WITHDRAWN):
            raise PromiseSettled(promise=promise, progress=self.promises[promise])
