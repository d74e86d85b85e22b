"""The reasons: what each person is told, in words that fit a letter."""

from __future__ import annotations

import pytest

from tests.domain.allocation.questions import HOURS, asked, in_house, offers, wants
from upphandling.domain.allocation import (
    Bound,
    InLine,
    Room,
    allocate,
)
from upphandling.domain.choosing import QueueOrder
from upphandling.domain.configuration import DefaultRule, Regime

EARLY, LATE = "2026-09-01T08:00:00+00:00", "2026-09-02T08:00:00+00:00"


def told(people, contenders, rule=DefaultRule.IN_HOUSE, **more):
    placed = allocate(asked(people, contenders, rule, **more)).placements
    return {p.customer: (str(p.code), p.reason) for p in placed}


def test_whoever_gets_the_first_wish_is_told_just_that():
    assert told([wants("k", "a")], [offers("a"), in_house()]) == {
        "k": ("choice_1", "Du fick ditt första val, Utförare A.")
    }


def test_whoever_wishes_to_stay_is_told_with_whom():
    people = [wants("k", "a", present="a")]

    assert told(people, [offers("a", 0), in_house()]) == {
        "k": ("choice_1", "Du fick ditt första val och stannar hos Utförare A.")
    }


def test_a_full_first_wish_is_told_with_the_place_in_the_queue():
    line = tuple(InLine(customer=f"v-{n}", area="norr") for n in range(13))
    full = offers("a", 0, waiting=line)

    assert told(
        [wants("k", "a", "b", chosen_at=EARLY)], [full, offers("b"), in_house()]
    ) == {
        "k": (
            "choice_2",
            (
                "Du fick ditt andra val, Utförare B. "
                "Ditt första val, Utförare A, hade inga lediga platser i område Norr; "
                "du står på plats 14 i kön."
            ),
        )
    }


def test_a_first_wish_that_is_stopped_is_told_to_be_so_by_decision():
    stopped = offers("a", 0, stopped=True)

    assert told([wants("k", "a", "b")], [stopped, offers("b"), in_house()])["k"] == (
        "choice_2",
        (
            "Du fick ditt andra val, Utförare B. Ditt första val, Utförare A, tar inte emot "
            "nya kunder enligt beslut; du står på plats 1 i kön."
        ),
    )


@pytest.mark.parametrize("stopped", [False, None])
def test_without_a_stop_what_is_full_is_full(stopped):
    full = offers("a", 0, stopped=stopped)

    said = told([wants("k", "a", "b")], [full, offers("b"), in_house()])["k"][1]

    assert "hade inga lediga platser" in said


def test_whoever_is_with_a_stopped_provider_is_not_kept_out_by_the_stop():
    stopped = offers("a", 0, stopped=True, shares=(Bound(cap_percent=0.0),))
    people = [wants("k", "a", "b", present="a")]

    said = told(people, [stopped, offers("b"), in_house()])["k"][1]

    assert "enligt beslut" not in said


def test_hours_that_are_left_but_do_not_suffice_are_no_room():
    short = offers("a", room=(Room(area="norr", unit=HOURS, free=90),))
    people = [wants("k", "a", "b", minutes=120)]

    assert (
        "hade inga lediga platser"
        in told(people, [short, offers("b"), in_house()])["k"][1]
    )


def test_a_cap_that_is_reached_is_told():
    capped = offers("a", shares=(Bound(cap_percent=50.0),))
    people = [wants("k-1", "a"), wants("k-2", "a"), wants("k-3", "a")]

    said = sorted(told(people, [capped, in_house()]).values())

    assert [code for code, _ in said] == [
        "choice_1",
        "default_in_house",
        "default_in_house",
    ]
    assert said[1][1].startswith(
        "Inget av dina val kunde uppfyllas. Du får Egen regi, eftersom kommunens egen "
        "regi tar emot den som inte får en vald utförare. Ditt första val, Utförare A, "
        "har nått taket för sin andel av kunderna; du står på plats "
    )


def test_whoever_is_there_already_is_not_told_that_there_is_no_room():
    capped = offers("a", 0, shares=(Bound(cap_percent=0.0),))

    said = told([wants("k", "a", present="a")], [capped, in_house()])["k"][1]

    assert "har nått taket för sin andel av kunderna" in said


