"""Combinations: bids on several lots together, beside a search through everything."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domain.evaluation.cases import (
    CRITERIA,
    DEDUCTION,
    bid,
    capped,
    lot,
    offer,
    together,
    won,
)
from upphandling.domain.errors import WITHHELD
from upphandling.domain.evaluation import (
    CombinationOutsideBid,
    CombinationOverSharedLot,
    CombinationsNotAllowed,
    PricedTwice,
    Tie,
    TooManyCombinations,
    draw,
    evaluate,
    search,
)

COMBINING = DEDUCTION.model_copy(update={"combinations": True})
KEYS = ("norr", "soder", "ost", "vast")
A, B, C = (bid(key, *KEYS[:2]) for key in "abc")
APART = [
    *(offer("a", 100, key) for key in KEYS[:2]),
    *(offer("b", 120, key) for key in KEYS[:2]),
    *(offer("c", 120, key) for key in KEYS[:2]),
]


def evaluated(*combined, method=COMBINING, bids=(A, B, C), keys=KEYS[:2], **given):
    given = {"points": {}, "offers": APART, **given}
    lots = given.pop("lots", [lot(key) for key in keys])
    return evaluate(method, lots, CRITERIA, bids, combinations=combined, **given)


def test_a_combination_wins_when_it_is_lower_than_the_winners_apart():
    cheap = together("b", 199, "soder", "norr")

    evaluation = evaluated(cheap)

    assert won(evaluation) == [("norr", "b", 1), ("soder", "b", 1)]
    assert evaluation.combined == (together("b", 199, "norr", "soder"),)
    assert evaluation.ranking == evaluated().ranking


def test_a_combination_that_is_only_as_low_changes_nothing():
    evaluation = evaluated(together("b", 200, *KEYS[:2]))

    assert won(evaluation) == [("norr", "a", 1), ("soder", "a", 1)]
    assert evaluation.combined == ()
    assert evaluation.ties == ()


def test_quality_is_deducted_once_for_each_lot():
    points = {("b", "sprak"): 3.0}

    assert won(evaluated(together("b", 250, *KEYS[:2]), points=points))[0][1] == "b"
    assert won(
        evaluated(
            together("b", 260, *KEYS[:2]),
            points=points,
            offers=[
                *APART[:2],
                *(offer("b", 200, key) for key in KEYS[:2]),
                *APART[4:],
            ],
        )
    ) == [("norr", "a", 1), ("soder", "a", 1)]


def test_even_combinations_are_drawn():
    even = [together(key, 150, *KEYS[:2]) for key in "bc"]
    drawn = draw("norr", "bc", "frö")

    open_still = evaluated(*even)
    settled = evaluated(*even, draws=[drawn])

    assert open_still.ties == (Tie(lot="norr", bids=("b", "c")),)
    assert open_still.waiting == ("soder",)
    assert won(open_still) == []
    assert {key for _, key, _ in won(settled)} == {drawn.order[0]}
    assert len(settled.winners) == 2


def test_the_cap_counts_the_lots_of_a_combination():
    cheap = together("b", 150, *KEYS[:2])

    assert evaluated(cheap, method=capped(COMBINING, 2, *KEYS[:2])).combined
    one_each = evaluated(cheap, method=capped(COMBINING, 1, *KEYS[:2]), bids=(A, B))
    assert one_each.combined == ()
    assert won(one_each) == [("norr", "a", 1), ("soder", "b", 1)]


def test_a_combination_is_compared_with_those_who_really_win_under_the_cap():
    lots = KEYS[:3]
    bids = [bid(key, *lots) for key in "abc"]
    offers = [
        offer(one.bid, kronor, key)
        for one, kronor in zip(bids, (100, 200, 300), strict=True)
        for key in lots
    ]
    given = {"bids": bids, "keys": lots, "offers": offers}
    between = together("c", 250, "soder", "ost")  # 200 without the cap, 300 with it

    uncapped = evaluated(between, **given)
    under_cap = evaluated(between, method=capped(COMBINING, 2, *lots), **given)

    assert [key for _, key, _ in won(uncapped)] == ["a", "a", "a"]
    assert [key for _, key, _ in won(under_cap)] == ["a", "c", "c"]


def undrawn(kronor: int):
    """Norr is A's; A and B are even in söder, and who wins it decides öst."""
    lots = KEYS[:3]
    return evaluated(
        together("c", kronor, "norr", "soder"),
        method=capped(COMBINING, 2, *lots),
        bids=(bid("a", *lots), bid("b", "soder"), bid("c", *lots)),
        keys=lots,
        offers=[
            *(offer("a", 100, key) for key in lots),
            offer("b", 100, "soder"),
            *(offer("c", 300, key) for key in lots),
        ],
    )


def test_sums_that_depend_on_a_draw_wait_for_it():
    evaluation = undrawn(300)

    assert evaluation.ties == (Tie(lot="soder", bids=("a", "b")),)
    assert evaluation.waiting == ("norr", "ost")
    assert won(evaluation) == []


def test_a_combination_that_is_lower_whatever_is_drawn_needs_no_draw():
    evaluation = undrawn(150)

    assert evaluation.ties == ()
    assert won(evaluation) == [("norr", "c", 1), ("soder", "c", 1), ("ost", "a", 1)]


def test_a_tie_among_those_apart_costs_the_same_whoever_is_drawn():
    even = [*APART, offer("d", 100, "norr")]
    bids = (A, B, C, bid("d", "norr"))

    assert evaluated(together("c", 150, *KEYS[:2]), bids=bids, offers=even).combined
    apart = evaluated(together("c", 250, *KEYS[:2]), bids=bids, offers=even)
    assert apart.ties == (Tie(lot="norr", bids=("a", "d")),)
    assert won(apart) == [("soder", "a", 1)]


