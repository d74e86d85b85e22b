"""Choice system: its configuration, its shares, its requirements."""

from __future__ import annotations

import pytest

from tests.domain.choice_system.cases import (
    CONFIGURATION,
    decided,
    established,
    shares,
)
from tests.given import (
    emitted,
    event,
    given,
    local,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.requirements import FollowUp, Requirement

REQUIREMENT = Requirement(
    requirement="ledning", text="Det finns en ledning.", mandatory=True
)
FOLLOW_UP = FollowUp(how="Besök", by_whom="Avtalsenheten", how_often="yearly")


def with_requirement() -> ChoiceSystem:
    system = established()
    system.set_requirement(person("2026-05-20T09:00"), requirement=REQUIREMENT)
    return system


def test_a_system_is_established_with_its_configuration():
    system = established()

    assert emitted(system) == [
        event(ChoiceSystem.Established, configuration=CONFIGURATION)
    ]
    assert system.id == "choice_system:staden"
    assert system.settled is CONFIGURATION


@pytest.mark.parametrize(
    ("stamp", "rule"), [(scheduler, MachineCannotDecide), (without_mandate, NoMandate)]
)
def test_a_system_is_established_by_somebody_with_a_mandate(stamp, rule):
    with refuses(None, rule, event="choice_system.established"):
        ChoiceSystem.establish(stamp("2026-05-04T09:00"), CONFIGURATION)


def test_new_shares_are_decided_and_kept_in_order_of_time():
    system = given(decided())
    policy = shares("2026-07-01", 90.0)

    system.decide_shares(person("2026-06-01T09:00"), policy=policy, decision="kf-1")

    assert emitted(system) == [
        event(ChoiceSystem.SharesDecided, policy=policy, decision="kf-1")
    ]
    assert system.shares == [policy, *CONFIGURATION.shares]


def test_shares_from_the_same_day_replace_the_old_ones():
    system = established()
    policy = shares("2027-01-01", 50.0)

    system.decide_shares(person("2026-06-01T09:00"), policy=policy, decision=None)

    assert system.shares == [policy]


def test_a_requirement_is_set_and_its_follow_up_planned():
    system = given(established())

    system.set_requirement(person("2026-05-20T09:00"), requirement=REQUIREMENT)
    system.plan_follow_up(
        person("2026-05-20T10:00"), requirement="ledning", follow_up=FOLLOW_UP
    )

    assert emitted(system) == [
        event(ChoiceSystem.RequirementSet, requirement=REQUIREMENT),
        event(ChoiceSystem.FollowUpPlanned, requirement="ledning", follow_up=FOLLOW_UP),
    ]
    assert system.pinned_requirements == (
        REQUIREMENT.model_copy(update={"follow_up": FOLLOW_UP}),
    )


def test_a_requirement_without_follow_up_shows_that_it_lacks_one():
    assert with_requirement().pinned_requirements == (REQUIREMENT,)


def test_a_requirement_is_set_once():
    system = given(with_requirement())

    with refuses(system, PartExists, part="ledning"):
        system.set_requirement(person("2026-05-21T09:00"), requirement=REQUIREMENT)


def test_only_a_requirement_that_was_set_is_followed_up():
    system = given(with_requirement())

    with refuses(system, UnknownPart, part="sprak", known=["ledning"]):
        system.plan_follow_up(
            person("2026-05-21T09:00"), requirement="sprak", follow_up=FOLLOW_UP
        )


def test_only_bundles_and_areas_of_the_system_are_known():
    system = given(established())

    assert system.bundle("omvardnad").name == "Omvårdnad"
    system.must_have_areas(["norr", "soder"])
    with refuses(system, UnknownPart, part="service", known=["omvardnad", "trygghet"]):
        system.bundle("service")
    with refuses(system, UnknownPart, part="oster", known=["norr", "soder"]):
        system.must_have_areas(["norr", "oster"])


def test_a_system_nobody_established_has_no_configuration():
    nobodys = ChoiceSystem.__new__(ChoiceSystem)
    nobodys.__base_init__("choice_system:ingen", 1, local("2026-06-16T00:00"))
    nobodys.__init__()

    with refuses(None, UnknownPart, part="configuration"):
        _ = nobodys.settled
