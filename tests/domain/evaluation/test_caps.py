"""Caps: a bidder that holds all it may hold is passed, in the stated order."""

from __future__ import annotations

from tests.domain.evaluation.cases import CRITERIA, QUALITY, bid, capped, lot, won
from upphandling.domain.evaluation import Moved, Tie, draw, evaluate

FULL = "Anbudsgivaren har redan vunnit så många delar den får (1)."
BOTH = ("norr", "soder")
POINTS = {("a", "sprak"): 3.0, ("b", "sprak"): 2.0, ("c", "sprak"): 1.0}


def evaluated(bids, *order, points=POINTS, winners=1, draws=(), most=1):
    lots = [lot(key, winners) for key in sorted(order)]
    method = capped(QUALITY, most, *order)
    return evaluate(method, lots, CRITERIA, bids, points, draws=draws)


def test_the_best_bid_wins_the_first_lot_and_the_next_goes_to_the_second_best():
    evaluation = evaluated([bid("a", *BOTH), bid("b", *BOTH)], *BOTH)

    assert won(evaluation) == [("norr", "a", 1), ("soder", "b", 1)]
    assert evaluation.moved == (Moved(lot="soder", passed="a", to="b", reason=FULL),)


def test_the_stated_order_decides_which_lot_is_moved():
    evaluation = evaluated([bid("a", *BOTH), bid("b", *BOTH)], "soder", "norr")

    assert won(evaluation) == [("norr", "b", 1), ("soder", "a", 1)]


def test_a_lot_that_nobody_else_bid_for_stays_without_winner():
    evaluation = evaluated([bid("a", *BOTH)], *BOTH)

    assert won(evaluation) == [("norr", "a", 1)]
    assert evaluation.moved == (Moved(lot="soder", passed="a", to=None, reason=FULL),)


def test_two_bids_of_one_bidder_count_as_one_bidder():
    bids = [bid("a", *BOTH), bid("b", *BOTH, bidder="utforare-a"), bid("c", *BOTH)]

    assert won(evaluated(bids, *BOTH)) == [("norr", "a", 1), ("soder", "c", 1)]


def test_two_places_in_one_lot_are_one_lot():
    bids = [bid("a"), bid("b", bidder="utforare-a"), bid("c")]

    assert won(evaluated(bids, "norr", winners=2)) == [
        ("norr", "a", 1),
        ("norr", "b", 2),
    ]


def test_each_place_that_is_passed_on_goes_to_whoever_is_let_in():
    bids = [bid(key, *BOTH) for key in "abc"] + [bid("d", "soder"), bid("e", "soder")]
    points = {**POINTS, ("d", "sprak"): 0.5}
    evaluation = evaluated(bids, *BOTH, points=points, winners=2)

    assert won(evaluation) == [
        ("norr", "a", 1),
        ("norr", "b", 2),
        ("soder", "c", 1),
        ("soder", "d", 2),
    ]
    assert [(m.passed, m.to) for m in evaluation.moved] == [("a", "c"), ("b", "d")]


def test_a_place_that_waits_for_a_draw_is_let_to_nobody_yet():
    bids = [bid("a", *BOTH), bid("d", "soder"), bid("e", "soder")]
    evaluation = evaluated(bids, *BOTH)

    assert evaluation.ties == (Tie(lot="soder", bids=("d", "e")),)
    assert [(m.passed, m.to) for m in evaluation.moved] == [("a", None)]


def test_a_full_bidder_needs_no_draw():
    bids = [bid("a", *BOTH), bid("b", "soder"), bid("c", "soder")]
    points = {("a", "sprak"): 2.0, ("b", "sprak"): 2.0}
    evaluation = evaluated(bids, *BOTH, points=points)

    assert won(evaluation) == [("norr", "a", 1), ("soder", "b", 1)]
    assert evaluation.ties == ()


def test_a_lot_that_depends_on_a_draw_in_another_waits_for_it():
    bids = [bid("a", *BOTH), bid("b", "norr"), bid("c", "soder")]
    points = {("a", "sprak"): 2.0, ("b", "sprak"): 2.0}

    evaluation = evaluated(bids, *BOTH, points=points)

    assert evaluation.ties == (Tie(lot="norr", bids=("a", "b")),)
    assert evaluation.waiting == ("soder",)
    assert won(evaluation) == []


def test_whoever_may_win_the_lot_that_waits_makes_the_next_wait_too():
    bids = [
        bid("a", *BOTH),
        bid("b", "norr"),
        bid("c", "soder", "vast"),
        bid("d", "vast"),
    ]
    points = {("a", "sprak"): 2.0, ("b", "sprak"): 2.0, ("c", "sprak"): 1.0}

    evaluation = evaluated(bids, *BOTH, "vast", points=points)

    assert evaluation.waiting == ("soder", "vast")
    assert won(evaluation) == []


def test_the_lot_that_waited_is_settled_by_the_draw():
    bids = [bid("a", *BOTH), bid("b", "norr"), bid("c", "soder")]
    points = {("a", "sprak"): 2.0, ("b", "sprak"): 2.0}
    outcomes = {
        drawn.order[0]: won(evaluated(bids, *BOTH, points=points, draws=[drawn]))
        for drawn in (draw("norr", "ab", f"frö {number}") for number in range(20))
    }

    assert outcomes == {
        "a": [("norr", "a", 1), ("soder", "c", 1)],
        "b": [("norr", "b", 1), ("soder", "a", 1)],
    }


def test_a_lot_that_does_not_depend_on_the_draw_is_settled_at_once():
    bids = [bid("a", *BOTH), bid("b", "norr"), bid("c", "soder")]
    points = {("a", "sprak"): 2.0, ("b", "sprak"): 2.0, ("c", "sprak"): 3.0}

    evaluation = evaluated(bids, *BOTH, points=points)

    assert won(evaluation) == [("soder", "c", 1)]
    assert evaluation.waiting == ()


def test_who_may_win_two_lots_is_passed_in_the_third():
    lots = ("norr", "ost", "soder")
    evaluation = evaluated([bid("a", *lots), bid("b", *lots)], *lots, most=2)

    assert won(evaluation) == [("norr", "a", 1), ("ost", "a", 1), ("soder", "b", 1)]
