"""Prolonging: an agreement lasts no longer than its procurement allows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.generated.course import AWARD, TENDER, begun, next_step
from tests.generated.desk import Desk
from tests.generated.meddling import file_review
from tests.given import local
from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.award import Status as AwardStatus
from upphandling.domain.direct_procurement.refusals import LongerThanNeeded
from upphandling.domain.tender.refusals import ReservedTermTooLong

A = {"agreement": "avtal-a"}


def option(ends_on: str) -> dict[str, Any]:
    return {
        **A,
        "options": [{"option": "mer", "ends_on": ends_on, "call_by": "2025-12-01"}],
    }


def extension(ends_on: str) -> dict[str, Any]:
    return {**A, "ends_on": ends_on, "reason": "God kvalitet"}


WAYS = [
    ("agreement.agree_options", option),
    ("agreement.extend", extension),
]
either_way = pytest.mark.parametrize(("name", "data"), WAYS, ids=[n for n, _ in WAYS])


@pytest.fixture
def desk() -> Desk:
    desk = Desk(local("2025-03-03T09:00"))
    begun(desk)
    return desk


def to_the(desk: Desk, status: AwardStatus) -> None:
    while (award := desk.case(Award, "a")) is None or award.status is not status:
        assert next_step(desk)


@either_way
def test_a_reserved_contract_is_prolonged_to_three_years_at_most(desk, name, data):
    reserved = {"kind": "mission_organisation", "grounds": "Personalägda utförare"}
    assert desk.do("tender.reserve", {**TENDER, **reserved})
    to_the(desk, AwardStatus.UNLOCKED)
    assert desk.do(
        "agreement.sign",
        {
            **A,
            **AWARD,
            "lot": "norr",
            "bid": "a",
            "bundle": "omvardnad",
            "starts_on": "2025-10-01",
            "ends_on": "2026-09-30",
        },
    )

    assert not desk.do(name, data("2028-10-02"))
    assert desk.refused[-1] is ReservedTermTooLong
    assert desk.do(name, data("2028-09-30"))


@either_way
def test_a_bridge_is_not_prolonged_past_what_it_was_needed_for(desk, name, data):
    to_the(desk, AwardStatus.NOTIFIED)
    assert file_review(desk, 0)
    bridge = {"direct_procurement": "bro"}
    for step, more in (
        (
            "prepare",
            {
                **TENDER,
                "system": "staden",
                "title": "Tills domen har kommit",
                "ground": "during_review",
                "value_sek": 5_000_000,
                "needed_until": "2026-06-30",
                "motive": "Behovet kan inte vänta",
            },
        ),
        (
            "decide",
            {"provider": "utforare-a", "name": "Utförare A", "motive": "Kan genast"},
        ),
        (
            "sign",
            {
                **A,
                "bundle": "omvardnad",
                "areas": ["norr"],
                "starts_on": "2025-10-01",
                "ends_on": "2025-12-31",
            },
        ),
    ):
        assert desk.do(f"direct_procurement.{step}", {**bridge, **more}), desk.refused

    assert not desk.do(name, data("2026-07-01"))
    assert desk.refused[-1] is LongerThanNeeded
    assert desk.do(name, data("2026-06-30"))


@either_way
def test_an_agreement_without_such_a_bound_may_be_prolonged(desk, name, data):
    assert desk.do(
        "agreement.register",
        {
            **A,
            "system": "staden",
            "provider": "utforare-a",
            "name": "Utförare A",
            "regime": "lov",
            "bundle": "omvardnad",
            "areas": ["norr"],
            "starts_on": "2025-01-01",
            "ends_on": "2025-12-31",
        },
    )

    assert desk.do(name, data("2035-12-31"))
    assert desk.case(Agreement, "avtal-a") is not None
