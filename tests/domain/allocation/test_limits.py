"""Guarantees, caps and room: what is met, what is missing and why, and what clashes."""

from __future__ import annotations

from random import Random

import pytest
from pydantic import ValidationError

from tests.domain.allocation.questions import (
    HOURS,
    asked,
    in_house,
    offers,
    wants,
)
from upphandling.domain.allocation import (
    Bound,
    Held,
    Infeasible,
    Room,
    SharesUnderLov,
    allocate,
    search,
)
from upphandling.domain.allocation.network import Program
from upphandling.domain.allocation.solving import solver_for
from upphandling.domain.configuration import DefaultRule, Regime, ShareUnit

FILL = DefaultRule.FILL_SHARES


def many(number: int, *wishes: str, first: int = 0, **more: object):
    return [wants(f"k-{n:03}", *wishes, **more) for n in range(first, first + number)]


def least(percent: float, **more: object) -> tuple[Bound, ...]:
    return (Bound(minimum_percent=percent, **more),)


def count(proposal) -> dict[str, int]:
    agreements = [p.agreement for p in proposal.placements]
    return {key: agreements.count(key) for key in sorted(set(agreements))}


def test_a_guarantee_goes_before_a_wish():
    contenders = [offers("a"), offers("b", shares=least(30.0)), in_house()]

    proposal = allocate(asked(many(10, "a"), contenders, FILL))

    assert count(proposal) == {"a": 7, "b": 3}
    assert proposal.shortfalls == ()


def test_those_who_are_held_count_towards_the_guarantee():
    held = (Held(area="norr", customers=3),)
    contenders = [offers("a"), offers("b", shares=least(30.0), held=held), in_house()]

    assert count(allocate(asked(many(7, "a"), contenders, FILL))) == {"a": 7}


def test_who_chose_that_provider_is_whom_a_guarantee_asks_first():
    people = [*many(8, "a"), *many(2, "b", "a", first=8)]
    contenders = [offers("a"), offers("b", shares=least(30.0)), in_house()]

    placed = allocate(asked(people, contenders, FILL)).placements

    assert {p.rank for p in placed if p.agreement == "b"} == {1, None}
    assert [p.rank for p in placed].count(1) == 9


def shortfall(people, contenders, rule=FILL):
    (short,) = allocate(asked(people, contenders, rule)).shortfalls
    return short.agreement, short.missing, short.reason


def test_a_guarantee_that_too_few_may_fill_is_named():
    contenders = [offers("a", shares=least(50.0)), in_house()]

    assert shortfall(many(10), contenders, DefaultRule.IN_HOUSE) == (
        "a",
        5,
        (
            "5 kunder saknas till de garanterade 5 (0 nås). "
            "Bara 0 kunder kan placeras hos utföraren över huvud taget. "
            "Närmast möjligt: 0 för Utförare A, av 10 kunder."
        ),
    )


def test_a_guarantee_without_the_room_for_it_is_named():
    contenders = [offers("a", 2, shares=least(50.0)), in_house()]

    assert shortfall(many(10), contenders) == (
        "a",
        3,
        (
            "3 kunder saknas till de garanterade 5 (2 nås). "
            "Utförarens platser räcker bara till 2 kunder. "
            "Närmast möjligt: 2 för Utförare A, av 10 kunder."
        ),
    )


def test_a_guarantee_above_the_providers_own_cap_is_named():
    both = (Bound(minimum_percent=50.0, cap_percent=20.0),)

    assert shortfall(many(10), [offers("a", shares=both), in_house()]) == (
        "a",
        3,
        (
            "3 kunder saknas till de garanterade 5 (2 nås). "
            "Utförarens eget tak är lägre än garantin: 2 kunder. "
            "Närmast möjligt: 2 för Utförare A, av 10 kunder."
        ),
    )


def test_a_customer_that_cannot_be_divided_is_a_shortfall_of_its_own_kind():
    even = [offers(key, shares=least(20.0)) for key in "abcde"]
    proposal = allocate(asked(many(101), [*even, in_house()], FILL))

    assert sorted(count(proposal).values()) == [20, 20, 20, 20, 21]
    assert [short.missing for short in proposal.shortfalls] == [1, 1, 1, 1]
    assert all(
        "(20 nås). 20 procent av 101 kunder är inget helt antal. " in short.reason
        for short in proposal.shortfalls
    )


def test_guarantees_that_are_more_than_everybody_fall_short_by_the_least():
    contenders = [offers(key, shares=least(60.0)) for key in "ab"]
    proposal = allocate(asked(many(10), [*contenders, in_house()], FILL))

    assert sum(short.missing for short in proposal.shortfalls) == 2
    (short,) = proposal.shortfalls
    assert short.reason == (
        "2 kunder saknas till de garanterade 6 (4 nås). "
        "Garantierna för Utförare A och Utförare B är tillsammans 120 procent. "
        "Närmast möjligt: 4 för Utförare A och 6 för Utförare B, av 10 kunder."
    )


