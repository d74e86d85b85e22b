"""What happens to a customer after the agreement ended, before the clock has seen to it."""

from __future__ import annotations

import pytest

from tests.contention.oracle import wrongs
from tests.contention.quarter import BUNDLE, Quarter, found
from tests.given import local
from tests.town import Town

ENDED, LATER = "2026-05-25", "2026-05-28T09:00"  # nobody swept in between


@pytest.fixture
def town(sqlite_url):
    with Town(sqlite_url, "2026-05-19T09:00") as opened:
        yield opened


@pytest.fixture
def quarter(town: Town) -> Quarter:
    """The provider of person 1 has an agreement that ended three days ago."""
    quarter = found(town.house.engine, "kvarteret")
    told = {"customer": quarter.person(1), "bundle": BUNDLE}
    ground = {"basis": "reassigned", "reason": "Ny utförare."}
    place = {"agreement": quarter.agreement("b"), **ground}
    town.do("customer_choice.place", {**told, **place})
    town.do("customer_choice.take_over", {**told, "on": "2026-05-19"})
    town.clock.now = local(LATER)
    return quarter


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("end_care", {"last_day": "2026-05-28"}),
        ("move_area", {"area": "soder", "on": "2026-05-28"}),
        ("change_care", {"minutes_per_week": 600, "reason": "Ny prövning."}),
    ],
)
def test_whoever_was_left_by_an_agreement_first_falls_back(town, quarter, name, data):
    told = {"customer": quarter.person(1), "bundle": BUNDLE}

    town.do(f"customer_choice.{name}", {**told, **data})
    town.at(LATER)

    fallen = dict(town.log(f"customer_choice:{quarter.person(1)}/{BUNDLE}"))
    assert fallen["customer_choice.fell_back"]["on"] == "2026-05-26"
    assert [*wrongs(town.house.recorder.records())] == []


def test_care_that_ended_with_the_agreement_falls_back_on_nobody(town, quarter):
    told = {"customer": quarter.person(1), "bundle": BUNDLE}

    town.do("customer_choice.end_care", {**told, "last_day": ENDED})
    town.at(LATER)

    topics = [topic for topic, _ in town.log()]
    assert "customer_choice.fell_back" not in topics
    assert [*wrongs(town.house.recorder.records())] == []
