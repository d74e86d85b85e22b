"""Difference: what becomes of the others when a bid falls."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domain.evaluation.cases import (
    ABSOLUTES,
    CRITERIA,
    QUALITY,
    RELATIVE,
    bid,
    capped,
    lot,
    offer,
    tenders,
)
from upphandling.domain.evaluation import Change, difference, evaluate

POINTS = {("b", "sprak"): 1.5}
OFFERS = (offer("a", 400), offer("b", 500), offer("c", 200))


def evaluated(method, *keys):
    bids = [bid(key) for key in keys]
    return evaluate(method, (lot("norr"),), CRITERIA, bids, POINTS, offers=OFFERS)


def test_a_relative_model_turns_the_others_round_when_the_cheapest_falls():
    changes = difference(
        evaluated(RELATIVE, "a", "b", "c"), evaluated(RELATIVE, "a", "b")
    )

    assert [one.says for one in changes] == [
        "Del norr, anbud c: inte längre med, vinner inte längre.",
        "Del norr, anbud b: plats 2, jämförelsetal 5.5 → 9.5, vinner inte, som förut.",
        "Del norr, anbud a: plats 3 → 1, jämförelsetal 5 → 10, vinner nu.",
    ]


@given(tenders(methods=ABSOLUTES), st.data())
def test_no_other_model_can_turn_the_others_round(tender, data):
    method, lots, bids, points, offers = tender
    assume(len(bids) > 1)
    rest = [one for one in bids if one != data.draw(st.sampled_from(bids))]

    before, after = (
        evaluate(method, lots, CRITERIA, some, points, offers=offers)
        for some in (bids, rest)
    )

    left = {one.bid for one in rest}
    for key in (one.lot for one in lots):
        assert places(before, key, left) == places(after, key, left)


def places(evaluation, key: str, left: set[str]) -> list[tuple[int, str]]:
    """The order of those left, as places among themselves."""
    rows = [r for r in evaluation.ranking if r.lot == key and r.bid in left]
    return [(sum(o.rank < row.rank for o in rows), row.bid) for row in rows]


def test_the_cap_can_move_a_lot_that_the_fallen_bid_never_was_left_for():
    both = ("norr", "soder")
    bids = [bid("a", "norr"), bid("b", *both), bid("c", *both)]
    points = {("a", "sprak"): 3.0, ("b", "sprak"): 2.0, ("c", "sprak"): 1.0}
    before, after = (
        evaluate(capped(QUALITY, 1, *both), [*map(lot, both)], CRITERIA, some, points)
        for some in (bids, bids[1:])
    )

    changes = difference(before, after)

    assert [(c.lot, c.bid, c.won_before, c.won_after) for c in changes][-2:] == [
        ("soder", "b", True, False),
        ("soder", "c", False, True),
    ]


def test_a_bid_that_comes_back_is_new():
    changes = difference(evaluated(QUALITY, "a"), evaluated(QUALITY, "a", "b"))

    assert [one.says for one in changes] == [
        "Del norr, anbud a: plats 1 → 2, jämförelsetal 0, vinner inte längre.",
        "Del norr, anbud b: nytt i jämförelsen, plats 1, jämförelsetal 1.5, vinner nu.",
    ]


@pytest.mark.parametrize("method", [QUALITY, RELATIVE])
def test_where_nothing_became_different_nothing_is_said(method):
    assert difference(evaluated(method, "a", "b"), evaluated(method, "b", "a")) == ()


def test_a_change_reads_back_as_it_was_written():
    for one in difference(evaluated(QUALITY, "a"), evaluated(QUALITY, "a", "b")):
        assert Change.model_validate_json(one.model_dump_json()) == one
