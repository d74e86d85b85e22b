"""The number that a letter tells is the place in the agreement's own queue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.application.test_choice_round import adopt, propose, round_closed
from tests.choosing_town import CARE, act, choose, choose_and_place, town_of_choice
from tests.domain.agreement.cases import changed, in_force, place, take, waits
from tests.domain.allocation.questions import asked, in_house, wants
from tests.given import day, local, person
from tests.town import Town
from upphandling.application.choice_round.question import contender_of
from upphandling.domain.agreement import Agreement
from upphandling.domain.allocation import Chooser, allocate
from upphandling.domain.base import Role
from upphandling.domain.choosing import QueueOrder
from upphandling.domain.customer_choice.refusals import NeedIsAssessed

NOW = person("2026-10-20T09:00")
BEGAN = local("2026-10-02T09:00")
SEED = "dragning-2026"
PEOPLE = [f"person-{number}" for number in range(6)]


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    yield from town_of_choice(sqlite_url)


@st.composite
def lines(draw: st.DrawFn) -> tuple[Agreement, list[Chooser]]:
    """An agreement with a queue in some order, and people who wish it in a round."""
    agreement = in_force(changed(places={"norr": draw(st.integers(0, 3))}))
    order = draw(st.sampled_from(QueueOrder))
    seed = SEED if order is QueueOrder.DRAWN else None
    days = st.integers(0, 2).map(lambda day: BEGAN + timedelta(days=day))
    needs = st.integers(0, 2)
    agreement.order_queue(person("2026-10-02T09:00"), order=order, seed=seed)
    for customer in draw(st.permutations(PEOPLE[:4])):
        since = draw(st.none() | days)
        agreement.enqueue(
            person("2026-10-03T09:00"),
            [waits(customer, need=draw(needs), since=since)],
        )
    people = [
        wants(
            customer,
            agreement.key,
            chosen_at=draw(days).isoformat(),
            need=draw(needs),
        )
        for customer in PEOPLE[draw(st.integers(2, 4)) :]
    ]
    return agreement, people


@settings(deadline=None, max_examples=60)
@given(lines(), st.sampled_from(QueueOrder))
def test_everybody_is_told_the_place_that_the_queue_gives(line, decided):
    agreement, people = line
    invited = {chooser.customer for chooser in people}
    contender = contender_of(agreement, invited, NOW, past_queues=False)
    question = asked(
        people, [contender, in_house()], queue_order=decided, queue_seed="annat frö"
    )
    proposal = allocate(question)
    choosers = {chooser.customer: chooser for chooser in people}

    got = [p.customer for p in proposal.placements if p.agreement == agreement.key]
    take(agreement, *(place(customer) for customer in got), at="2026-10-20T09:00")
    agreement.enqueue(
        NOW,
        [
            waits(
                entry.customer,
                need=choosers[entry.customer].need,
                since=datetime.fromisoformat(choosers[entry.customer].chosen_at),
            )
            for entry in proposal.queue
            if entry.customer not in agreement.queue
        ],
    )

    waiting = {entry.customer for entry in proposal.queue}
    assert waiting == invited - set(got)
    for told in proposal.placements:
        if told.customer in waiting:
            number = agreement.queue_place(told.customer)
            assert re.findall(r"plats (\d+) i kön", told.reason) == [str(number)]


@pytest.mark.parametrize("past_queues", [False, True])
def test_in_a_round_the_room_of_those_who_wait_is_not_free(past_queues):
    agreement = in_force(changed(places={"norr": 3}))
    agreement.enqueue(
        NOW, [waits("person-0"), waits("person-1"), waits("person-2", area="soder")]
    )
    agreement.offer_place(NOW, customer="person-0", days=7)

    seen = contender_of(agreement, {"person-3"}, NOW, past_queues=past_queues)

    assert [room.free for room in seen.room] == [2 if past_queues else 1]


def test_whoever_an_agreement_has_stepped_in_for_is_counted_in_its_share():
    agreement = in_force()
    stepped_in_for = [place("person-0", minutes=60), place("person-1")]
    agreement.step_in(NOW, stepped_in_for, on=day("2026-10-20"))

    (held,) = contender_of(agreement, {"person-1"}, NOW, past_queues=False).held

    assert (held.area, held.customers, held.minutes) == ("norr", 1, 60)


# -- By need ---------------------------------------------------------------------------


def ordered_by_need(town: Town) -> None:
    policy = {"valid_from": "2026-05-18", "queue_order": "need"}
    town.do("choice_system.decide_choosing", {"system": "staden", "policy": policy})
    town.do("agreement.order_queue", {"agreement": "avtal-a"})


def in_line(town: Town) -> list[str]:
    agreement = town.case("agreement:avtal-a")
    assert isinstance(agreement, Agreement)
    return sorted(agreement.queue, key=agreement.queue_place)


def test_the_greatest_need_stands_first(town):
    ordered_by_need(town)
    act(town, "queue", "person-1", agreement="avtal-a")
    act(town, "queue", "person-2", agreement="avtal-a", need=10)
    act(town, "queue", "person-3", agreement="avtal-a", need=20)

    assert in_line(town) == ["person-3", "person-2", "person-1"]


def test_a_need_that_grows_moves_whoever_waits_and_the_instant_of_choice_stands(town):
    ordered_by_need(town)
    for minute, customer in enumerate(["person-1", "person-2", "person-3"]):
        town.at(f"2026-05-18T10:0{minute}")
        act(town, "queue", customer, agreement="avtal-a", need=5)

    act(town, "choose", "person-2", wishes=["avtal-a"], need=9)
    assert in_line(town) == ["person-2", "person-1", "person-3"]
    act(town, "choose", "person-2", wishes=["avtal-a"], need=5)
    assert in_line(town) == ["person-1", "person-2", "person-3"]
    choose(town, "person-2", "avtal-a")
    assert in_line(town) == ["person-1", "person-2", "person-3"]


def test_need_counts_for_whoever_chooses_and_is_placed_at_once(town):
    ordered_by_need(town)
    choose_and_place(town, "person-1", "avtal-a")
    choose_and_place(town, "person-2", "avtal-a")
    who = {"customer": "person-3", **CARE, "wishes": ["avtal-a"], "need": 50}
    town.do("customer_choice.choose_and_place", who)

    assert in_line(town) == ["person-3", "person-2"]


def test_need_counts_in_the_queue_after_a_round(town):
    ordered_by_need(town)
    act(town, "choose", "person-2", wishes=["egen"], need=50)
    act(town, "choose", "person-3", wishes=["egen"], need=60)
    round_closed(town, person_1="avtal-a", person_2="avtal-a", person_3="avtal-a")
    told = {p.customer: p.reason for p in propose(town).placements}
    adopt(town)

    line = in_line(town)
    assert len(line) == 2
    assert line == sorted(line, reverse=True)
    for number, customer in enumerate(line, 1):
        assert f"du står på plats {number} i kön" in told[customer]


def test_a_customer_does_not_say_how_great_the_need_is(town):
    who = {"customer": "person-1", **CARE, "wishes": ["avtal-a"], "need": 100}

    with pytest.raises(NeedIsAssessed) as refusal:
        town.do(
            "customer_choice.choose",
            who,
            by="person-1",
            role=Role.CUSTOMER,
            mandate=None,
        )

    assert refusal.value.details == {"customer": "person-1"}
