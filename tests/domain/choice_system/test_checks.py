"""The schedule of each requirement's checks, from a day on."""

from __future__ import annotations

import pytest

from tests.domain.follow_up.schedules import QUARTERLY, length, schedule
from tests.given import day, emitted, event, person, refuses, scheduler, without_mandate
from tests.given import given as after
from upphandling.domain.check_schedule import ChecksOverlap
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.choice_system.refusals import (
    ChecksWithoutFollowUp,
    ScheduleInArrears,
    ScheduleStands,
)
from upphandling.domain.configuration import SystemConfiguration
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.parts import UnknownPart
from upphandling.domain.requirements import FollowUp, Requirement

AT = "2026-11-24T09:00"
REQUIREMENT = Requirement(requirement="ledning", text="En ledning.", mandatory=True)


def system(*, followed: bool = True) -> ChoiceSystem:
    configuration = SystemConfiguration.model_validate(
        {
            "system": "staden",
            "name": "Hemtjänst",
            "municipality": "Staden",
            "areas": [{"key": "norr", "name": "Norr"}],
            "bundles": [
                {
                    "key": "omvardnad",
                    "name": "Omvårdnad",
                    "services": ["personal_care"],
                    "regime": "lou",
                }
            ],
            "default": {"rule": "in_house", "legal_basis": "Beslut § 1"},
        },
        strict=False,
    )
    one = ChoiceSystem.establish(person(AT), configuration)
    one.set_requirement(person(AT), requirement=REQUIREMENT)
    if followed:
        one.plan_follow_up(
            person(AT),
            requirement="ledning",
            follow_up=FollowUp(how="Besök", by_whom="Enheten", how_often="quarterly"),
        )
    return after(one)


def test_checks_are_scheduled_from_a_day_on():
    one = system()

    one.schedule_checks(person(AT), requirement="ledning", schedule=QUARTERLY)

    assert emitted(one) == [
        event(ChoiceSystem.ChecksScheduled, requirement="ledning", schedule=QUARTERLY)
    ]
    assert one.check_schedule_on("ledning", day("2026-12-31")) is None
    assert one.check_schedule_on("ledning", day("2027-01-01")) == QUARTERLY


def test_a_later_schedule_holds_from_its_day():
    one = system()
    later = schedule(valid_from=day("2028-01-01"), every=length("1 år"))
    one.schedule_checks(person(AT), requirement="ledning", schedule=QUARTERLY)
    one.schedule_checks(person(AT), requirement="ledning", schedule=later)

    assert one.check_schedule_on("ledning", day("2027-12-31")) == QUARTERLY
    assert one.check_schedule_on("ledning", day("2028-01-01")) == later


def test_only_what_is_followed_up_is_checked():
    one = system(followed=False)

    with refuses(one, ChecksWithoutFollowUp, requirement="ledning"):
        one.schedule_checks(person(AT), requirement="ledning", schedule=QUARTERLY)


def test_a_requirement_that_nobody_has_set_is_not_checked():
    one = system()

    with refuses(one, UnknownPart, part="lokaler", known=["ledning"]):
        one.schedule_checks(person(AT), requirement="lokaler", schedule=QUARTERLY)


def test_a_schedule_is_not_decided_in_arrears():
    one = system()
    today = day("2027-01-02")

    with refuses(one, ScheduleInArrears, valid_from=QUARTERLY.valid_from, today=today):
        one.schedule_checks(
            person("2027-01-02T00:30"), requirement="ledning", schedule=QUARTERLY
        )


def test_a_schedule_holds_from_a_later_day_than_the_one_before():
    one = system()
    one.schedule_checks(person(AT), requirement="ledning", schedule=QUARTERLY)
    after(one)

    with refuses(
        one,
        ScheduleStands,
        requirement="ledning",
        valid_from=QUARTERLY.valid_from,
    ):
        one.schedule_checks(person(AT), requirement="ledning", schedule=QUARTERLY)


def test_a_schedule_that_makes_no_sense_is_refused():
    one = system()
    wanted = schedule(within=length("1 år"))

    with refuses(one, ChecksOverlap, within="1 år", every="3 månader"):
        one.schedule_checks(person(AT), requirement="ledning", schedule=wanted)


@pytest.mark.parametrize(
    ("stamp", "rule"),
    [(scheduler(AT), MachineCannotDecide), (without_mandate(AT), NoMandate)],
)
def test_only_a_person_with_a_mandate_schedules_checks(stamp, rule):
    one = system()

    with refuses(one, rule, event="choice_system.checks_scheduled"):
        one.schedule_checks(stamp, requirement="ledning", schedule=QUARTERLY)
