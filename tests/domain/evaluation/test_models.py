"""Models: what each makes of the same points and prices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.evaluation.cases import (
    ABSOLUTE,
    CRITERIA,
    DEDUCTION,
    PRIORITY,
    QUALITY,
    RELATIVE,
    bid,
    lot,
    offer,
    order,
    won,
)
from upphandling.domain.errors import WITHHELD
from upphandling.domain.evaluation import (
    PricedTwice,
    PriceIsZero,
    PriceMissing,
    evaluate,
    rank,
)

LOTS = (lot("norr"),)
BIDS = (bid("a"), bid("b"))
POINTS = {
    ("a", "kvalitet"): 4.5,
    ("a", "sprak"): 0.0,
    ("b", "kvalitet"): 2.0,
    ("b", "sprak"): 3.0,
}
OFFERS = (offer("a", 440), offer("b", 352))


def evaluated(method, *, bids=BIDS, points=POINTS, offers=OFFERS):
    return evaluate(method, LOTS, CRITERIA, bids, points, offers=offers)


def motives(method) -> list[str]:
    return [row.motive for row in evaluated(method).ranking]


def test_quality_points_leave_the_price_out():
    evaluation = evaluated(QUALITY, offers=())

    assert order(evaluation) == [("a", 1, 9.0, False), ("b", 2, 7.0, False)]
    assert won(evaluation) == [("norr", "a", 1)]
    assert evaluation.ranking == rank(LOTS, CRITERIA, BIDS, POINTS)


def test_a_deduction_lowers_the_price_by_kronor_and_the_lowest_wins():
    evaluation = evaluated(DEDUCTION)

    assert order(evaluation) == [("b", 1, 282.0, False), ("a", 2, 350.0, False)]
    assert won(evaluation) == [("norr", "b", 1)]
    assert motives(DEDUCTION)[1] == (
        "Kvalitet: 4.5 av 5 (avdrag 90.00 kr av 100.00 kr), "
        "Språk: 0 av 3 (avdrag 0.00 kr av 30.00 kr), pris 440.00 kr"
    )


def test_relative_points_compare_each_price_with_the_lowest():
    assert order(evaluated(RELATIVE)) == [("a", 1, 17.0, True), ("b", 1, 17.0, True)]
    assert motives(RELATIVE)[0] == (
        "Kvalitet: 4.5 av 5 (vikt 2), Språk: 0 av 3 (vikt 1), "
        "pris 440.00 kr: 8 av 10 (vikt 1)"
    )


@pytest.mark.parametrize(
    ("kronor", "points"),
    [(0, 10.0), (299, 10.0), (300, 10.0), (350, 7.5), (500, 0.0), (501, 0.0)],
)
def test_absolute_points_fall_in_a_line_from_the_floor_to_the_ceiling(kronor, points):
    evaluation = evaluated(
        ABSOLUTE, bids=BIDS[:1], points={}, offers=[offer("a", kronor)]
    )

    assert order(evaluation) == [("a", 1, points, False)]


def test_the_weight_of_the_price_counts():
    heavy = RELATIVE.model_copy(update={"price_weight": 2.5})

    assert order(evaluated(heavy)) == [("b", 1, 32.0, False), ("a", 2, 29.0, False)]


def test_priority_looks_at_the_next_criterion_only_when_the_first_are_even():
    even = {**POINTS, ("b", "kvalitet"): 4.5}

    assert order(evaluated(PRIORITY)) == [("a", 1, 1.0, False), ("b", 2, 2.0, False)]
    assert order(evaluated(PRIORITY, points=even)) == [
        ("b", 1, 1.0, False),
        ("a", 2, 2.0, False),
    ]
    assert motives(PRIORITY)[0] == (
        "1. Kvalitet: 4.5 av 5, 2. pris 440.00 kr, 3. Språk: 0 av 3"
    )


def test_priority_without_a_price_needs_none():
    by_quality = PRIORITY.model_copy(update={"priority": ("sprak", "kvalitet")})

    assert [row[0] for row in order(evaluated(by_quality, offers=()))] == ["b", "a"]


def test_what_comes_after_the_price_decides_when_the_price_is_even_too():
    points = {("b", "sprak"): 1.0}
    offers = (offer("a", 400), offer("b", 400))

    assert order(evaluated(PRIORITY, points=points, offers=offers)) == [
        ("b", 1, 1.0, False),
        ("a", 2, 2.0, False),
    ]


@pytest.mark.parametrize("method", [DEDUCTION, RELATIVE, ABSOLUTE, PRIORITY])
def test_a_bid_without_a_price_is_not_compared_by_price(method):
    with pytest.raises(PriceMissing) as refusal:
        evaluated(method, offers=OFFERS[:1])

    assert refusal.value.details == {"lot": "norr", "bid": WITHHELD}


def test_a_price_of_nothing_has_no_place_beside_the_lowest():
    free = (offer("a", 0), offer("b", 352))

    with pytest.raises(PriceIsZero) as refusal:
        evaluated(RELATIVE, offers=free)

    assert refusal.value.details == {"lot": "norr", "bid": WITHHELD}
    assert evaluated(DEDUCTION, offers=free).winners[0].bid == "a"


def test_a_bid_has_one_price_for_a_lot():
    with pytest.raises(PricedTwice) as refusal:
        evaluated(DEDUCTION, offers=(*OFFERS, offer("a", 1)))

    assert refusal.value.details == {"bid": WITHHELD}
    assert evaluated(DEDUCTION, offers=OFFERS * 2) == evaluated(DEDUCTION)


def test_prices_of_bids_that_are_no_longer_in_it_are_left_out():
    assert evaluated(RELATIVE, bids=BIDS[:1]).ranking[0].score == 19.0


def test_halves_are_rounded_upwards_and_only_once():
    whole = QUALITY.model_copy(update={"decimals": 0})
    points = {("a", "sprak"): 2.5, ("b", "sprak"): 2.4, ("b", "kvalitet"): 0.05}

    assert order(evaluated(whole, points=points)) == [
        ("a", 1, 3.0, True),
        ("b", 1, 3.0, True),
    ]


def test_a_tenth_three_times_is_three_tenths():
    exact = QUALITY.model_copy(update={"decimals": 10})
    points = {("a", "sprak"): 0.3, ("b", "sprak"): 0.1, ("b", "kvalitet"): 0.1}

    assert [row[3] for row in order(evaluated(exact, points=points))] == [True, True]


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abc"), st.sampled_from(["kvalitet", "sprak"])),
        st.integers(0, 500).map(lambda hundredths: hundredths / 100),
    )
)
def test_points_with_two_decimals_give_the_ranking_that_floats_gave(points):
    bids = [bid(key) for key in "abc"]
    floats = {
        b.bid: round(
            sum(c.weight * points.get((b.bid, c.criterion), 0.0) for c in CRITERIA), 4
        )
        for b in bids
    }

    ranking = rank(LOTS, CRITERIA, bids, points)

    assert [(row.score, row.bid) for row in ranking] == sorted(
        ((score, key) for key, score in floats.items()),
        key=lambda one: (-one[0], one[1]),
    )
