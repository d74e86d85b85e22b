"""How red flags are told: their limits, their pages, their numbers and what is behind."""

from __future__ import annotations

import pytest

from tests.given import day
from tests.interfaces.follow_up.flags.flagging import (
    SOURCE,
    change,
    decide,
    extend,
    flags,
)
from upphandling.domain.flag_policy import ASSUMED, FlagKind
from upphandling.interfaces.cli.follow_up_flags import IN_SWEDISH
from upphandling.interfaces.follow_up.flags import TELLERS
from upphandling.interfaces.follow_up.flags.telling import Flagged, percent_of
from upphandling.projections.flagged import QUERIES
from upphandling.projections.flags import What


def test_limits_are_assumed_until_they_are_decided_and_then_from_their_day(agreed):
    extend(agreed, "2029-06-30", "2029-12-31")
    (flag,) = flags(agreed, "prolonged")
    assert (flag["source"], flag["assumed"]) == (ASSUMED.source, True)

    decide(agreed, "2026-02-01", most_prolongations=2)
    assert flags(agreed, "prolonged", "2026-01-31")[0]["assumed"]
    assert flags(agreed, "prolonged", "2026-02-01") == []

    decide(agreed, "2026-03-01", most_prolongations=0)
    (flag,) = flags(agreed, "prolonged", "2026-03-01")
    assert (flag["source"], flag["assumed"], flag["limit"]) == (SOURCE, False, 0)


def test_flags_are_read_page_by_page_in_one_order(agreed):
    extend(agreed, "2029-06-30", "2029-12-31")
    change(agreed, 50_000, 50_000, 50_000)
    agreed.with_agreement("avtal-b")
    whole = flags(agreed)

    assert [flag["kind"] for flag in whole] == [
        "changed",
        "licence",
        "prolonged",
        "value_changed",
    ]
    pages = [flags(agreed, limit=1, offset=number)[0] for number in range(4)]
    assert pages == whole
    assert flags(agreed, system="annan") == []
    assert flags(agreed, system=None) == whole


ROW = {"number": 3, "base": 40, "part": "norr", "since": day("2026-12-31")}


FACTS = [
    {"what": what.value, "reference": f"{what}@1"} for what in [*What, What.PROLONGED]
]


@pytest.mark.parametrize(
    ("teller", "row", "what", "events"),
    [
        ("single_bid", {}, {"lot": "norr", "bids": 3}, ["decided@1", "proposed@1"]),
        ("prolonged", {}, {"prolongations": 3}, ["prolonged@1", "prolonged@1"]),
        ("changed", {}, {"changes": 3}, ["changed@1"]),
        (
            "value_changed",
            {"number": -3},
            {"change_sek": -3, "value_sek": 40},
            ["value@1", "changed@1"],
        ),
        ("overpaid", {}, {"paid_ore": 3, "value_sek": 40}, ["value@1", "paid@1"]),
        ("licence", {"word": "revoked"}, {"licence": "revoked"}, ["licence@1"]),
        (
            "only_default",
            {},
            {"by_default": 3, "by_choice": 0},
            ["begun@1", "by_default@1"],
        ),
        (
            "ending",
            {},
            {"ends_on": day("2026-12-31"), "days_left": 30, "areas": ["norr"]},
            ["begun@1", "prolonged@1", "ended@1", "prolonged@1"],
        ),
    ],
)
def test_every_kind_tells_its_numbers_and_what_is_behind(teller, row, what, events):
    flag = Flagged(
        row=ROW | row,
        policy=ASSUMED,
        facts=FACTS,
        on=day("2026-12-01"),
        areas=["norr"],
    )

    told = TELLERS[FlagKind(teller)](flag)

    assert (told.what, told.events) == (what, events)
    assert told.why


def test_every_kind_is_asked_for_told_and_has_a_word():
    assert set(QUERIES) == set(TELLERS) == set(FlagKind)
    assert set(IN_SWEDISH) == {kind.value for kind in FlagKind}


def test_percent_is_told_with_one_decimal_rounded_half_up():
    assert [percent_of(part, 1_000) for part in (120, 12, 125)] == [
        "12,0",
        "1,2",
        "12,5",
    ]
    assert percent_of(1, 800) == "0,1"
    assert percent_of(1_002, 800) == "125,3"
