"""What tells of an unannounced check beforehand is not given to the public."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.checked_town import SCHEDULE, scheduled
from tests.evidence import exported
from tests.town import Town
from upphandling.domain.choice_system.refusals import ScheduleInArrears
from upphandling.interfaces.evidence.unannounced import ChecksAhead

SYSTEM = "choice_system:staden"


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-11-24T09:00") as town:
        yield town.founded()


def test_the_public_gets_a_system_whose_checks_are_announced(town):
    scheduled(town)

    assert exported(town.house, SYSTEM, "public").events == 4


def test_the_public_gets_no_system_whose_checks_are_not(town):
    scheduled(town, announced=False)

    with pytest.raises(ChecksAhead):
        exported(town.house, SYSTEM, "public")
    assert exported(town.house, SYSTEM, "auditor").events == 4


def test_what_was_refused_tells_the_public_nothing_either(town):
    with pytest.raises(ScheduleInArrears):
        scheduled(town, announced=False, valid_from="2026-11-01")

    with pytest.raises(ChecksAhead):
        exported(town.house, SYSTEM, "public")


@pytest.mark.parametrize("announced", [True, False])
def test_no_follow_up_is_given_to_the_public(town, announced):
    scheduled(town, announced=announced)
    town.with_agreement("a")
    town.at("2027-01-02T09:00")

    with pytest.raises(ChecksAhead):
        exported(town.house, "follow_up:a", "public")
    assert exported(town.house, "follow_up:a", "auditor").events


def test_a_procurement_in_such_a_system_is_given_all_the_same(town):
    scheduled(town, announced=False)
    town.announced("hemtjanst", "2026-12-28")
    town.at("2026-12-29T00:01")
    town.do(
        "tender.cancel",
        {"tender": "hemtjanst", "reason_code": "chan-need", "reasons": "Ny budget."},
    )

    bundle = exported(town.house, "tender:hemtjanst", "public")

    told = b"".join(bundle.files.values())
    assert SCHEDULE["source"].encode() not in told
    assert b"checks_scheduled" not in told
