"""Commands that plan checks: open a follow-up, move a check, cancel one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.domain.agreement import Agreement, Status
from upphandling.domain.agreement.refusals import AgreementNotInForce
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.follow_up import Ending, FollowUp
from upphandling.domain.follow_up.refusals import NothingToCheck
from upphandling.domain.instants import local_date
from upphandling.domain.intervals import Day

CheckKey = Annotated[
    str,
    Field(
        pattern=r"^[a-z0-9](?:[a-z0-9._-]{0,89}[a-z0-9])?$",
        description="Kravets nyckel, punkt och dagen då kontrollen först skulle göras",
    ),
]


ENDINGS: Mapping[Status, Ending] = {
    Status.EXPIRED: Ending.EXPIRED,
    Status.RESCINDED: Ending.RESCINDED,
}


class OpenFollowUp(Command):
    """Börja följa upp ett krav i ett avtal; follow_up är avtalets nyckel."""

    NAME = "follow_up.open"
    follow_up: Key
    requirement: Key


class MoveCheck(Command):
    """Flytta en kontroll till en annan dag, med skäl."""

    NAME = "follow_up.move_check"
    follow_up: Key
    check: CheckKey
    due_on: Day
    reason: Text


class CancelCheck(Command):
    """Ställ in en kontroll, med skäl; nästa läggs in ändå."""

    NAME = "follow_up.cancel_check"
    follow_up: Key
    check: CheckKey
    reason: Text


def open_follow_up(command: OpenFollowUp, cases: Cases, stamp: Stamp) -> None:
    agreement = cases.fetch(Agreement, command.follow_up)
    system = cases.fetch(ChoiceSystem, agreement.agreed.system)
    day = _followed_from(command, cases, system, local_date(stamp.at))
    must_be_under_way(agreement, day)
    schedule = system.check_schedule_on(command.requirement, day)
    if schedule is None:
        raise NothingToCheck(requirement=command.requirement, at=stamp.at)
    follow_up = followed(cases, stamp, agreement)
    if command.requirement not in follow_up.latest_check:
        follow_up.plan(
            stamp, requirement=command.requirement, schedule=schedule, day=day
        )
    if agreement.status in ENDINGS:
        close_follow_up(cases, stamp, agreement)


def move_check(command: MoveCheck, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(FollowUp, command.follow_up).move(
        stamp, check=command.check, due_on=command.due_on, reason=command.reason
    )


def cancel_check(command: CancelCheck, cases: Cases, stamp: Stamp) -> None:
    follow_up = cases.fetch(FollowUp, command.follow_up)
    follow_up.cancel(stamp, check=command.check, reason=command.reason)
    plan_next(cases, stamp, follow_up, command.check)


def plan_next(cases: Cases, stamp: Stamp, follow_up: FollowUp, check: str) -> None:
    """After a check comes the next, by the schedule of the day, where none is planned."""
    requirement = follow_up.planned(check).requirement
    if follow_up.latest_check.get(requirement) != check:
        return
    system = cases.fetch(ChoiceSystem, follow_up.system)
    schedule = system.check_schedule_on(requirement, local_date(stamp.at))
    if schedule is not None:
        follow_up.plan(stamp, requirement=requirement, schedule=schedule)


def _followed_from(
    command: OpenFollowUp, cases: Cases, system: ChoiceSystem, today: date
) -> date:
    """Today or, where an extra check opened the follow-up before, the day it falls to.

    Then the first check cannot be planned at its own instant, which is before the
    follow-up. By now the agreement may be over; what was to be checked still is.
    """
    follow_up = cases.find(FollowUp, command.follow_up)
    scheduled_from = system.checked_from(command.requirement)
    if follow_up is None or scheduled_from is None:
        return today
    return min(today, follow_up.followed_from(scheduled_from))


def followed(cases: Cases, stamp: Stamp, agreement: Agreement) -> FollowUp:
    """The follow-up of an agreement, which is opened where there is none."""
    follow_up = cases.find(FollowUp, agreement.key)
    if follow_up is None:
        terms = agreement.agreed
        follow_up = FollowUp.open(
            stamp,
            agreement.key,
            system=terms.system,
            provider=terms.provider,
            starts_on=terms.starts_on,
        )
        cases.add(follow_up)
    return follow_up


def close_follow_up(cases: Cases, stamp: Stamp, agreement: Agreement) -> None:
    """What the end of an agreement does to its follow-up, if there is one."""
    follow_up = cases.find(FollowUp, agreement.key)
    if follow_up is not None and agreement.ends_on is not None:
        ending = ENDINGS[agreement.status]
        follow_up.close(stamp, ending=ending, ended_on=agreement.ends_on)


def must_be_under_way(agreement: Agreement, day: date) -> None:
    """Refuse an agreement that has not begun, or was over by then."""
    ends_on = agreement.ends_on
    if agreement.status is Status.SIGNED or (ends_on is not None and day > ends_on):
        raise AgreementNotInForce(status=agreement.status, ends_on=ends_on)


VERBS = verbs(
    (OpenFollowUp, open_follow_up),
    (MoveCheck, move_check),
    (CancelCheck, cancel_check),
)