def test_a_guarantee_where_nobody_is_to_be_placed_is_named_too():
    held = (Held(area="soder", customers=10),)
    contenders = [
        offers("a", shares=least(50.0, area="soder")),
        offers("b", held=held),
        in_house(),
    ]

    assert shortfall(many(1), contenders)[:2] == ("a", 5)


def test_a_guarantee_in_hours_counts_minutes():
    people = [wants("k-1", minutes=300), wants("k-2", minutes=100)]
    contenders = [offers("a", shares=least(25.0, unit=HOURS)), in_house()]

    placed = allocate(asked(people, contenders, FILL)).placements

    assert (
        sum({"k-1": 300, "k-2": 100}[p.customer] for p in placed if p.agreement == "a")
        >= 100
    )


# -- What clashes ------------------------------------------------------------------


def clash(people, contenders, rule=FILL) -> dict:
    with pytest.raises(Infeasible) as refusal:
        allocate(asked(people, contenders, rule))
    return refusal.value.details


def test_too_few_places_are_named_with_how_many_are_missing():
    assert clash(many(5), [offers("a", 0, areas=("soder",)), in_house(3)])[
        "clashes"
    ] == [
        {
            "agreement": "egen",
            "area": "norr",
            "what": "room",
            "unit": "customers",
            "limit": 3,
            "exceeded_by": 2,
        }
    ]


def test_of_two_that_are_full_no_more_than_is_needed_is_asked_for():
    found = clash(many(10), [offers("a", 4), in_house(3)])

    assert sum(part["exceeded_by"] for part in found["clashes"]) == 3


def test_the_nearest_change_is_said_in_words():
    assert clash(many(5), [in_house(3)], DefaultRule.IN_HOUSE)["nearest"] == [
        "Höj platserna hos Egen regi i område Norr med 2 kunder, från 3 till 5."
    ]


def test_caps_that_leave_somebody_over_are_named():
    caps = (Bound(cap_percent=40.0),)
    found = clash(many(10), [offers("a", shares=caps), in_house(shares=caps)])

    assert sum(part["exceeded_by"] for part in found["clashes"]) == 2
    assert {part["what"] for part in found["clashes"]} == {"cap"}


def test_an_area_that_nobody_serves_is_named():
    found = clash(
        [*many(2), *many(1, first=2, area="soder")], [in_house(areas=("norr",))]
    )

    assert found["clashes"] == [
        {"area": "soder", "what": "no_provider", "customers": 1}
    ]
    assert found["nearest"] == ["Låt någon utförare ta emot 1 kund i område Söder."]


def test_minutes_that_do_not_suffice_are_named_in_minutes():
    room = (Room(area="norr", unit=HOURS, free=100),)
    found = clash(many(2, minutes=90), [in_house(room=room)])

    assert [(c["unit"], c["exceeded_by"]) for c in found["clashes"]] == [("hours", 80)]


# -- What is not a question ----------------------------------------------------------


def test_shares_are_not_divided_among_lov_providers():
    lov = offers("a", regime=Regime.LOV, shares=least(20.0))

    with pytest.raises(SharesUnderLov):
        allocate(asked(many(1, "a"), [lov, in_house()], regime=Regime.LOV))


@pytest.mark.parametrize(
    "people",
    [
        [wants("k"), wants("k")],
        [wants("k", "a", "a")],
    ],
)
def test_a_person_twice_or_a_wish_twice_is_no_question(people):
    with pytest.raises(ValidationError, match="två gånger"):
        asked(people, [in_house()])


@pytest.mark.parametrize("minutes", [-1, 30_000])
def test_hours_that_nobody_can_have_are_no_question(minutes):
    with pytest.raises(ValidationError):
        wants("k", minutes=minutes)


def test_the_same_room_twice_is_no_question():
    room = (Room(area="norr", free=1), Room(area="norr", free=2))
    with pytest.raises(ValidationError, match="två gånger"):
        offers("a", room=room)
    assert Room(area="norr", free=1).unit is ShareUnit.CUSTOMERS


def test_what_is_not_proved_within_the_effort_is_not_said_to_be(monkeypatch):
    monkeypatch.setattr(search, "MOST_NODES", 1)
    dice = Random(2026)
    program = Program(nests=False)
    weights = [[dice.randrange(100) for _ in range(30)] for _ in range(4)]
    rows = [program.add_row(sum(row) // 2, sum(row) // 2) for row in weights]
    for column in range(30):
        program.add_column(
            None, 1, [(row, weights[n][column]) for n, row in enumerate(rows)]
        )
    for row in rows:
        program.add_column(None, 3000, [(row, 1)])

    answer = solver_for(program).minimise([0] * 30 + [1] * 4)

    assert answer.bound < answer.objective
    assert not answer.proved
