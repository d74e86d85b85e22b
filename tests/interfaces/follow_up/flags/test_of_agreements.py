"""Red flags of agreements: prolonged, changed, paid beyond their value, ending alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.given import day
from tests.interfaces.follow_up.flags.flagging import (
    LOV_FREE,
    A,
    change,
    decide,
    extend,
    flags,
    licensed,
)
from tests.interfaces.follow_up.people import agreement
from tests.payment_town import BY_HAND, counted_by_hand, paying
from tests.payment_town import decide as settle
from tests.town import Town
from upphandling.domain.flag_policy import FlagKind
from upphandling.interfaces.follow_up.flags import the_flags


def test_an_agreement_that_is_prolonged_again_is_flagged(agreed):
    extend(agreed, "2029-06-30")
    assert flags(agreed, "prolonged") == []

    extend(agreed, "2029-12-31")

    (flag,) = flags(agreed, "prolonged")
    assert (flag["what"], flag["limit"]) == ({"prolongations": 2}, 1)
    assert (flag["provider"], flag["since"]) == ("utforare-a", day("2026-01-19"))
    assert len(flag["events"]) == 2
    assert flags(agreed, "prolonged", "2026-01-18") == []
    assert flags(agreed, "prolonged", "2030-01-01") == []  # it has ended


def test_an_option_that_is_used_counts_as_a_prolongation(town):
    licensed(town)
    ahead = {**LOV_FREE, "starts_on": "2026-02-01"}
    town.with_agreement("avtal-a", **ahead, ends_on="2028-12-31")
    option = {"option": "ar-1", "ends_on": "2029-12-31", "call_by": "2028-06-30"}
    town.do("agreement.agree_options", {**A, "options": [option]})
    town.do("agreement.exercise_option", {**A, "option": "ar-1", "reason": "Bra"})
    decide(town, most_prolongations=0)

    (flag,) = flags(town, "prolonged")
    assert flag["what"] == {"prolongations": 1}


def test_an_agreement_that_is_changed_again_and_again_is_flagged(agreed):
    change(agreed, 1, 1)
    assert flags(agreed, "changed") == []

    change(agreed, 1)

    (flag,) = flags(agreed, "changed")
    assert (flag["what"], flag["limit"]) == ({"changes": 3}, 2)
    assert len(flag["events"]) == 3


@pytest.mark.parametrize(
    ("changes", "net"),
    [((100_000,), None), ((100_001,), 100_001), ((-100_001,), -100_001)],
)
def test_changes_are_flagged_against_the_stated_value(agreed, changes, net):
    change(agreed, *changes)

    found = [flag["what"] for flag in flags(agreed, "value_changed")]

    told = [{"change_sek": net, "value_sek": 1_000_000}]
    assert found == ([] if net is None else told)


def test_changes_that_cancel_each_other_are_counted_net(agreed):
    change(agreed, 400_000, -350_000)

    assert flags(agreed, "value_changed") == []


def test_the_value_that_was_stated_last_holds(agreed):
    value = {"value_sek": 500_000, "threshold_sek": 8_000_000, "source": "Bilaga 2"}
    agreed.do("agreement.state_value", {**A, **value})
    change(agreed, 60_000)

    (flag,) = flags(agreed, "value_changed")
    assert flag["what"]["value_sek"] == 500_000
    assert "12,0 procent" in flag["why"]


def ending(town: Town, last_day: str, **other: Any) -> list[dict[str, Any]]:
    """Two areas; what is told of an agreement that ends, with another one beside."""
    licensed(town)
    both = {"areas": ["norr", "soder"]}
    town.with_agreement("avtal-a", **LOV_FREE, **both, ends_on=last_day)
    if other:
        town.with_agreement("avtal-b", **{**LOV_FREE, **both, **other})
    return flags(town, "ending", "2026-01-19")


def test_an_agreement_that_ends_without_a_successor_is_flagged(town):
    (flag,) = ending(town, "2026-12-31")

    assert flag["what"] == {
        "ends_on": day("2026-12-31"),
        "days_left": 346,
        "areas": ["norr", "soder"],
    }
    assert (flag["since"], flag["limit"]) == (day("2025-12-31"), 365)
    assert flag["events"] == ["agreement:avtal-a@1"]


@pytest.mark.parametrize(
    ("ends_on", "flagged"), [("2027-01-19", True), ("2027-01-20", False)]
)
def test_the_end_is_near_from_a_year_before(town, ends_on, flagged):
    assert bool(ending(town, ends_on)) is flagged


@pytest.mark.parametrize(
    ("other", "areas"),
    [
        ({"starts_on": "2027-01-01"}, None),
        ({"starts_on": "2027-01-02"}, ["norr", "soder"]),  # a day too late
        ({"starts_on": "2027-01-01", "areas": ["soder"]}, ["norr"]),
        ({"starts_on": "2026-06-01", "ends_on": "2026-12-31"}, ["norr", "soder"]),
        ({"starts_on": "2026-01-01"}, ["norr", "soder"]),  # has been there all along
    ],
)
def test_a_successor_begins_in_time_in_the_same_area(town, other, areas):
    found = [
        flag["what"]["areas"]
        for flag in ending(town, "2026-12-31", **other)
        if flag["subject"] == "agreement:avtal-a"
    ]

    assert found == ([] if areas is None else [areas])


def test_a_successor_delivers_the_same_services(told):
    ends = {"ends_on": day("2026-12-31")}
    other = agreement("avtal-b", bundle="service", starts_on=day("2027-01-01"))
    connection = told(agreement(**ends), other)

    (flag,) = the_flags(
        connection, None, FlagKind.ENDING, day("2026-06-01"), limit=9, offset=0
    )

    assert flag["what"]["areas"] == ["norr", "soder"]


def test_what_is_paid_is_flagged_when_it_is_more_than_the_stated_value(database_url):
    with Town(database_url, "2026-03-02T09:00") as town:
        paying(town)
        value = {"threshold_sek": 8_000_000, "source": "Bilaga 1"}
        town.do("agreement.state_value", {**A, **value, "value_sek": 3_743})
        counted_by_hand(town)
        assert flags(town, "overpaid", "2026-03-02") == []  # nobody has approved it

        settle(town, "approve", total_ore=BY_HAND)

        (flag,) = flags(town, "overpaid", "2026-03-02")
        assert flag["what"] == {"paid_ore": BY_HAND, "value_sek": 3_743}
        assert flag["events"] == ["agreement:avtal-a@4", "payment:avtal-a.2026-01@2"]

        town.do("agreement.state_value", {**A, **value, "value_sek": 3_744})
        assert flags(town, "overpaid", "2026-03-02") == []
