"""What holds for every evaluation, whatever the bids."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.evaluation.cases import CRITERIA, tenders
from upphandling.domain.evaluation import (
    Evaluation,
    Model,
    draw,
    evaluate,
)

LOWEST_FIRST = {Model.PRICE_DEDUCTION, Model.PRIORITY}


def evaluated(tender, draws=()):
    method, lots, bids, points, offers = tender
    return evaluate(method, lots, CRITERIA, bids, points, offers=offers, draws=draws)


def drawn_out(tender, seed="frö"):
    """The evaluation when every tie that decides has been drawn."""
    draws = []
    while ties := evaluated(tender, draws).ties:
        draws += [draw(tie.lot, tie.bids, seed) for tie in ties]
    return evaluated(tender, draws)


def winners(evaluation) -> set[tuple[str, str]]:
    return {(one.lot, one.bid) for one in evaluation.winners}


@given(tenders(), st.randoms())
def test_the_order_in_which_anything_came_does_not_matter(tender, any_way):
    method, lots, bids, points, offers = tender
    mixed = [list(bids), list(offers), list(points.items())]
    for one in mixed:
        any_way.shuffle(one)

    again = evaluate(method, lots, CRITERIA, mixed[0], dict(mixed[2]), offers=mixed[1])

    assert again.model_dump_json() == evaluated(tender).model_dump_json()


@given(tenders())
def test_the_order_of_the_lots_does_not_decide_who_wins(tender):
    method, lots, *rest = tender

    assert winners(evaluated((method, lots[::-1], *rest))) == winners(evaluated(tender))


@given(tenders())
def test_no_lot_gets_more_winners_than_places_and_every_winner_is_ranked(tender):
    evaluation = drawn_out(tender)
    ranked = {(row.lot, row.bid) for row in evaluation.ranking}

    assert winners(evaluation) <= ranked
    for lot in tender[1]:
        assert sum(key == lot.lot for key, _ in winners(evaluation)) <= lot.winners


@given(tenders())
def test_no_bidder_wins_more_lots_than_the_cap(tender):
    method, _, bids, *_ = tender
    bidders = {one.bid: one.bidder for one in bids}
    held = defaultdict(set)
    for key, won in winners(drawn_out(tender)):
        held[bidders[won]].add(key)

    most = method.cap.max_lots if method.cap else len(tender[1])
    assert all(len(lots) <= most for lots in held.values())


@given(tenders())
def test_when_all_is_drawn_nothing_waits_and_no_place_is_empty_for_nothing(tender):
    method, lots, bids, *_ = tender
    evaluation = drawn_out(tender)

    assert evaluation.waiting == ()
    if method.cap is None:
        for lot in lots:
            there = sum(lot.lot in one.lots for one in bids)
            got = sum(key == lot.lot for key, _ in winners(evaluation))
            assert got == min(lot.winners, there)


@given(tenders())
def test_places_follow_the_scores(tender):
    sign = 1 if tender[0].model in LOWEST_FIRST else -1
    by_lot = defaultdict(list)
    for row in evaluated(tender).ranking:
        by_lot[row.lot].append(row)
    for rows in by_lot.values():
        scores = [sign * row.score for row in rows]
        assert scores == sorted(scores)
        for row in rows:
            assert row.rank == 1 + sum(s < sign * row.score for s in scores)
            assert row.tied is (scores.count(sign * row.score) > 1)


@given(tenders(), st.text("abc", min_size=1))
def test_what_was_won_before_the_draw_is_won_after_it(tender, seed):
    before = evaluated(tender)

    assert winners(before) <= winners(drawn_out(tender, seed))


@given(tenders(), st.text("abc", min_size=1), st.text("abc", min_size=1))
def test_a_tie_names_only_bids_of_which_some_win_and_some_do_not(tender, one, other):
    evaluation = evaluated(tender)
    outcomes = [winners(drawn_out(tender, seed)) for seed in (one, other)]

    for tie in evaluation.ties:
        for outcome in outcomes:
            won = {(tie.lot, key) in outcome for key in tie.bids}
            assert won == {True, False}


@given(tenders())
def test_an_evaluation_reads_back_as_it_was_written(tender):
    evaluation = evaluated(tender)

    assert Evaluation.model_validate_json(evaluation.model_dump_json()) == evaluation
