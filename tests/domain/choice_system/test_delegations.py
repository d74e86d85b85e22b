"""The delegation register: who may decide what, up to which value, until when."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as anything
from hypothesis import strategies as st

from tests.domain.choice_system.cases import announced, decided
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
from upphandling.domain.base import Role, Stamp
from upphandling.domain.choice_system import (
    AppealOutcome,
    Body,
    ChoiceSystem,
    Delegation,
)
from upphandling.domain.choice_system.refusals import (
    CannotBeDelegated,
    DecisionAnnulledByCourt,
    DelegatedToMachine,
    DelegationInDisorder,
    DelegationWithdrawnBefore,
    NoDelegate,
    OutsideDelegation,
)
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.parts import PartExists, UnknownPart

AWARDS = Delegation(
    delegation="4.2",
    decisions=("award.decided", "agreement"),
    roles=(Role.PROCUREMENT_MANAGER, Role.CHAIR),
    to="Upphandlingschefen",
    max_amount_sek=5_000_000,
    valid_from=day("2026-06-01"),
    valid_to=day("2026-12-31"),
    source="Nämndens delegationsordning 4.2",
    reported_to=Body.BOARD,
)


def changed(**details: Any) -> Delegation:
    return AWARDS.model_copy(update=details)


def with_register() -> ChoiceSystem:
    system = decided()
    system.delegate(person("2026-05-20T09:00"), delegation=AWARDS)
    return system


def acting(
    at: str = "2026-08-03T09:00",
    role: Role = Role.PROCUREMENT_MANAGER,
    mandate: str | None = "4.2",
) -> Stamp:
    return Stamp(by="chef-1", role=role, at=local(at), mandate=mandate)


# -- Keeping the register -------------------------------------------------------


def test_the_right_to_decide_is_delegated():
    system = given(decided())

    system.delegate(person("2026-05-20T09:00"), delegation=AWARDS)

    assert emitted(system) == [
        event(ChoiceSystem.DecisionRightDelegated, **dict(AWARDS))
    ]


@pytest.mark.parametrize(
    ("stamp", "rule"), [(scheduler, MachineCannotDecide), (without_mandate, NoMandate)]
)
def test_the_right_to_decide_is_delegated_by_somebody_with_a_mandate(stamp, rule):
    system = given(decided())

    with refuses(system, rule, event="choice_system.decision_right_delegated"):
        system.delegate(stamp("2026-05-20T09:00"), delegation=AWARDS)


def test_nothing_is_delegated_to_the_clock():
    system = given(decided())

    with refuses(system, DelegatedToMachine, delegation="4.2"):
        system.delegate(
            person("2026-05-20T09:00"), delegation=changed(roles=(Role.SCHEDULER,))
        )


def test_nothing_is_delegated_to_a_customer():
    system = given(decided())

    with refuses(system, NoDelegate, delegation="4.2", role=Role.CUSTOMER):
        system.delegate(
            person("2026-05-20T09:00"), delegation=changed(roles=(Role.CUSTOMER,))
        )


@pytest.mark.parametrize(
    "decision", ["choice_system.established", "choice_system.shares_decided"]
)
def test_the_direction_and_the_extent_are_never_delegated(decision):
    system = given(decided())

    with refuses(system, CannotBeDelegated, delegation="4.2", decisions=[decision]):
        system.delegate(
            person("2026-05-20T09:00"),
            delegation=changed(decisions=("award.decided", decision)),
        )


def test_a_delegation_does_not_end_before_it_begins():
    system = given(decided())

    with refuses(
        system,
        DelegationInDisorder,
        delegation="4.2",
        valid_from=day("2026-06-01"),
        valid_to=day("2026-05-31"),
    ):
        system.delegate(
            person("2026-05-20T09:00"),
            delegation=changed(valid_to=day("2026-05-31")),
        )


def test_a_key_of_the_register_is_used_once():
    system = given(with_register())

    with refuses(system, PartExists, part="4.2"):
        system.delegate(person("2026-05-20T09:00"), delegation=AWARDS)


def test_a_delegation_is_withdrawn_with_a_reason():
    system = given(with_register())

    system.withdraw_delegation(
        person("2026-09-01T09:00"), delegation="4.2", reason="Ny ordning."
    )

    told = {"delegation": "4.2", "withdrawn_on": day("2026-09-01")}
    assert emitted(system) == [
        event(ChoiceSystem.DelegationWithdrawn, **told, reason="Ny ordning.")
    ]
    with refuses(system, DelegationWithdrawnBefore, **told):
        system.withdraw_delegation(
            person("2026-09-02T09:00"), delegation="4.2", reason="Ny ordning."
        )


def test_only_what_is_in_the_register_is_withdrawn():
    system = given(with_register())

    with refuses(system, UnknownPart, part="9.9", known=["4.2"]):
        system.withdraw_delegation(
            person("2026-09-01T09:00"), delegation="9.9", reason="Ny ordning."
        )


# -- Held to the register -------------------------------------------------------


def test_without_a_register_any_mandate_will_do():
    decided().must_have_delegated("award.decided", acting(mandate="4.2 a"), 9_999_999)


@pytest.mark.parametrize(
    "at", ["2026-06-01T00:00", "2026-08-03T09:00", "2026-12-31T23:59:59"]
)
@pytest.mark.parametrize("topic", ["award.decided", "agreement.extended"])
@pytest.mark.parametrize("worth", [None, 5_000_000])
def test_a_delegation_covers_what_it_names_within_its_days_and_amount(at, topic, worth):
    with_register().must_have_delegated(topic, acting(at), worth)


@pytest.mark.parametrize(
    ("topic", "stamp", "worth"),
    [
        ("award.decided", acting(), 5_000_001),
        ("award.decided", acting(role=Role.PROCUREMENT_OFFICER), None),
        ("award.decided", acting("2026-05-31T23:59:59"), None),
        ("award.decided", acting("2027-01-01T00:00"), None),
        ("award.decided", acting(mandate="4.3"), None),
        ("award.decided", acting(mandate=None), None),
        ("tender.announced", acting(), None),
        ("award.withdrawn", acting(), None),
    ],
    ids=["amount", "role", "early", "late", "unknown", "none", "kind", "event"],
)
def test_a_delegation_covers_nothing_else(topic, stamp, worth):
    system = given(with_register())

    with pytest.raises(OutsideDelegation) as refusal:
        system.must_have_delegated(topic, stamp, worth)

    told = refusal.value.details
    assert (told["decision"], told["role"], told["worth_sek"]) == (
        topic,
        stamp.role,
        worth,
    )


def test_a_delegation_covers_nothing_from_the_day_it_is_withdrawn():
    system = with_register()
    system.withdraw_delegation(
        person("2026-09-01T09:00"), delegation="4.2", reason="Ny ordning."
    )

    system.must_have_delegated("award.decided", acting("2026-08-31T23:59:59"), None)
    with pytest.raises(OutsideDelegation):
        system.must_have_delegated("award.decided", acting("2026-09-01T00:00"), None)


def test_a_register_that_has_been_emptied_is_still_a_register():
    system = with_register()
    system.withdraw_delegation(
        person("2026-09-01T09:00"), delegation="4.2", reason="Ny ordning."
    )

    with pytest.raises(OutsideDelegation):
        system.must_have_delegated(
            "plan.promise_withdrawn", acting("2026-09-02T09:00", mandate="fri text"), 0
        )


def test_a_kind_never_covers_what_cannot_be_delegated():
    system = decided()
    system.delegate(
        person("2026-05-20T09:00"), delegation=changed(decisions=("choice_system",))
    )

    system.must_have_delegated("choice_system.requirement_set", acting(), None)
    with pytest.raises(OutsideDelegation):
        system.must_have_delegated("choice_system.shares_decided", acting(), None)


def test_a_political_decision_is_a_mandate_for_anything():
    with_register().must_have_delegated(
        "choice_system.shares_decided", acting(mandate="beslut:kf-1"), 99_000_000
    )


def test_a_political_decision_that_nobody_took_is_no_mandate():
    system = given(with_register())

    with refuses(system, UnknownPart, part="kf-9", known=["kf-1"]):
        system.must_have_delegated("award.decided", acting(mandate="beslut:kf-9"), None)


def test_a_political_decision_that_the_court_annulled_is_no_mandate():
    system = announced()
    system.delegate(person("2026-05-26T09:00"), delegation=AWARDS)
    system.appeal_decision(
        person("2026-06-08T09:00"),
        decision="kf-1",
        court="Förvaltningsrätten",
        case_number="1234-26",
        received_on=day("2026-06-08"),
        in_time=True,
    )
    system.rule_on_appeal(
        person("2026-07-01T09:00"),
        case_number="1234-26",
        outcome=AppealOutcome.ANNULLED,
        ruled_on=day("2026-07-01"),
    )

    with pytest.raises(DecisionAnnulledByCourt):
        system.must_have_delegated("award.decided", acting(mandate="beslut:kf-1"), None)


@anything(
    role=st.sampled_from(Role),
    worth=st.none() | st.integers(0, 10_000_000),
    on=st.dates(day("2026-05-01"), day("2027-02-01")),
)
def test_what_is_covered_is_within_every_limit_at_once(role, worth, on):
    stamp = acting(f"{on}T12:00", role)
    within = (
        role in AWARDS.roles
        and (worth is None or worth <= 5_000_000)
        and day("2026-06-01") <= on <= day("2026-12-31")
    )
    system = with_register()

    if within:
        system.must_have_delegated("award.decided", stamp, worth)
    else:
        with pytest.raises(OutsideDelegation):
            system.must_have_delegated("award.decided", stamp, worth)
