"""Destruction: decided with a reference, carried out once, or taken back before that."""

from __future__ import annotations

import pytest

from tests.given import (
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.destruction import (
    Destruction,
    DestructionSettled,
    DestructionStatus,
    NothingToDestroy,
)
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.errors import MachineCannotDecide, NoMandate

KEYS = ("abcdefghijkl",)
FACTS = {
    "subjects": ("person:k-1",),
    "document_classes": (DocumentClass.IDENTITY,),
    "rules": ("retention:identity@1",),
    "document": "Gallringsbeslut 2026-1",
    "reason": "Fristen är ute.",
}


def decided(stamp=None) -> Destruction:
    return Destruction.resolve(stamp or person("2026-03-02T09:00"), "g-1", **FACTS)


def test_destruction_is_decided_on_the_ground_of_a_term():
    assert emitted(decided()) == [event(Destruction.Decided, **FACTS)]


@pytest.mark.parametrize(
    ("stamp", "rule"),
    [
        (without_mandate("2026-03-02T09:00"), NoMandate),
        (scheduler("2026-03-02T09:00"), MachineCannotDecide),
    ],
)
def test_neither_the_clock_nor_somebody_without_a_mandate_decides_it(stamp, rule):
    with pytest.raises(rule):
        decided(stamp)


def test_a_decision_is_carried_out_with_the_names_of_the_keys():
    case = given(decided())

    case.execute(without_mandate("2026-03-03T09:00"), keys=KEYS)

    assert emitted(case) == [event(Destruction.Executed, keys=KEYS)]
    assert case.status is DestructionStatus.EXECUTED


def test_a_decision_that_hits_nothing_is_not_carried_out():
    case = given(decided())

    with refuses(case, NothingToDestroy, subjects=("person:k-1",)):
        case.execute(person("2026-03-03T09:00"), keys=())


def test_a_decision_is_taken_back_before_it_is_carried_out_and_never_after():
    case = given(decided())
    case.revoke(person("2026-03-03T09:00"), reason="Ett mål pågår.")
    assert emitted(case) == [event(Destruction.Revoked, reason="Ett mål pågår.")]

    done = decided()
    done.execute(person("2026-03-03T09:00"), keys=KEYS)
    given(done)
    with refuses(done, DestructionSettled, status=DestructionStatus.EXECUTED):
        done.revoke(person("2026-03-04T09:00"), reason="Ångrat.")


def test_what_was_taken_back_or_carried_out_is_not_carried_out_again():
    case = decided()
    case.revoke(person("2026-03-03T09:00"), reason="Ett mål pågår.")
    given(case)

    with refuses(case, DestructionSettled, status=DestructionStatus.REVOKED):
        case.execute(person("2026-03-04T09:00"), keys=KEYS)


def test_taking_back_needs_a_mandate():
    with pytest.raises(NoMandate):
        decided().revoke(without_mandate("2026-03-03T09:00"), reason="Ångrat.")
