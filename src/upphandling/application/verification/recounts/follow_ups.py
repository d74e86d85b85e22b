"""Of a follow-up: whose it is, on which days its checks are, and what the end does."""

from __future__ import annotations

from typing import Any

from upphandling.application.commands import Cases
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import recount
from upphandling.domain.agreement import Agreement, Status
from upphandling.domain.check_schedule import CheckDates
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.follow_up import Check, Ending, FollowUp
from upphandling.domain.instants import local_date

CARRIED, DATE = Computation.CARRIED, Computation.DATE


def _agreement(case: FollowUp, then: Cases) -> Agreement:
    return then.fetch(Agreement, case.key)


def _opened(said: FollowUp.Opened, _case: None, then: Cases) -> tuple[Any, ...]:
    key = said.originator_id.partition(":")[2]
    terms = then.fetch(Agreement, key).agreed
    return key, terms.system, terms.provider, terms.starts_on


def _coming(said: FollowUp.CheckPlanned, case: FollowUp, then: Cases) -> Check | None:
    """The check that the schedule of the day gave, after those before it.

    The first of a requirement may have been planned late, and is then counted from the
    day it was followed from; in older events from the day on which it was planned.
    """
    requirement = said.check.requirement
    system = then.fetch(ChoiceSystem, case.system)
    days = [local_date(said.effective_at)]
    scheduled_from = system.checked_from(requirement)
    if requirement not in case.latest_check and scheduled_from is not None:
        days.append(min(days[0], case.followed_from(scheduled_from)))
    found: Check | None = None
    for day in days:
        schedule = system.check_schedule_on(requirement, day)
        if schedule is not None:
            found = case.coming(requirement, schedule, day)
        if found == said.check:
            break
    return found


def _ordered(said: FollowUp.CheckOrdered, *_: object) -> CheckDates:
    return said.course.dates(said.when.due_on)


def _ending(_said: object, case: FollowUp, then: Cases) -> tuple[Ending, Any]:
    agreement = _agreement(case, then)
    rescinded = agreement.status is Status.RESCINDED
    return (Ending.RESCINDED if rescinded else Ending.EXPIRED), agreement.ends_on


FOLLOW_UPS = (
    recount(FollowUp.Opened, "agreement system provider starts_on", CARRIED, _opened),
    recount(FollowUp.CheckPlanned, "check", DATE, _coming),
    recount(FollowUp.CheckOrdered, "when", DATE, _ordered),
    recount(
        FollowUp.CheckMoved,
        "before when",
        DATE,
        lambda said, case, _: (
            case.when[said.check],
            case.planned(said.check).course.dates(said.when.due_on),
        ),
    ),
    recount(
        FollowUp.CheckReminded,
        "responsible due_on",
        CARRIED,
        lambda said, case, _: (
            case.planned(said.check).course.responsible,
            case.when[said.check].due_on,
        ),
    ),
    recount(
        FollowUp.CheckOverdue,
        "latest escalate_on",
        DATE,
        lambda said, case, _: (
            case.when[said.check].latest,
            case.when[said.check].escalate_on,
        ),
    ),
    recount(
        FollowUp.CheckEscalated,
        "escalate_to",
        CARRIED,
        lambda said, case, _: case.planned(said.check).course.escalate_to,
    ),
    recount(
        FollowUp.CheckCorrected,
        "before",
        CARRIED,
        lambda said, case, _: case.records[said.check],
    ),
    recount(FollowUp.CheckLapsed, "ending ended_on", DATE, _ending),
    recount(FollowUp.Closed, "ending ended_on", DATE, _ending),
)
