"""Checks of a choice system: when and by whom each requirement is checked."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from upphandling.domain.base import Decision, Stamp
from upphandling.domain.check_schedule import CheckSchedule
from upphandling.domain.choice_system.refusals import (
    ChecksWithoutFollowUp,
    ScheduleInArrears,
    ScheduleStands,
)
from upphandling.domain.choice_system.steering import Steering
from upphandling.domain.instants import local_date
from upphandling.domain.parts import must_be_known


class ChoiceSystem(Steering):
    """One municipality's choice system."""

    KIND = "choice_system"

    check_schedules: dict[str, list[CheckSchedule]] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class ChecksScheduled(Decision):
        """Det är bestämt när och av vem ett krav kontrolleras (KL 10 kap. 8 §)."""

        TOPIC = "choice_system.checks_scheduled"
        requirement: str
        schedule: CheckSchedule

        def apply(self, case: ChoiceSystem) -> None:
            before = case.check_schedules.get(self.requirement, [])
            case.check_schedules[self.requirement] = [*before, self.schedule]

    # -- Commands: refuse, or bring about one event ------------------------

    def schedule_checks(
        self, stamp: Stamp, *, requirement: str, schedule: CheckSchedule
    ) -> None:
        """From a day on; checks that are planned already stay on their days."""
        must_be_known(requirement, self.requirements)
        if requirement not in self.follow_up:
            raise ChecksWithoutFollowUp(requirement=requirement)
        schedule.must_make_sense()
        today = local_date(stamp.at)
        if schedule.valid_from < today:
            raise ScheduleInArrears(valid_from=schedule.valid_from, today=today)
        before = self.check_schedules.get(requirement, [])
        if before and schedule.valid_from <= before[-1].valid_from:
            raise ScheduleStands(
                requirement=requirement, valid_from=before[-1].valid_from
            )
        self.decide(
            self.ChecksScheduled, stamp, requirement=requirement, schedule=schedule
        )

    # -- Rules -------------------------------------------------------------

    def checked_from(self, requirement: str) -> date | None:
        """The day from which a requirement has had a schedule; None where it has none."""
        schedules = self.check_schedules.get(requirement, ())
        return schedules[0].valid_from if schedules else None

    def check_schedule_on(self, requirement: str, day: date) -> CheckSchedule | None:
        """The schedule of a requirement that holds on a day; None where none does."""
        held = [
            schedule
            for schedule in self.check_schedules.get(requirement, ())
            if schedule.valid_from <= day
        ]
        return held[-1] if held else None
