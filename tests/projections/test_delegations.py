"""The delegation register, and which decisions were taken in which system."""

from __future__ import annotations

from tests.domain.choice_system.cases import established
from tests.domain.choice_system.test_delegations import with_register
from tests.given import person
from tests.projections.test_awards import proposed
from tests.projections.test_tenders import opened
from upphandling.projections.delegations import (
    DELEGATIONS,
    belongings,
    delegations,
    mandated,
)


def test_a_delegation_is_shown_until_it_is_withdrawn_and_after(rows_after):
    system = with_register()
    row = [
        "staden",
        "4.2",
        '["award.decided", "agreement"]',
        '["procurement_manager", "chair"]',
        "Upphandlingschefen",
        5_000_000,
        "2026-06-01",
        "2026-12-31",
        "Nämndens delegationsordning 4.2",
        "board",
    ]
    assert rows_after(DELEGATIONS, delegations, system) == [(*row, None)]

    system.withdraw_delegation(
        person("2026-09-01T09:00"), delegation="4.2", reason="Ny ordning."
    )

    assert rows_after(DELEGATIONS, delegations, system) == [(*row, "2026-09-01")]


def test_a_decision_is_kept_with_its_mandate_and_the_register_is_no_decision(
    rows_after,
):
    assert rows_after(DELEGATIONS, mandated, with_register()) == [
        (
            1,
            "choice_system:staden",
            "choice_system.established",
            "2026-05-04T09:00",
            "handlaggare-1",
            "procurement_officer",
            "delegationsordning 4.2",
        )
    ]


def test_a_secret_decision_is_not_kept(rows_after):
    tender = opened()
    secret = {event.TOPIC for event in tender.pending_events if event.SECRET}

    kept = {row[2] for row in rows_after(DELEGATIONS, mandated, tender)}

    assert secret
    assert not secret & kept


def test_an_award_belongs_to_the_system_of_its_tender(rows_after):
    tender = opened()
    rows_after(DELEGATIONS, belongings, established(), tender, proposed())
    tender.conclude(person("2026-05-04T10:00"), award="tilldelning")

    rows = rows_after(DELEGATIONS, belongings, tender)

    assert ("award:tilldelning", None, "tender:hemtjanst") in rows
    assert ("choice_system:staden", "staden", None) in rows


def test_an_award_is_nowhere_before_it_is_decided(rows_after):
    award = proposed()

    assert rows_after(DELEGATIONS, belongings, award) == []
    assert rows_after(DELEGATIONS, mandated) == []
