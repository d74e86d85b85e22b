"""Evaluation: from points to a ranking per lot."""

from __future__ import annotations

from upphandling.domain.evaluation import Bid, Criterion, Lot, Ranked, rank

NORTH = Lot(lot="norr", title="Norr", areas=("norr",), share_percent=10.0)
SOUTH = Lot(lot="soder", title="Söder", areas=("soder",), share_percent=10.0)
CRITERIA = (
    Criterion(criterion="kvalitet", title="Kvalitet", max_points=5.0, weight=2.0),
    Criterion(criterion="sprak", title="Språk", max_points=3.0),
)


def bid(key: str, *lots: str) -> Bid:
    return Bid(
        bid=key,
        bidder=f"utforare-{key}",
        name="Utförare",
        lots=lots or ("norr",),
        content_hash="0" * 64,
    )


def ranked(*bids: Bid, points: dict) -> list[tuple[str, str, int, float, bool]]:
    return [
        (row.lot, row.bid, row.rank, row.score, row.tied)
        for row in rank((NORTH, SOUTH), CRITERIA, bids, points)
    ]


def test_the_most_weighted_points_come_first_with_their_motive():
    points = {
        ("a", "kvalitet"): 2.0,
        ("a", "sprak"): 3.0,
        ("b", "kvalitet"): 4.5,
        ("b", "sprak"): 0.0,
    }

    assert rank((NORTH,), CRITERIA, (bid("a"), bid("b")), points) == (
        Ranked(
            lot="norr",
            bid="b",
            rank=1,
            score=9.0,
            tied=False,
            motive="Kvalitet: 4.5 av 5 (vikt 2), Språk: 0 av 3 (vikt 1)",
        ),
        Ranked(
            lot="norr",
            bid="a",
            rank=2,
            score=7.0,
            tied=False,
            motive="Kvalitet: 2 av 5 (vikt 2), Språk: 3 av 3 (vikt 1)",
        ),
    )


def test_a_bid_is_ranked_only_in_the_lots_it_was_left_for():
    assert ranked(
        bid("a", "norr", "soder"), bid("b", "soder"), points={("b", "sprak"): 1.0}
    ) == [
        ("norr", "a", 1, 0.0, False),
        ("soder", "b", 1, 1.0, False),
        ("soder", "a", 2, 0.0, False),
    ]


def test_a_tie_is_shown_as_a_tie_and_the_next_place_is_left_empty():
    points = {("a", "sprak"): 2.0, ("b", "kvalitet"): 1.0, ("c", "sprak"): 1.0}

    assert ranked(bid("b"), bid("c"), bid("a"), points=points) == [
        ("norr", "a", 1, 2.0, True),
        ("norr", "b", 1, 2.0, True),
        ("norr", "c", 3, 1.0, False),
    ]


def test_scores_that_differ_only_in_rounding_are_a_tie():
    points = {("a", "sprak"): 0.1 + 0.2, ("b", "sprak"): 0.3}

    assert [row[4] for row in ranked(bid("a"), bid("b"), points=points)] == [True] * 2


def test_points_that_nobody_gave_count_as_nothing():
    assert ranked(bid("a"), points={}) == [("norr", "a", 1, 0.0, False)]


def test_the_order_in_which_bids_came_does_not_matter():
    points = {("a", "sprak"): 1.0, ("b", "sprak"): 2.0, ("c", "sprak"): 2.0}
    bids = (bid("a"), bid("b"), bid("c"))

    assert ranked(*bids, points=points) == ranked(*reversed(bids), points=points)
