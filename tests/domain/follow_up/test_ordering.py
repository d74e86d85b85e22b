"""The ordering: a check besides the schedule, by a person, on a day to come."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.follow_up.schedules import QUARTERLY, length
from tests.domain.follow_up.test_checking import do
from tests.domain.follow_up.test_planning import FIRST, opened
from tests.given import (
    day,
    emitted,
    event,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from tests.given import given as after
from upphandling.domain.base import Role
from upphandling.domain.check_schedule import CheckCourse, CheckDates, CheckedByOutsider
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.follow_up import Ending, FollowUp, Progress
from upphandling.domain.follow_up.refusals import (
    CheckSettled,
    DueAfterEnd,
    DueInThePast,
    KeyOfScheduledCheck,
    MovedIntoThePast,
)
from upphandling.domain.parts import PartExists

AT = "2027-02-01T09:00"
COURSE = CheckCourse(
    within=length("7 dagar"),
    remind=length("3 dagar"),
    escalate=length("5 dagar"),
    announced=False,
    responsible=Role.PROGRAMME_MANAGER,
    evidence="Protokoll från besöket",
)
DATES = CheckDates(
    remind_on=day("2027-02-07"),
    due_on=day("2027-02-10"),
    latest=day("2027-02-17"),
    escalate_on=day("2027-02-22"),
)


def course(**changed: Any) -> CheckCourse:
    return COURSE.model_copy(update=changed)


def order(one: FollowUp, who=None, **changed: Any) -> None:
    told = {
        "check": "extra-1",
        "requirement": "ledning",
        "due_on": day("2027-02-10"),
        "course": COURSE,
        "deviation": "avv-1",
        "reason": "Klagomål på ledningen",
    }
    one.order(who or person(AT), **{**told, **changed})


def ordered() -> FollowUp:
    one = opened()
    order(one)
    return after(one)


def test_an_extra_check_is_ordered_with_its_days_and_its_reason():
    one = opened()

    order(one)

    assert emitted(one) == [
        event(
            FollowUp.CheckOrdered,
            check="extra-1",
            requirement="ledning",
            when=DATES,
            course=COURSE,
            deviation="avv-1",
            reason="Klagomål på ledningen",
        )
    ]
    assert one.progress["extra-1"] is Progress.PLANNED


def test_an_extra_check_goes_as_the_others_do():
    one = ordered()

    one.remind(scheduler("2027-02-07T00:00"), check="extra-1")
    one.miss(scheduler("2027-02-18T00:00"), check="extra-1")
    one.escalate(scheduler("2027-02-22T00:00"), check="extra-1")
    do(one, "2027-02-23T09:00", "extra-1", done_on=day("2027-02-23"))

    said = dict(emitted(one))
    assert said["follow_up.check_reminded"]["responsible"] is Role.PROGRAMME_MANAGER
    assert said["follow_up.check_escalated"]["escalate_to"] is Role.PROGRAMME_MANAGER
    assert one.progress["extra-1"] is Progress.DONE


def test_an_extra_check_is_moved_and_called_off_by_its_own_course():
    one = ordered()

    one.move(
        person(AT), check="extra-1", due_on=day("2027-02-11"), reason="Chefen är borta"
    )
    assert one.when["extra-1"] == COURSE.dates(day("2027-02-11"))
    one.cancel(person(AT), check="extra-1", reason="Görs av IVO")

    assert one.progress["extra-1"] is Progress.CANCELLED


def test_no_check_of_the_schedule_is_changed_by_an_extra_one():
    one = ordered()

    do(one, "2027-02-10T09:00", "extra-1", done_on=day("2027-02-10"))
    one.plan(scheduler("2027-04-16T00:00"), requirement="ledning", schedule=QUARTERLY)

    assert one.when[FIRST] == QUARTERLY.dates(day("2027-04-01"))
    assert one.latest_check == {"ledning": "ledning.2027-07-01"}


def test_every_check_is_known_by_a_key_of_its_own():
    one = ordered()

    with refuses(one, PartExists, part="extra-1"):
        order(one)


@pytest.mark.parametrize("key", ["ledning.2027-02-10", "lokaler.2028-01-01"])
def test_no_extra_check_has_the_key_of_one_that_a_schedule_may_plan(key):
    one = opened()

    with refuses(one, KeyOfScheduledCheck, check=key):
        order(one, check=key)


@pytest.mark.parametrize("field", ["responsible", "escalate_to"])
@pytest.mark.parametrize("role", [Role.PROVIDER, Role.CUSTOMER, Role.SCHEDULER])
def test_no_outsider_answers_for_an_extra_check(field, role):
    one = opened()

    with refuses(one, CheckedByOutsider, role=role):
        order(one, course=course(**{field: role}))


def test_an_extra_check_is_made_today_at_the_earliest():
    one = opened()
    yesterday, today = day("2027-01-31"), day("2027-02-01")
    with refuses(one, DueInThePast, due_on=yesterday, today=today):
        order(one, due_on=yesterday)

    order(one, due_on=today)

    assert one.when["extra-1"].due_on == today


def test_an_extra_check_is_made_while_the_agreement_lasts():
    one = opened()
    last = day("2027-02-28")
    one.close(person(AT), ending=Ending.RESCINDED, ended_on=last)
    after(one)
    with refuses(one, DueAfterEnd, due_on=day("2027-03-01"), ended_on=last):
        order(one, due_on=day("2027-03-01"))

    order(one, due_on=last)

    assert one.progress["extra-1"] is Progress.PLANNED


def test_an_extra_check_after_the_last_day_falls_away_with_the_agreement():
    one = ordered()

    one.close(scheduler(AT), ending=Ending.EXPIRED, ended_on=day("2027-02-09"))

    assert one.progress["extra-1"] is Progress.LAPSED


@pytest.mark.parametrize(
    ("who", "rule"),
    [(scheduler(AT), MachineCannotDecide), (without_mandate(AT), NoMandate)],
)
def test_a_person_with_a_mandate_orders_a_check(who, rule):
    one = opened()

    with refuses(one, rule, event="follow_up.check_ordered"):
        order(one, who)


def test_the_rules_of_a_check_hold_for_an_extra_one():
    one = ordered()
    today, past = day("2027-02-01"), day("2027-01-31")
    with refuses(one, MovedIntoThePast, due_on=past, today=today):
        one.move(person(AT), check="extra-1", due_on=past, reason="x")
    one.cancel(person(AT), check="extra-1", reason="x")

    with refuses(after(one), CheckSettled, check="extra-1", progress="called_off"):
        do(one, AT, "extra-1", done_on=today)
