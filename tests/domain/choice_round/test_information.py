"""The information about providers: comparable, and in an order that favours nobody."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from tests.domain.choice_round.rounds import CLOSES_AT, closed, opened
from tests.given import emitted, event, given, person, refuses
from upphandling.domain.choice_round import (
    ChoiceRound,
    NeutralOrder,
    Presented,
    Status,
)
from upphandling.domain.choice_round.neutral import in_neutral_order, swedish
from upphandling.domain.choice_round.refusals import (
    NotComparable,
    RoundInWrongStage,
    SeedGoesWithADraw,
    WindowOver,
)

SEED = "Kontrollsiffrorna i landets dragning 2026-08-31"


def presented(name: str, **facts: str) -> Presented:
    key = name.lower().replace(" ", "-")
    return Presented(
        agreement=f"avtal-{key}",
        provider=key,
        name=name,
        facts=facts or {"sprak": "Svenska"},
    )


def test_providers_stand_in_the_order_of_the_swedish_alphabet():
    round_ = given(opened())
    spelled = ["Öbacka", "Ärlig vård", "Ås hemtjänst", "Zeta", "Vård A", "Vårdbo", "3B"]

    round_.publish_information(
        person("2026-09-01T10:00"),
        order=NeutralOrder.ALPHABETICAL,
        seed=None,
        entries=tuple(map(presented, spelled)),
    )

    ordered = ["3B", "Vård A", "Vårdbo", "Zeta", "Ås hemtjänst", "Ärlig vård", "Öbacka"]
    assert emitted(round_) == [
        event(
            ChoiceRound.InformationPublished,
            order=NeutralOrder.ALPHABETICAL,
            seed=None,
            entries=tuple(map(presented, ordered)),
        )
    ]
    assert [entry.name for entry in round_.information] == ordered


def test_the_order_may_be_drawn_so_that_anybody_can_check_it():
    round_ = given(opened())
    entries = [presented(f"Utförare {letter}") for letter in "ABCDE"]

    round_.publish_information(
        person("2026-09-01T10:00"),
        order=NeutralOrder.DRAWN,
        seed=SEED,
        entries=tuple(entries),
    )

    lots = {
        entry.agreement: sha256(f"{SEED}|{entry.agreement}".encode()).hexdigest()
        for entry in entries
    }
    ((_, told),) = emitted(round_)
    assert told["seed"] == SEED
    assert [one.agreement for one in told["entries"]] == sorted(lots, key=lots.get)


@for_all(
    entries=st.permutations([presented(f"Utförare {letter}") for letter in "ABCDEF"]),
    order=st.sampled_from(NeutralOrder),
)
def test_the_order_in_which_they_were_typed_in_never_matters(entries, order):
    in_order = [presented(f"Utförare {letter}") for letter in "ABCDEF"]

    assert in_neutral_order(entries, order, SEED) == in_neutral_order(
        in_order, order, SEED
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Zeta", "Åsen"),
        ("Åsen", "Ängen"),
        ("Ängen", "Ön"),
        ("Ede", "Édenvård"),
        ("Xenia", "Übervård"),
        ("Übervård", "Ystad"),
        ("Ängar", "Ærlig"),
        ("vårdbo", "Vårdhem"),
        ("Vård A", "Vårdbo"),
        ("24 timmar", "A-vård"),
    ],
)
def test_one_name_comes_before_another(before, after):
    assert swedish(before) < swedish(after)


def test_a_letter_is_the_same_however_it_was_typed():
    assert swedish("A\u030asen") == swedish("ÅSEN")


def test_what_is_told_of_one_is_told_of_all():
    round_ = given(opened())
    entries = (
        presented("Utförare A", sprak="Svenska", antal_anstallda="40"),
        presented("Utförare B", sprak="Svenska, finska"),
    )

    with refuses(
        round_,
        NotComparable,
        missing={"avtal-utförare-b": ["antal_anstallda"]},
    ):
        round_.publish_information(
            person("2026-09-01T10:00"),
            order=NeutralOrder.ALPHABETICAL,
            seed=None,
            entries=entries,
        )


@pytest.mark.parametrize(
    ("order", "seed"), [(NeutralOrder.DRAWN, None), (NeutralOrder.ALPHABETICAL, SEED)]
)
def test_a_seed_is_stated_when_the_order_is_drawn_and_only_then(order, seed):
    round_ = given(opened())

    with refuses(round_, SeedGoesWithADraw, order=order):
        round_.publish_information(
            person("2026-09-01T10:00"),
            order=order,
            seed=seed,
            entries=(presented("Utförare A"),),
        )


def test_information_is_published_until_the_window_closes():
    told = {
        "order": NeutralOrder.ALPHABETICAL,
        "seed": None,
        "entries": (presented("Utförare A"),),
    }
    round_ = given(opened())
    round_.publish_information(person("2026-09-30T23:59:59"), **told)
    given(round_)

    with refuses(round_, WindowOver, closes_at=CLOSES_AT):
        round_.publish_information(person("2026-10-01T00:00"), **told)
    over = given(closed())
    with refuses(over, RoundInWrongStage, status=Status.CLOSED, required=Status.OPEN):
        over.publish_information(person("2026-10-01T00:00"), **told)
