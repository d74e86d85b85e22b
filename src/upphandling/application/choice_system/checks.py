"""Commands of a choice system's checks: the schedule of each requirement."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.base import Stamp
from upphandling.domain.check_schedule import CheckSchedule
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key


class ScheduleChecks(Command):
    """Bestäm när, hur ofta och av vem ett krav kontrolleras under varje avtal."""

    NAME = "choice_system.schedule_checks"
    system: Key
    requirement: Key
    schedule: CheckSchedule


def schedule_checks(command: ScheduleChecks, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(ChoiceSystem, command.system).schedule_checks(
        stamp, requirement=command.requirement, schedule=command.schedule
    )


VERBS = verbs((ScheduleChecks, schedule_checks))
