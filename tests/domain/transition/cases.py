"""The transitions that the tests of its chapters begin with."""

from __future__ import annotations

from tests.given import day, person
from upphandling.domain.transition import (
    Condition,
    ConditionKind,
    Gap,
    HandoverItem,
    Transition,
    Wave,
)

FIRST = Wave(wave="v-1", on=day("2026-11-02"), customers=("person-1", "person-2"))
SECOND = Wave(wave="v-2", on=day("2026-11-09"), customers=("person-3",))
STAFF = Condition(
    condition="personal-a",
    kind=ConditionKind.STAFF,
    agreement="avtal-a",
    text="Utföraren har bemannat alla pass.",
)
KEYS = Condition(
    condition="nycklar-a",
    kind=ConditionKind.KEYS,
    agreement="avtal-a",
    text="Nycklarna är kvitterade.",
    wave="v-2",
)
GAP = Gap(
    wave="v-2",
    agreement="avtal-gammalt",
    ends_on=day("2026-11-30"),
    warn_on=day("2026-11-16"),
)
ITEMS = (
    HandoverItem(item="nyckel", text="Nyckel"),
    HandoverItem(item="plan", text="Genomförandeplan"),
)


def planned() -> Transition:
    return Transition.plan(
        person("2026-10-12T09:00"),
        "host-2026",
        system="staden",
        bundle="omvardnad",
        source="choice_round:host-2026",
        waves=(FIRST, SECOND),
    )


def under_way() -> Transition:
    transition = planned()
    transition.take_over(person("2026-11-02T07:00"), wave="v-1")
    return transition


def completed() -> Transition:
    transition = under_way()
    transition.take_over(person("2026-11-09T07:00"), wave="v-2")
    transition.complete(person("2026-11-10T09:00"))
    return transition


def abandoned() -> Transition:
    transition = under_way()
    transition.abandon(person("2026-11-03T09:00"), reason="Avtalet hävdes")
    return transition


def with_conditions() -> Transition:
    """Staff is asked of both waves, keys of the second."""
    transition = planned()
    for condition in (STAFF, KEYS):
        transition.set_condition(person("2026-10-13T09:00"), condition=condition)
    return transition


def with_items(*, required: bool = True) -> Transition:
    transition = planned()
    transition.set_handover_items(
        person("2026-10-13T09:00"), items=ITEMS, handover_required=required
    )
    return transition


def failed() -> Transition:
    """One customer of the first wave could not be taken over."""
    transition = planned()
    transition.fail_customer(
        person("2026-11-02T06:30"), customer="person-1", reason="Ingen öppnade."
    )
    return transition
