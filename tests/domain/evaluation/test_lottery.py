"""Lottery: a tie is drawn so that anybody can check it."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.domain.evaluation.cases import CRITERIA, QUALITY, bid, lot, won
from upphandling.domain.errors import WITHHELD
from upphandling.domain.evaluation import (
    Draw,
    DrawDoesNotHold,
    DrawnAgain,
    Tie,
    draw,
    evaluate,
)

SEED = "Lottodragningen den 14 mars"
KEYS = st.sets(st.text("abcåäö1-", min_size=1), min_size=2, max_size=8)


def evaluated(bids, draws=(), winners=1):
    return evaluate(
        QUALITY,
        (lot("norr", winners),),
        CRITERIA,
        [bid(key) for key in bids],
        {("topp", "sprak"): 1.0},
        draws=draws,
    )


def test_anybody_can_count_the_order_with_sha256():
    numbers = {
        key: sha256(f"27:{SEED}4:norr1:{key}".encode()).hexdigest() for key in "abc"
    }

    assert draw("norr", "cab", SEED).order == tuple(sorted("abc", key=numbers.get))


@given(KEYS, st.text("abc ", min_size=1).filter(str.strip), st.randoms())
def test_a_draw_puts_all_the_tied_in_one_order_however_they_are_named(
    keys, seed, any_way
):
    mixed = sorted(keys)
    any_way.shuffle(mixed)

    one = draw("norr", mixed, seed)

    assert one == draw("norr", sorted(keys), seed)
    assert sorted(one.order) == list(one.bids) == sorted(keys)
    assert Draw.model_validate_json(one.model_dump_json()) == one


@given(KEYS.filter(lambda keys: len(keys) > 2), st.data())
def test_a_bid_that_falls_leaves_the_order_of_the_rest(keys, data):
    fallen = data.draw(st.sampled_from(sorted(keys)))
    rest = draw("norr", keys - {fallen}, SEED).order

    assert rest == tuple(b for b in draw("norr", keys, SEED).order if b != fallen)


@pytest.mark.parametrize(
    "said",
    [
        {"bids": ("b", "a"), "order": ("a", "b")},
        {"bids": ("a", "a"), "order": ("a", "a")},
        {"bids": ("a", "b"), "order": ("a", "c")},
        {"bids": ("a",), "order": ("a",)},
    ],
)
def test_a_draw_orders_just_the_tied(said):
    with pytest.raises(ValidationError):
        Draw(lot="norr", seed=SEED, **said)


def test_a_tie_that_decides_who_wins_waits_for_the_draw():
    evaluation = evaluated("abc", winners=2)

    assert evaluation.ties == (Tie(lot="norr", bids=("a", "b", "c")),)
    assert won(evaluation) == []


def test_what_stands_above_the_tie_wins_all_the_same():
    evaluation = evaluated(["a", "b", "topp"], winners=2)

    assert evaluation.ties == (Tie(lot="norr", bids=("a", "b")),)
    assert won(evaluation) == [("norr", "topp", 1)]


@pytest.mark.parametrize("keys", [["a", "b"], ["topp", "a", "b", "c"]])
def test_a_tie_between_bids_that_all_win_or_all_lose_decides_nothing(keys):
    winners = 2 if len(keys) == 2 else 1

    assert evaluated(keys, winners=winners).ties == ()


def test_two_that_win_evenly_share_a_place():
    assert won(evaluated("ab", winners=2)) == [("norr", "a", 1), ("norr", "b", 1)]


def test_a_draw_that_was_not_needed_puts_nobody_first():
    drawn = draw("norr", "ab", SEED)

    assert evaluated("ab", [drawn], winners=2) == evaluated("ab", winners=2)


def test_the_drawn_win_in_the_order_drawn():
    drawn = draw("norr", "abc", SEED)
    evaluation = evaluated("abc", [drawn], winners=2)

    assert evaluation.ties == ()
    assert won(evaluation) == [
        ("norr", drawn.order[0], 1),
        ("norr", drawn.order[1], 2),
    ]


def test_a_draw_still_holds_for_the_bids_that_remain():
    drawn = draw("norr", "abc", SEED)

    evaluation = evaluated(sorted(drawn.order[1:]), [drawn])

    assert won(evaluation) == [("norr", drawn.order[1], 1)]


@pytest.mark.parametrize("drawn", [draw("soder", "ab", SEED), draw("norr", "ac", SEED)])
def test_a_draw_of_something_else_settles_nothing(drawn):
    assert evaluated("ab", [drawn]).ties == (Tie(lot="norr", bids=("a", "b")),)


def test_a_draw_that_does_not_follow_from_its_seed_is_refused():
    honest = draw("norr", "ab", SEED)
    bent = honest.model_copy(update={"order": honest.order[::-1]})

    with pytest.raises(DrawDoesNotHold) as refusal:
        evaluated("ab", [bent])

    assert refusal.value.details == {"lot": "norr", "bids": WITHHELD}


def test_nobody_draws_again_until_the_right_one_wins():
    first = draw("norr", "ab", SEED)
    again = next(
        drawn
        for number in range(99)
        if (drawn := draw("norr", "ab", f"försök {number}")).order != first.order
    )

    with pytest.raises(DrawnAgain) as refusal:
        evaluated("ab", [first, again])

    assert refusal.value.details == {"lot": "norr", "bids": WITHHELD}
    assert evaluated("ab", [first, first]) == evaluated("ab", [first])
