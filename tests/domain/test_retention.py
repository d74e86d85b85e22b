"""Retention: how long a class of documents is kept, decided by somebody, from a day on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
    without_mandate,
)
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.retention import (
    EarlierThanBefore,
    KeptForEver,
    Retention,
    RetentionNotInForce,
    RetentionTerm,
)


def term(from_day: str = "2026-03-01", keep_years: int | None = 5) -> RetentionTerm:
    return RetentionTerm(
        keep_years=keep_years,
        counted_from="Från det att insatsen upphörde",
        legal_basis="Nämndens dokumenthanteringsplan",
        reference="Dokumenthanteringsplan 2026",
        from_day=day(from_day),
    )


def adopted(stamp: Any = None, **terms: Any) -> Retention:
    return Retention.adopt(
        stamp or person("2026-02-02T09:00"),
        document_class=DocumentClass.IDENTITY,
        term=term(**terms),
    )


def test_a_term_is_adopted_for_a_class_of_documents():
    case = adopted()

    assert case.id == "retention:identity"
    assert emitted(case) == [
        event(Retention.Adopted, document_class=DocumentClass.IDENTITY, term=term())
    ]
    assert case.rule == "retention:identity@1"


def test_nobody_adopts_a_term_without_a_mandate_and_the_clock_never():
    with pytest.raises(NoMandate):
        adopted(without_mandate("2026-02-02T09:00"))
    with pytest.raises(MachineCannotDecide):
        adopted(scheduler("2026-02-02T09:00"))


def test_a_term_is_replaced_with_a_reason_and_the_former_stays_to_be_seen():
    case = given(adopted())

    case.replace(
        person("2026-05-02T09:00"), term=term("2026-06-01", 3), reason="Ny plan."
    )

    assert emitted(case) == [
        event(
            Retention.Replaced,
            before=term(),
            term=term("2026-06-01", 3),
            reason="Ny plan.",
        )
    ]


def test_a_new_term_does_not_begin_before_the_one_it_replaces():
    case = given(adopted())

    with refuses(case, EarlierThanBefore, from_day=day("2026-03-01")):
        case.replace(
            person("2026-05-02T09:00"), term=term("2026-02-28"), reason="Ny plan."
        )


def test_nothing_is_destroyed_before_the_term_is_in_force():
    case = given(adopted())

    with refuses(case, RetentionNotInForce, document_class="identity"):
        case.must_allow_destruction(person("2026-02-28T23:59"))
    case.must_allow_destruction(person("2026-03-01T00:00"))


def test_what_is_kept_for_ever_is_never_destroyed():
    case = given(adopted(keep_years=None))

    with refuses(
        case,
        KeptForEver,
        document_class="identity",
        reference="Dokumenthanteringsplan 2026",
    ):
        case.must_allow_destruction(person("2066-03-02T09:00"))
