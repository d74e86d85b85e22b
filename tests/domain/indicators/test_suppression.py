"""Small groups are not told of outside the house, nor what would give them away."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from upphandling.domain.indicators.suppression import Group, Withheld, withheld

ALL = Group(None, None)
A, B, C = (Group(f"avtal-{key}", None) for key in "abc")
FEW, GIVES_AWAY = Withheld.FEW, Withheld.GIVES_AWAY


def test_a_group_smaller_than_the_least_is_withheld_and_one_as_large_is_not():
    assert withheld({A: 4}, 5) == {A: FEW}
    assert withheld({A: 5}, 5) == {}
    assert withheld({A: 0}, 1) == {A: FEW}


def test_a_whole_minus_the_parts_that_are_shown_tells_nothing():
    sizes = {ALL: 103, A: 60, B: 40, C: 3}

    assert withheld(sizes, 5) == {C: FEW, B: GIVES_AWAY}


def test_two_that_are_withheld_protect_each_other():
    assert withheld({ALL: 67, A: 60, B: 4, C: 3}, 5) == {B: FEW, C: FEW}


def test_where_no_whole_is_told_nothing_more_is_withheld():
    assert withheld({A: 60, B: 40, C: 3}, 5) == {C: FEW}


def test_areas_of_an_agreement_protect_each_other_too():
    north, south, east = (Group("avtal-a", area) for area in ("norr", "soder", "ost"))
    sizes = {A: 60, north: 2, south: 38, east: 20}

    assert withheld(sizes, 5) == {north: FEW, east: GIVES_AWAY}


def test_a_whole_that_protects_another_is_not_summed_from_its_parts():
    north, south = Group("avtal-b", "norr"), Group("avtal-b", "soder")
    sizes = {ALL: 103, A: 60, B: 40, C: 3, north: 25, south: 15}

    assert withheld(sizes, 5) == {
        C: FEW,
        B: GIVES_AWAY,
        south: GIVES_AWAY,
    }


def test_a_whole_with_one_part_as_large_is_not_told_by_it():
    north = Group("avtal-b", "norr")
    sizes = {ALL: 103, A: 60, B: 40, C: 3, north: 40}

    assert withheld(sizes, 5) == {C: FEW, B: GIVES_AWAY, north: GIVES_AWAY}


AGREEMENTS, AREAS = (None, "avtal-a", "avtal-b", "avtal-c"), (None, "norr", "soder")
GROUPS = [Group(*one) for one in product(AGREEMENTS, AREAS)]


@given(st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 40)), st.integers(1, 12))
def test_of_a_whole_and_its_parts_never_exactly_one_is_withheld(sizes, least):
    gone = withheld(sizes, least)

    assert {one for one, why in gone.items() if why is FEW} == {
        one for one, size in sizes.items() if size < least
    }
    for whole in sizes:
        for parts in parted(whole, sizes):
            missing = gone.keys() & {whole, *parts}
            assert len(missing) != 1 or len(parts) < 2


@given(st.dictionaries(st.sampled_from(GROUPS), st.integers(5, 40)))
def test_where_nobody_is_few_everything_is_shown(sizes):
    assert withheld(sizes, 5) == {}


def parted(whole: Group, told: dict[Group, int]) -> list[list[Group]]:
    """The parts of a whole by agreement, and by area."""
    ways = []
    if whole.agreement is None:
        ways.append([g for g in told if g.agreement and g.area == whole.area])
    if whole.area is None:
        ways.append([g for g in told if g.area and g.agreement == whole.agreement])
    return ways
