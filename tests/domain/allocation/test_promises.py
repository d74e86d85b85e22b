"""What holds for every allocation, whatever the question."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.domain.allocation.questions import HOURS, drawn
from upphandling.domain.allocation import Infeasible, Proposal, Question, allocate
from upphandling.domain.configuration import Basis

QUESTIONS = st.builds(
    drawn, st.integers(1000, 10**6), hours=st.booleans(), most=st.just(15)
)


def answer(question: Question) -> Proposal:
    try:
        return allocate(question)
    except Infeasible:
        assume(condition=False)
        raise


@settings(deadline=None, max_examples=60)
@given(QUESTIONS)
def test_everybody_is_placed_once_and_nobody_over_room_or_cap(question):
    placed = answer(question).placements

    people = {person.customer: person for person in question.people}
    assert [p.customer for p in placed] == sorted(people)
    of = Counter(
        h.area for c in question.contenders for h in c.held for _ in range(h.customers)
    )
    of.update(p.area for p in question.people)
    for contender in question.contenders:
        mine = [
            people[p.customer] for p in placed if p.agreement == contender.agreement
        ]
        assert {p.area for p in mine} <= set(contender.areas)
        for room in contender.room:
            taken = sum(
                person.minutes if room.unit is HOURS else 1
                for person in mine
                if person.present != contender.agreement
                and person.area == room.area
                and room.service in (None, *person.services)
            )
            assert taken <= room.free
        for share in contender.shares:
            if share.cap_percent is None or share.unit is HOURS:
                continue
            near = [p for p in mine if share.area in (None, p.area)]
            held = sum(
                h.customers for h in contender.held if share.area in (None, h.area)
            )
            whole = sum(n for area, n in of.items() if share.area in (None, area))
            allowed = share.cap_percent / 100 * whole + 1e-9
            assert len(near) + held <= max(allowed, held)


@settings(deadline=None, max_examples=40)
@given(QUESTIONS, st.integers(0, 2**32))
def test_the_order_in_which_the_facts_are_read_changes_nothing(question, seed):
    dice = Random(seed)
    mixed = question.model_copy(
        update={
            "people": tuple(dice.sample(question.people, len(question.people))),
            "contenders": tuple(
                c.model_copy(
                    update={
                        "areas": tuple(dice.sample(c.areas, len(c.areas))),
                        "room": tuple(dice.sample(c.room, len(c.room))),
                        "shares": tuple(dice.sample(c.shares, len(c.shares))),
                    }
                )
                for c in dice.sample(question.contenders, len(question.contenders))
            ),
        }
    )

    assert answer(mixed).model_dump_json() == answer(question).model_dump_json()


@settings(deadline=None, max_examples=40)
@given(QUESTIONS)
def test_whoever_does_not_get_the_first_wish_waits_for_it_where_it_can_come_true(
    question,
):
    proposal = answer(question)

    serves = {(c.agreement, area) for c in question.contenders for area in c.areas}
    got = {p.customer: p.agreement for p in proposal.placements}
    assert {(w.customer, w.agreement) for w in proposal.queue} == {
        (p.customer, p.wishes[0])
        for p in question.people
        if p.wishes
        and got[p.customer] != p.wishes[0]
        and (p.wishes[0], p.area) in serves
    }


@settings(deadline=None, max_examples=40)
@given(QUESTIONS)
def test_everybody_is_told_which_wish_was_met_and_what_became_of_those_before(question):
    wishes = {p.customer: p.wishes for p in question.people}

    for placed in answer(question).placements:
        wished = wishes[placed.customer]
        rank = (
            wished.index(placed.agreement) + 1 if placed.agreement in wished else None
        )
        assert placed.rank == rank
        assert placed.basis is (Basis.DEFAULT if rank is None else Basis.CHOICE)
        before = wished if rank is None else wished[: rank - 1]
        assert tuple(missed.agreement for missed in placed.missed) == before
        assert placed.reason.startswith(("Du ", "Inget "))


@settings(deadline=None, max_examples=40)
@given(QUESTIONS)
def test_the_shortfalls_add_up_to_what_was_proved_to_be_the_least(question):
    proposal = answer(question)

    least = {s.name: s.objective for s in proposal.stages}
    for unit, name in (("customers", "guarantees"), ("hours", "guarantees_minutes")):
        missing = sum(s.missing for s in proposal.shortfalls if s.unit == unit)
        assert missing == least.get(name, 0)
    for short in proposal.shortfalls:
        assert short.guaranteed - short.reached == short.missing > 0


GOLDEN = "090117872aefe9493dbd7b629b4c1f2e5bd7216ab7357c14c5b63f34afaba21f"


def test_the_same_question_gives_the_same_bytes_on_every_python_and_machine():
    said = sha256()
    for number in range(2000, 2040):
        try:
            proposal = allocate(drawn(number, hours=number % 4 == 3, most=40))
        except Infeasible as refusal:
            said.update(json.dumps(refusal.details).encode())
        else:
            said.update(proposal.model_dump_json(exclude={"solver"}).encode())

    assert said.hexdigest() == GOLDEN
