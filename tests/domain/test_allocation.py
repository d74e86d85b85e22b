"""Allocation: who gets which provider, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from upphandling.domain.allocation.greedy import (
    NOT_RECKONED,
    NoOneLeft,
    Offer,
    Person,
    Placement,
    Waiting,
    allocate,
)
from upphandling.domain.configuration import Basis, DefaultRule, Regime

AREAS = ("norr", "soder")
RECKONED = [rule for rule in DefaultRule if rule not in NOT_RECKONED]
EARLY, LATE = "2026-09-01T08:00:00+00:00", "2026-09-02T08:00:00+00:00"


def offer(key: str, places: int | None = None, **changed: object) -> Offer:
    free = {} if places is None else {"norr": places}
    whole = {
        "agreement": key,
        "provider": f"utforare-{key}",
        "name": f"Utförare {key}",
        "regime": Regime.LOU,
        "areas": AREAS,
        "ceiling": dict(free),
        "room": free,
    }
    return Offer(**{**whole, **changed})


def in_house() -> Offer:
    return offer("egen", regime=Regime.IN_HOUSE)


def chooser(customer: str, *wishes: str, at: str = EARLY, area: str = "norr") -> Person:
    return Person(
        customer=customer,
        area=area,
        wishes=wishes,
        chosen_at=at if wishes else "",
        present=None,
    )


def proposal(people, offers, rule=DefaultRule.IN_HOUSE):
    placements, queue = allocate(people, offers, rule)
    placed = [(p.customer, p.agreement, p.basis, p.reason) for p in placements]
    return placed, [(w.customer, w.agreement) for w in queue]


def test_first_come_first_served_by_wish():
    people = [chooser("sen", "a", "b", at=LATE), chooser("tidig", "a", "b", at=EARLY)]

    assert proposal(people, [offer("a", 1), offer("b", 1), in_house()]) == (
        [
            ("tidig", "a", Basis.CHOICE, "Kunden fick sitt första val."),
            ("sen", "b", Basis.CHOICE, "Kunden fick sitt andra val."),
        ],
        [("sen", "a")],
    )


def test_who_finds_every_wish_full_goes_by_the_default_rule_and_waits():
    people = [chooser("tidig", "a"), chooser("sen", "a", at=LATE)]

    assert proposal(people, [offer("a", 1), in_house()]) == (
        [
            ("tidig", "a", Basis.CHOICE, "Kunden fick sitt första val."),
            (
                "sen",
                "egen",
                Basis.DEFAULT,
                "Valda utförare var fulla, reservregeln gällde.",
            ),
        ],
        [("sen", "a")],
    )


def test_those_who_chose_come_before_those_who_did_not():
    people = [chooser("a-tyst"), chooser("vald", "a", at=LATE)]

    assert proposal(
        people, [offer("a", 1), in_house()], DefaultRule.PROVIDER_WITH_ROOM
    ) == (
        [
            ("vald", "a", Basis.CHOICE, "Kunden fick sitt första val."),
            (
                "a-tyst",
                "egen",
                Basis.DEFAULT,
                "Kunden gjorde inget val, reservregeln gällde.",
            ),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("rule", "gets"),
    [
        (DefaultRule.IN_HOUSE, "egen"),
        (DefaultRule.PROVIDER_WITH_ROOM, "b"),
        (DefaultRule.FILL_SHARES, "b"),
    ],
)
def test_the_default_rule_says_who_serves_those_who_do_not_choose(rule, gets):
    half_full = offer("a", 1, ceiling={"norr": 2})
    offers = [half_full, offer("b", 2), in_house()]

    ((_, agreement, _, _),), _ = proposal([chooser("tyst")], offers, rule)

    assert agreement == gets


def test_a_wish_for_another_area_is_not_met():
    people = [chooser("person", "a", area="soder")]
    only_north = offer("a", 5, areas=("norr",))

    placements, queue = allocate(people, [only_north, in_house()], DefaultRule.IN_HOUSE)

    assert placements == (
        Placement(
            customer="person",
            area="soder",
            agreement="egen",
            provider="utforare-egen",
            basis=Basis.DEFAULT,
            reason="Valda utförare var fulla, reservregeln gällde.",
        ),
    )
    assert queue == (Waiting(customer="person", area="soder", agreement="a"),)


@pytest.mark.parametrize("rule", RECKONED)
def test_when_nobody_has_room_the_area_is_named(rule):
    with pytest.raises(NoOneLeft, match="norr"):
        allocate([chooser("person")], [offer("a", 0)], rule)


def test_whoever_chooses_the_present_provider_stays_although_it_is_full():
    stays = replace(chooser("person-1", "a", at=LATE), present="a")
    people = [chooser("person-2", "a", at=EARLY), stays]

    placed, queue = proposal(people, [offer("a", 0), in_house()])

    assert [(customer, agreement) for customer, agreement, _, _ in placed] == [
        ("person-2", "egen"),
        ("person-1", "a"),
    ]
    assert queue == [("person-2", "a")]


def test_whoever_stays_takes_no_place_from_anybody():
    stays = replace(chooser("person-1", "a", at=EARLY), present="a")
    people = [stays, chooser("person-2", "a", at=LATE)]

    placed, _ = proposal(people, [offer("a", 1), in_house()])

    assert [agreement for _, agreement, _, _ in placed] == ["a", "a"]


# -- What holds for every allocation -----------------------------------------------

KEYS = ("a", "b", "c")

people = st.lists(
    st.builds(
        lambda number, area, wishes, minute, present: Person(
            customer=f"person-{number:03}",
            area=area,
            wishes=tuple(wishes),
            chosen_at=f"2026-09-01T08:{minute:02}:00+00:00" if wishes else "",
            present=present,
        ),
        st.integers(0, 400),
        st.sampled_from(AREAS),
        st.lists(st.sampled_from(KEYS), unique=True, max_size=3),
        st.integers(0, 5),
        st.sampled_from((None, *KEYS)),
    ),
    unique_by=lambda person: person.customer,
    max_size=25,
)
rooms = st.lists(
    st.dictionaries(st.sampled_from(AREAS), st.integers(0, 6)),
    min_size=len(KEYS),
    max_size=len(KEYS),
)
rules = st.sampled_from(RECKONED)


def offers_with(rooms):
    external = [
        offer(key, ceiling=dict(room), room=dict(room))
        for key, room in zip(KEYS, rooms, strict=True)
    ]
    return [*external, in_house()]


@settings(deadline=None)
@given(people, rooms, rules)
def test_everybody_is_placed_exactly_once_and_nobody_over_a_ceiling(
    people, rooms, rule
):
    placements, _ = allocate(people, offers_with(rooms), rule)

    assert sorted(p.customer for p in placements) == sorted(p.customer for p in people)
    before = {person.customer: person.present for person in people}
    taken = Counter(
        (p.agreement, p.area) for p in placements if before[p.customer] != p.agreement
    )
    for key, room in zip(KEYS, rooms, strict=True):
        for area, ceiling in room.items():
            assert taken[key, area] <= ceiling


@settings(deadline=None)
@given(people, rooms, rules, st.randoms(use_true_random=False))
def test_the_order_in_which_the_facts_are_read_does_not_matter(
    people, rooms, rule, chance
):
    read_otherwise, offered_otherwise = list(people), offers_with(rooms)
    chance.shuffle(read_otherwise)
    chance.shuffle(offered_otherwise)

    assert allocate(read_otherwise, offered_otherwise, rule) == allocate(
        people, offers_with(rooms), rule
    )


@settings(deadline=None)
@given(people, rooms, rules)
def test_nobody_loses_a_place_to_somebody_who_chose_later(people, rooms, rule):
    placements, _ = allocate(people, offers_with(rooms), rule)
    got = {p.customer: p.agreement for p in placements}
    choosers = [person for person in people if person.wishes]
    assume(len(choosers) > 1)

    for person in choosers:
        place = got[person.customer]
        better = person.wishes[
            : person.wishes.index(place) if place in person.wishes else None
        ]
        for other in choosers:
            later = other.area == person.area and other.chosen_at > person.chosen_at
            if later and got[other.customer] != other.present:
                assert got[other.customer] not in better


@settings(deadline=None)
@given(people, rooms, rules)
def test_whoever_does_not_get_the_first_wish_waits_for_it_and_nobody_else(
    people, rooms, rule
):
    placements, queue = allocate(people, offers_with(rooms), rule)
    got = {p.customer: p.agreement for p in placements}

    assert {(w.customer, w.area, w.agreement) for w in queue} == {
        (p.customer, p.area, p.wishes[0])
        for p in people
        if p.wishes and got[p.customer] != p.wishes[0]
    }
