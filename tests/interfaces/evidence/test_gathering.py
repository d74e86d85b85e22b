"""What is put in the bundle of a case: every refused command that was about it."""

from __future__ import annotations

import json

import pytest

from tests.award_town import awarded, compared, reviewed
from tests.evidence import exported
from tests.town import Town, not_allowed
from upphandling.domain.base import Role
from upphandling.domain.errors import Refused
from upphandling.interfaces.access import Reader, must_be_allowed_to_see

CASE, SYSTEM = "tender:hemtjanst", "choice_system:staden"


@pytest.fixture
def town(sqlite_url):
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        compared(town.founded(), {"a": 4.0, "b": 3.0, "c": 2.0})
        awarded(town)
        yield town


def refused(town: Town, case: str, role: str) -> list[str]:
    lines = exported(town.house, case, role).files["refusals.jsonl"].decode()
    return [json.loads(line)["command"] for line in lines.splitlines()]


def test_a_refused_review_of_the_award_is_in_the_bundle_of_the_procurement(town):
    reviewed(town)
    with pytest.raises(Refused):
        reviewed(town)

    assert refused(town, CASE, "auditor") == ["review.file"]


def test_a_denied_look_is_no_part_of_the_case(town):
    with not_allowed("role"):
        keeper = Reader(Role.SYSTEM_ADMINISTRATOR, "drift-1")
        must_be_allowed_to_see(town.house, "case.history", keeper, CASE)

    assert refused(town, CASE, "auditor") == []


def test_what_was_tried_with_persons_is_not_in_a_bundle_that_the_public_may_have(town):
    person = {"customer": "person-1", "area": "norr", "minutes_per_week": 60}
    told = {"system": "staden", "bundle": "ingen", "customers": [person]}
    with pytest.raises(Refused):
        town.do("customer_choice.register", {**told, "since": "2026-01-01"})
    with pytest.raises(Refused):
        town.founded()

    for role in ("public", "auditor"):
        assert refused(town, SYSTEM, role) == ["choice_system.establish"]
