"""A queue from its first day to its last: ordered, offered, left, and given up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.given import day
from tests.town import SYSTEM, Town
from upphandling.projections.queues import in_turn, waits_of

A, EGEN = {"agreement": "avtal-a"}, {"agreement": "egen"}
WAITING = [f"person-{number}" for number in range(2, 8)]


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """A has one place in the north, which is taken; six choose A all the same."""
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        town.do("choice_system.establish", {**SYSTEM, "choosing": {"offer_days": 3}})
        own = {"system": "staden", "provider": "egen-regi", "name": "Egen regi"}
        where = {"bundle": "omvardnad", "areas": ["norr"], "starts_on": "2026-01-01"}
        town.do("agreement.entrust_in_house", {**EGEN, **own, **where})
        town.with_agreement("avtal-a", starts_on="2026-01-01", places={"norr": 1})
        town.registered(["person-1", *WAITING], "egen")
        for number, person in enumerate(["person-1", *WAITING]):
            town.at(f"2026-02-02T{10 + number}:00")
            told = {"customer": person, "bundle": "omvardnad"}
            town.do("customer_choice.choose_and_place", {**told, "wishes": ["avtal-a"]})
        town.at("2026-02-03T08:00")
        first = {"customer": "person-1", "bundle": "omvardnad", "on": "2026-02-03"}
        town.do("customer_choice.take_over", first)
        name = {"system": "staden", "bundle": "omvardnad", **EGEN}
        town.do("choice_system.name_fallback", {**name, "legal_basis": "§ 7"})
        yield town


def line(town: Town) -> list[str]:
    """The queue as the case has it, which the read model has too."""
    agreement: Any = town.case("agreement:avtal-a")
    here = sorted(agreement.queue, key=agreement.queue_place)
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        shown = connection.execute(in_turn("avtal-a", "norr", 50, 0)).all()
    assert [row.customer for row in shown] == here
    return here


def offer(town: Town, customer: str, **more: str) -> None:
    town.do("agreement.offer_place", {**A, "customer": customer, **more})


def answer(town: Town, customer: str, verb: str) -> None:
    who = {"customer": customer, "bundle": "omvardnad", **A}
    town.do(f"customer_choice.{verb}_offer", who)


def more_room(town: Town, amount: int) -> None:
    step = {"from_on": "2026-02-03", "area": "norr", "amount": amount}
    agreed = {"steps": [step], "reason": "Utföraren anställer.", "ground": "agreed"}
    town.do("agreement.agree_capacity", {**A, **agreed})


def test_first_come_first_served_as_places_become_free(town):
    assert line(town) == WAITING
    more_room(town, 3)

    offer(town, "person-2")
    offer(town, "person-3")
    answer(town, "person-2", "accept")
    answer(town, "person-3", "decline")
    offer(town, "person-4")
    town.at("2026-02-06T23:59:59")
    assert line(town)[0] == "person-4"
    town.at("2026-02-07T00:00")

    assert line(town) == WAITING[3:]
    agreement: Any = town.case("agreement:avtal-a")
    assert set(agreement.holders) == {"person-1", "person-2"}
    assert agreement.room_in("norr", day("2026-02-07")) == 1


def test_a_newcomer_does_not_pass_those_who_wait(town):
    more_room(town, 2)
    town.registered(["person-9"], "egen")

    told = {"customer": "person-9", "bundle": "omvardnad", "wishes": ["avtal-a"]}
    town.do("customer_choice.choose_and_place", told)

    assert line(town) == [*WAITING, "person-9"]


def test_a_drawn_queue_stays_drawn_in_a_new_house(town):
    policy = {
        "valid_from": "2026-02-03",
        "queue_order": "drawn",
        "queue_seed": "dragning-2026",
    }
    town.do("choice_system.decide_choosing", {"system": "staden", "policy": policy})
    town.do("agreement.order_queue", A)
    drawn = line(town)
    assert sorted(drawn) == WAITING
    assert drawn != WAITING

    with Town(town.url, "2026-02-04T09:00") as reopened:
        assert line(reopened) == drawn


def test_whoever_s_care_ends_leaves_the_queue(town):
    who = {"customer": "person-3", "bundle": "omvardnad", "last_day": "2026-02-03"}

    town.do("customer_choice.end_care", who)

    assert "person-3" not in line(town)


def test_a_queue_falls_with_its_agreement_and_nobody_is_left_behind(town):
    rescission = {**A, "grounds": "Brister.", "wind_up_until": "2026-02-10"}
    more_room(town, 2)
    offer(town, "person-2")

    town.do("agreement.rescind", rescission)

    assert line(town) == []
    assert town.case("customer_choice:person-2/omvardnad").queued_at == set()
    assert "agreement.offer_lapsed" not in town.at("2026-02-10T23:59:59")
    assert town.case("customer_choice:person-1/omvardnad").agreement == "avtal-a"

    fallen = town.at("2026-02-11T00:00")

    assert fallen == [
        "agreement.wound_up",
        "agreement.places_freed",
        "customer_choice.fell_back",
        "agreement.stepped_in",
    ]
    assert town.case("customer_choice:person-1/omvardnad").since == day("2026-02-11")


def test_the_places_in_the_queue_are_told_to_each_who_waits(town):
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        waits = [connection.execute(waits_of(person)).one() for person in WAITING]

    assert [wait.place_number for wait in waits] == [1, 2, 3, 4, 5, 6]
