"""The impact map: what falls with what, and which days are possible then."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import day, refuses
from upphandling.domain.impact import (
    Fall,
    Link,
    Node,
    NodeKind,
    NothingHasSlipped,
    Tie,
    impact,
)
from upphandling.domain.parts import UnknownPart

AWARD = ("2019-10-01", "2019-10-15")
CHOICE = ("2019-10-01", "2019-11-30")
TAKEOVER = ("2020-01-01", "2020-04-30")


def node(
    key: str,
    days: tuple[str, str],
    *on: str,
    tie: Tie = Tie.DEPENDS_ON,
    done: bool = False,
) -> Node:
    return Node(
        key=key,
        kind=NodeKind.MILESTONE,
        title=key.capitalize(),
        earliest=day(days[0]),
        latest=day(days[1]),
        links=tuple(Link(other, tie) for other in on),
        done=done,
    )


PLAN = [
    node("tilldelning", AWARD),
    node("kundval", CHOICE, "tilldelning"),
    node("overtagande", TAKEOVER, "kundval"),
]


def days(falls: tuple[Fall, ...]) -> dict[str, tuple[str, str] | None]:
    return {
        fall.node.key: fall.earliest and (str(fall.earliest), str(fall.latest))
        for fall in falls
    }


def test_what_rests_on_something_lost_is_lost_with_it_and_so_on():
    falls = impact(PLAN, "tilldelning", None)

    assert days(falls) == {"kundval": None, "overtagande": None}
    assert falls[1].because == (Link("kundval", Tie.DEPENDS_ON),)


def test_what_rests_on_something_that_slips_keeps_its_gap():
    falls = impact(PLAN, "tilldelning", day("2019-10-25"))

    assert days(falls) == {
        "kundval": ("2019-10-11", "2019-12-10"),
        "overtagande": ("2020-01-11", "2020-05-10"),
    }


def test_what_comes_before_does_not_fall():
    assert days(impact(PLAN, "kundval", None)) == {"overtagande": None}


def test_a_predecessor_that_is_over_later_anyway_takes_up_the_slip():
    plan = [
        *PLAN[:1],
        node("lokaler", ("2019-10-01", "2019-10-20")),
        node("start", ("2019-11-01", "2019-11-01"), "tilldelning", "lokaler"),
    ]

    assert impact(plan, "tilldelning", day("2019-10-20")) == ()
    assert days(impact(plan, "tilldelning", day("2019-10-22"))) == {
        "start": ("2019-11-03", "2019-11-03")
    }


def test_the_loss_of_one_predecessor_is_not_taken_up_by_another():
    plan = [
        *PLAN[:1],
        node("lokaler", ("2019-12-01", "2019-12-20")),
        node("start", ("2020-01-01", "2020-01-01"), "tilldelning", "lokaler"),
    ]

    assert days(impact(plan, "tilldelning", None)) == {"start": None}


def test_what_has_happened_does_not_slip_but_is_in_doubt_when_its_ground_is_lost():
    plan = [PLAN[0], node("kundval", CHOICE, "tilldelning", done=True), PLAN[2]]

    assert impact(plan, "tilldelning", day("2019-10-25")) == ()
    assert days(impact(plan, "tilldelning", None)) == {
        "kundval": None,
        "overtagande": None,
    }


def test_what_only_has_its_days_in_common_moves_as_many_days():
    plan = [
        *PLAN,
        node("drift", ("2020-04-15", "2020-04-15")),
        node(
            "avtalets-slut",
            ("2020-04-14", "2020-04-14"),
            "overtagande",
            "drift",
            tie=Tie.IN_TIME,
        ),
    ]

    assert days(impact(plan, "drift", day("2020-04-25"))) == {
        "avtalets-slut": ("2020-04-24", "2020-04-24")
    }


@pytest.mark.parametrize(
    ("tie", "new_day", "expected"),
    [
        (Tie.TAKES_OVER, "2020-02-16", None),
        (Tie.TAKES_OVER, "2020-02-18", "2020-02-18"),
        (Tie.SUCCESSOR, "2020-02-18", None),
        (Tie.SUCCESSOR, "2020-02-20", "2020-02-19"),
    ],
)
def test_what_must_have_begun_is_waited_for_and_no_longer(tie, new_day, expected):
    plan = [
        node("avtal", ("2020-01-20", "2020-01-20")),
        node("vag", ("2020-02-17", "2020-02-17"), "avtal", tie=tie),
    ]
    if tie is Tie.SUCCESSOR:
        plan[1] = node("slut", ("2020-02-17", "2020-02-17"), "avtal", tie=tie)

    (found,) = [*days(impact(plan, "avtal", day(new_day))).values()] or [None]

    assert found == (expected and (expected, expected))


def test_a_day_that_is_no_later_fells_nothing():
    with refuses(
        None,
        NothingHasSlipped,
        latest=day("2019-10-15"),
        to=day("2019-10-15"),
    ):
        impact(PLAN, "tilldelning", day("2019-10-15"))


def test_what_is_not_in_the_map_cannot_fall():
    with refuses(None, UnknownPart, part="ingen", known=["tilldelning"]):
        impact(PLAN[:1], "ingen", None)


def test_a_link_to_something_that_the_map_does_not_have_is_no_reason():
    assert impact([*PLAN[:1], node("x", CHOICE, "ingen")], "tilldelning", None) == ()


@st.composite
def maps(draw: st.DrawFn) -> list[Node]:
    """Up to eight nodes, each resting on some of those before it."""
    number = draw(st.integers(2, 8))
    nodes = []
    for own in range(number):
        first = date(2020, 1, 1) + timedelta(days=draw(st.integers(0, 300)))
        length = timedelta(days=draw(st.integers(0, 60)))
        links = draw(
            st.lists(
                st.tuples(
                    st.integers(0, max(own - 1, 0)), st.sampled_from(sorted(Tie))
                ),
                max_size=3,
            )
        )
        nodes.append(
            Node(
                key=f"n{own}",
                kind=NodeKind.MILESTONE,
                title=f"N{own}",
                earliest=first,
                latest=first + length,
                links=tuple(Link(f"n{on}", tie) for on, tie in links if own),
                done=draw(st.booleans()),
            )
        )
    return nodes


@settings(max_examples=60, deadline=None)
@given(maps(), st.integers(1, 90), st.randoms(use_true_random=False))
def test_the_order_in_which_the_map_is_told_changes_nothing(nodes, slip, random):
    to = nodes[0].latest + timedelta(days=slip)
    told = impact(nodes, "n0", to)
    random.shuffle(nodes)

    assert impact(nodes, "n0", to) == told


@settings(max_examples=60, deadline=None)
@given(maps(), st.integers(1, 90))
def test_nothing_slips_further_than_what_fell_and_only_what_is_lost_may_slip(
    nodes, slip
):
    later = impact(nodes, "n0", nodes[0].latest + timedelta(days=slip))
    lost = {fall.node.key for fall in impact(nodes, "n0", None)}

    assert {fall.node.key for fall in later} <= lost
    for fall in later:
        assert fall.slip is not None
        assert timedelta(0) < fall.slip
        assert fall.because
