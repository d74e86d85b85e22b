"""The ordering: a check that no schedule asks for, which a person has a reason for."""

from __future__ import annotations

import re
from datetime import date

from upphandling.domain.base import Decision, Stamp
from upphandling.domain.check_schedule import CheckCourse, CheckDates
from upphandling.domain.follow_up.planning import Planning
from upphandling.domain.follow_up.refusals import (
    DueAfterEnd,
    DueInThePast,
    KeyOfScheduledCheck,
)
from upphandling.domain.follow_up.terms import ExtraCheck, Progress
from upphandling.domain.instants import local_date
from upphandling.domain.parts import must_be_new

OF_A_SCHEDULE = re.compile(r"\.\d{4}-\d\d-\d\d$")
"""How the keys of scheduled checks end: with the day on which they were first due."""


class Ordering(Planning):
    """A follow-up with checks besides those of the schedules.

    They go as the others do, and no check of a schedule is brought forward, put off or
    left out because of them.
    """

    # -- Events, in the order they happen ----------------------------------

    class CheckOrdered(Decision):
        """En extra kontroll har lagts in (KL 10 kap. 8 §)."""

        TOPIC = "follow_up.check_ordered"
        check: str
        requirement: str
        when: CheckDates
        course: CheckCourse
        deviation: str | None
        reason: str

        def apply(self, case: Ordering) -> None:
            case.extra[self.check] = ExtraCheck(
                requirement=self.requirement,
                course=self.course,
                deviation=self.deviation,
            )
            case.progress[self.check] = Progress.PLANNED
            case.when[self.check] = self.when

    # -- Commands: refuse, or bring about one event ------------------------

    def order(
        self,
        stamp: Stamp,
        *,
        check: str,
        requirement: str,
        due_on: date,
        course: CheckCourse,
        deviation: str | None,
        reason: str,
    ) -> None:
        """On a day that has not passed, while the agreement lasts."""
        must_be_new(check, self.progress)
        if OF_A_SCHEDULE.search(check):
            raise KeyOfScheduledCheck(check=check)
        course.must_be_ours()
        today = local_date(stamp.at)
        if due_on < today:
            raise DueInThePast(due_on=due_on, today=today)
        if self.ended_on is not None and due_on > self.ended_on:
            raise DueAfterEnd(due_on=due_on, ended_on=self.ended_on)
        self.decide(
            self.CheckOrdered,
            stamp,
            check=check,
            requirement=requirement,
            when=course.dates(due_on),
            course=course,
            deviation=deviation,
            reason=reason,
        )