def test_a_lot_is_not_left_without_winner_to_save_money():
    lots = KEYS[:3]
    evaluation = evaluated(
        together("b", 900, *KEYS[:2]),
        method=capped(COMBINING, 2, *lots),
        bids=(bid("a", *lots), B),
        keys=lots,
        offers=[*APART[:4], offer("a", 100, "ost")],
    )

    assert won(evaluation) == [("norr", "b", 1), ("soder", "b", 1), ("ost", "a", 1)]


def test_of_two_divisions_as_low_the_one_that_fills_the_first_lot_holds():
    lots = KEYS[:3]
    evaluation = evaluated(
        together("a", 150, "soder", "ost"),
        together("a", 150, "norr", "soder"),
        method=capped(COMBINING, 2, *lots),
        bids=(bid("a", *lots),),
        keys=lots,
        offers=[offer("a", 100, key) for key in lots],
    )

    assert won(evaluation) == [("norr", "a", 1), ("soder", "a", 1)]
    assert evaluation.ties == ()


@pytest.mark.parametrize(
    ("refused", "changed"),
    [
        (CombinationsNotAllowed, {"method": DEDUCTION}),
        (CombinationOutsideBid, {"bids": (bid("b", "norr"),)}),
        (CombinationOverSharedLot, {"lots": [lot("norr", 2), lot("soder")]}),
    ],
)
def test_a_combination_that_there_is_no_room_for_is_refused(refused, changed):
    with pytest.raises(refused) as refusal:
        evaluated(together("b", 1, *KEYS[:2]), **changed)

    assert refusal.value.details.get("bid", WITHHELD) == WITHHELD


def test_a_bid_has_one_price_for_the_same_lots_together():
    with pytest.raises(PricedTwice):
        evaluated(together("b", 1, *KEYS[:2]), together("b", 2, *KEYS[1::-1]))


def test_a_combination_of_a_bid_that_is_no_longer_in_it_is_left_out():
    assert evaluated(together("gone", 1, *KEYS[:2])).combined == ()


def test_a_search_through_too_much_is_given_up(monkeypatch):
    monkeypatch.setattr(search, "MOST_DIVISIONS", 1)

    with pytest.raises(TooManyCombinations):
        evaluated(together("b", 150, *KEYS[:2]))


# -- An oracle: every division, settled in the simplest way ------------------------


@st.composite
def markets(draw):
    keys = KEYS[: draw(st.integers(2, 4))]
    bids = [
        bid(f"anbud-{n}", *keys, bidder=f"utforare-{draw(st.integers(0, n))}")
        for n in range(draw(st.integers(1, 4)))
    ]
    prices = st.integers(100, 9_999)
    offers = [offer(one.bid, draw(prices), key) for one in bids for key in keys]
    subsets = [s for size in (2, 3, 4) for s in combinations(keys, size)]
    offered = draw(
        st.lists(
            st.tuples(st.sampled_from(bids), st.sampled_from(subsets)),
            max_size=6,
            unique_by=lambda pair: (pair[0].bid, pair[1]),
        )
    )
    combined = [
        together(one.bid, draw(prices) * len(lots) // 2, *lots) for one, lots in offered
    ]
    points = {
        (one.bid, "sprak"): draw(st.sampled_from([0.0, 1.0, 3.0])) for one in bids
    }
    most = draw(st.integers(1, len(keys)))
    return keys, bids, points, offers, combined, (most, draw(st.permutations(keys)))


def everything(market):
    """Every division as (places left empty, sum, combinations, winner by lot)."""
    keys, bids, points, offers, combined, (most, order) = market
    bidder = {one.bid: one.bidder for one in bids}
    off = {one.bid: int(points[one.bid, "sprak"]) * 10_00 for one in bids}
    for chosen in chain.from_iterable(
        combinations(combined, size) for size in range(len(combined) + 1)
    ):
        taken = {key: one.bid for one in chosen for key in one.lots}
        if len(taken) < sum(len(one.lots) for one in chosen):
            continue
        total = sum(one.price_ore - off[one.bid] * len(one.lots) for one in chosen)
        held = [bidder[key] for key in taken.values()]
        for key in order:
            if key in taken:
                continue
            free = sorted(
                (one.price_ore - off[one.bid], one.bid)
                for one in offers
                if one.lot == key and held.count(bidder[one.bid]) < most
            )
            if free:
                total += free[0][0]
                taken[key] = free[0][1]
                held.append(bidder[free[0][1]])
        if all(held.count(one) <= most for one in held):
            yield len(keys) - len(taken), total, len(chosen), taken


@given(markets())
def test_no_division_is_lower_than_the_one_that_wins(market):
    keys, bids, points, offers, combined, (most, order) = market
    divisions = sorted(everything(market), key=lambda one: one[:3])
    assume(len(divisions) < 2 or divisions[0][:3] != divisions[1][:3])

    evaluation = evaluated(
        *combined,
        method=capped(COMBINING, most, *order),
        bids=bids,
        keys=keys,
        points=points,
        offers=offers,
    )

    assume(not evaluation.ties)  # even prices: only a draw can tell
    assert {one.lot: one.bid for one in evaluation.winners} == divisions[0][3]


@given(markets(), st.randoms())
def test_the_order_of_the_combinations_does_not_matter(market, any_way):
    keys, bids, points, offers, combined, (most, order) = market
    given = {"bids": bids, "points": points, "offers": offers, "keys": keys}
    given["method"] = capped(COMBINING, most, *order)
    mixed = list(combined)
    any_way.shuffle(mixed)

    assert evaluated(*mixed, **given) == evaluated(*combined, **given)
