"""Choice system: by whose decision, on which terms."""

from __future__ import annotations

import pytest

from tests.given import (
    day,
    emitted,
    event,
    given,
    local,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.choice_system import (
    Body,
    ChoiceSystem,
    LegalForceNotReached,
    NotAnUrgentDecision,
)
from upphandling.domain.configuration import (
    Area,
    Bundle,
    DefaultPolicy,
    DefaultRule,
    Regime,
    Service,
    SharePolicy,
    SystemConfiguration,
)
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.legal_time import count
from upphandling.domain.parts import PartExists, UnknownPart
from upphandling.domain.requirements import FollowUp, Requirement


def shares(valid_from: str, in_house: float) -> SharePolicy:
    return SharePolicy(
        valid_from=day(valid_from),
        in_house_percent=in_house,
        external_percent=100 - in_house,
    )


CONFIGURATION = SystemConfiguration(
    system="staden",
    name="Hemtjänst i staden",
    municipality="Staden",
    areas=[Area(key="norr", name="Norr"), Area(key="soder", name="Söder")],
    bundles=[
        Bundle(
            key="omvardnad",
            name="Omvårdnad",
            services=[Service.PERSONAL_CARE],
            regime=Regime.LOU,
        )
    ],
    shares=[shares("2027-01-01", 80.0)],
    default=DefaultPolicy(
        rule=DefaultRule.IN_HOUSE, legal_basis="Fullmäktiges beslut § 1"
    ),
)
REQUIREMENT = Requirement(
    requirement="ledning", text="Det finns en ledning.", mandatory=True
)
FOLLOW_UP = FollowUp(how="Besök", by_whom="Avtalsenheten", how_often="yearly")
TOLD = {
    "decision": "kf-1",
    "body": Body.COUNCIL,
    "taken_on": day("2026-05-18"),
    "minutes": "§ 1",
    "matter": "Valfrihet i hemtjänsten",
}
FALLS_AT = local("2026-06-16T00:00")


def established() -> ChoiceSystem:
    return ChoiceSystem.establish(person("2026-05-04T09:00"), CONFIGURATION)


def decided(*, urgent: bool = False) -> ChoiceSystem:
    system = established()
    system.record_decision(person("2026-05-19T09:00"), **TOLD, urgent=urgent)
    return system


def announced() -> ChoiceSystem:
    system = decided()
    system.announce_minutes(
        person("2026-05-25T09:00"), decision="kf-1", on=day("2026-05-25")
    )
    return system


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


def test_a_decision_of_the_council_is_recorded():
    system = given(established())

    system.record_decision(person("2026-05-19T09:00"), **TOLD, urgent=False)

    assert emitted(system) == [event(ChoiceSystem.DecisionTaken, **TOLD)]


def test_an_urgent_decision_of_the_chair_is_recorded_as_such():
    system = given(established())

    system.record_decision(person("2026-05-19T09:00"), **TOLD, urgent=True)

    assert emitted(system) == [event(ChoiceSystem.ChairDecided, **TOLD)]
    assert system.urgent == {"kf-1"}


def test_a_decision_is_recorded_once():
    system = given(decided())

    with refuses(system, PartExists, part="kf-1"):
        system.record_decision(person("2026-05-19T09:00"), **TOLD, urgent=False)


def test_the_chairs_decision_is_reported_to_the_board():
    system = given(decided(urgent=True))

    system.report_chair_decision(
        person("2026-06-01T09:00"), decision="kf-1", meeting_on=day("2026-06-01")
    )

    assert emitted(system) == [
        event(
            ChoiceSystem.ChairDecisionReported,
            decision="kf-1",
            meeting_on=day("2026-06-01"),
        )
    ]
    assert system.urgent == set()


def test_only_the_chairs_urgent_decisions_are_reported_and_once():
    reported = decided(urgent=True)
    told = {"decision": "kf-1", "meeting_on": day("2026-06-01")}
    reported.report_chair_decision(person("2026-06-01T09:00"), **told)

    for system in (decided(), reported):
        with refuses(given(system), NotAnUrgentDecision, decision="kf-1"):
            system.report_chair_decision(person("2026-06-01T10:00"), **told)


def test_the_minutes_on_the_notice_board_start_three_weeks_for_appeal():
    system = given(decided())

    system.announce_minutes(
        person("2026-05-25T09:00"), decision="kf-1", on=day("2026-05-25")
    )

    appeal = count("legality-appeal", day("2026-05-25"))
    assert emitted(system) == [
        event(ChoiceSystem.MinutesAnnounced, decision="kf-1", appeal=appeal)
    ]
    assert appeal.last_day == day("2026-06-15")


def test_the_decision_gains_legal_force_by_itself_after_three_weeks():
    system = given(announced())

    system.gain_legal_force(scheduler("2026-06-16T00:00"), decision="kf-1")

    assert emitted(system) == [event(ChoiceSystem.LegalForceGained, decision="kf-1")]


def test_the_decision_has_no_legal_force_on_the_last_second_for_appeal():
    system = given(announced())

    with refuses(system, LegalForceNotReached, decision="kf-1", expires_at=FALLS_AT):
        system.gain_legal_force(scheduler("2026-06-15T23:59:59"), decision="kf-1")


def test_a_decision_gains_legal_force_once():
    system = announced()
    system.gain_legal_force(scheduler("2026-06-16T00:00"), decision="kf-1")

    with refuses(given(system), UnknownPart, part="kf-1", known=[]):
        system.gain_legal_force(scheduler("2026-06-17T00:00"), decision="kf-1")


@pytest.mark.parametrize(
    "act",
    [
        lambda system, stamp: system.report_chair_decision(
            stamp, decision="kf-9", meeting_on=day("2026-06-01")
        ),
        lambda system, stamp: system.announce_minutes(
            stamp, decision="kf-9", on=day("2026-05-25")
        ),
        lambda system, stamp: system.decide_shares(
            stamp, policy=shares("2028-01-01", 60.0), decision="kf-9"
        ),
        lambda system, _: system.must_have_decided("kf-9"),
    ],
    ids=["report", "announce", "shares", "mention"],
)
def test_a_decision_that_nobody_took_cannot_be_referred_to(act):
    system = given(decided())

    with refuses(system, UnknownPart, part="kf-9", known=["kf-1"]):
        act(system, person("2026-06-01T09:00"))


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
    with refuses(system, UnknownPart, part="service", known=["omvardnad"]):
        system.bundle("service")
    with refuses(system, UnknownPart, part="oster", known=["norr", "soder"]):
        system.must_have_areas(["norr", "oster"])


def test_a_system_nobody_established_has_no_configuration():
    nobodys = ChoiceSystem.__new__(ChoiceSystem)
    nobodys.__base_init__("choice_system:ingen", 1, FALLS_AT)
    nobodys.__init__()

    with refuses(None, UnknownPart, part="configuration"):
        _ = nobodys.settled