def test_another_providers_guarantee_is_told():
    promised = offers("b", shares=(Bound(minimum_percent=100.0),))

    assert told([wants("k", "a", "b")], [offers("a"), promised, in_house()]) == {
        "k": (
            "choice_2",
            (
                "Du fick ditt andra val, Utförare B. "
                "Ditt första val, Utförare A, fick stå tillbaka för "
                "en annan utförare, som är garanterad en andel av kunderna; "
                "du står på plats 1 i kön."
            ),
        )
    }


def test_a_wish_where_the_provider_is_not_is_told_and_waits_in_no_queue():
    elsewhere = offers("a", areas=("soder",))
    question = asked([wants("k", "a")], [elsewhere, in_house()])
    proposal = allocate(question)

    (placed,) = proposal.placements
    assert placed.reason.endswith(
        "Ditt första val, Utförare A, tar inte emot kunder i område Norr."
    )
    assert proposal.queue == ()


@pytest.mark.parametrize(
    ("rule", "more", "code", "end"),
    [
        (
            "in_house",
            {},
            "default_in_house",
            "får Egen regi, eftersom kommunens egen regi",
        ),
        (
            "in_house",
            {"present": "egen"},
            "stayed",
            "stannar hos Egen regi, som du har",
        ),
        (
            "stay",
            {"present": "a"},
            "stayed",
            "stannar hos Utförare A, som du har i dag.",
        ),
        ("stay", {}, "default_in_house", "får Egen regi, eftersom den som"),
        ("separately_procured", {}, "default_separately_procured", "är upphandlad för"),
        (
            "provider_with_room",
            {},
            "default_provider_with_room",
            "får en som har plats.",
        ),
        ("fill_shares", {"present": "a"}, "stayed", "Du stannar hos Utförare A"),
    ],
)
def test_whoever_did_not_choose_is_told_by_which_rule(rule, more, code, end):
    contenders = [offers("a"), in_house()]

    said = told([wants("k", **more)], contenders, DefaultRule(rule))["k"]

    assert said[0] == code
    assert said[1].startswith("Du gjorde inget val. ")
    assert end in said[1]


def test_whoever_need_not_choose_is_not_told_that_they_did_not():
    said = told([wants("k", must_choose=False)], [in_house()])["k"][1]

    assert said.startswith("Du behöver inte välja utförare. Du får Egen regi")


def test_own_provision_steps_in_where_no_procured_provider_has_room():
    contenders = [offers("a", 0), offers("b", regime=Regime.LOV), in_house()]

    said = told([wants("k")], contenders, DefaultRule.SEPARATELY_PROCURED)

    assert said == {
        "k": (
            "default_fallback",
            (
                "Du gjorde inget val. Du får Egen regi, eftersom kommunens egen regi "
                "tar emot när ingen annan har plats."
            ),
        )
    }


@pytest.mark.parametrize(
    ("order", "first"),
    [(QueueOrder.CHOSEN_AT, "k-1"), (QueueOrder.NEED, "k-2")],
)
def test_the_queue_stands_in_the_order_that_was_decided(order, first):
    people = [
        wants("k-1", "a", chosen_at=EARLY, need=1),
        wants("k-2", "a", chosen_at=LATE, need=2),
    ]
    proposal = allocate(asked(people, [offers("a", 0), in_house()], queue_order=order))

    assert proposal.queue[0].customer == first
    assert {p.customer: p.reason[-25:] for p in proposal.placements}[
        first
    ] == "du står på plats 1 i kön."


def test_a_queue_that_is_drawn_has_an_order_of_its_own():
    people = [wants(f"k-{n}", "a") for n in range(8)]

    def line(seed):
        drawn = {"queue_order": QueueOrder.DRAWN, "queue_seed": seed}
        proposal = allocate(asked(people, [offers("a", 0), in_house()], **drawn))
        return [waits.customer for waits in proposal.queue]

    assert line("ett") == line("ett") != line("två")


def test_whoever_waits_already_keeps_the_place():
    line = (InLine(customer="v-1", area="norr"), InLine(customer="k", area="norr"))
    full = offers("a", 0, waiting=line)

    proposal = allocate(asked([wants("k", "a")], [full, in_house()]))

    assert [w.customer for w in proposal.queue] == ["k"]
    assert "du står på plats" in proposal.placements[0].reason
