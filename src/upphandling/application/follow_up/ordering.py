"""The command that orders a check outside the schedule, for a reason."""

from __future__ import annotations

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.follow_up.planning import (
    ENDINGS,
    close_follow_up,
    followed,
    must_be_under_way,
)
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.check_schedule import CheckCourse
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.deviation import Deviation
from upphandling.domain.instants import local_date
from upphandling.domain.intervals import Day
from upphandling.domain.parts import must_be_known


class OrderCheck(Command):
    """Lägg in en extra kontroll av ett krav, med skäl; follow_up är avtalets nyckel."""

    NAME = "follow_up.order_check"
    follow_up: Key
    check: Key
    requirement: Key
    due_on: Day
    course: CheckCourse
    deviation: Key | None = None
    reason: Text


def order_check(command: OrderCheck, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.follow_up)
    must_be_under_way(agreement, local_date(stamp.at))
    system = cases.fetch(ChoiceSystem, agreement.agreed.system)
    must_be_known(command.requirement, system.requirements)
    if command.deviation is not None:
        cases.fetch(Deviation, command.deviation).must_be_of(agreement.key)
    follow_up = followed(cases, stamp, agreement)
    if agreement.status in ENDINGS:
        close_follow_up(cases, stamp, agreement)
    follow_up.order(
        stamp,
        check=command.check,
        requirement=command.requirement,
        due_on=command.due_on,
        course=command.course,
        deviation=command.deviation,
        reason=command.reason,
    )


VERBS = verbs((OrderCheck, order_check))
