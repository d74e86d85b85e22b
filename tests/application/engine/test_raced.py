"""Two at once: who was overtaken tries again with what is known now."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from eventsourcing.persistence import IntegrityError

from tests.application.engine.matters import DECISION, place
from tests.town import MANDATE, command
from tests.vault_key import the_keys
from upphandling.application.refusals import (
    SomebodyElseWasFirst,
)
from upphandling.bootstrap import open_house
from upphandling.domain.agreement.refusals import NoRoom
from upphandling.domain.base import Role


def test_who_was_overtaken_tries_again_with_what_is_known_now(town, monkeypatch):
    town.with_agreement("avtal-a", regime="lou", places={"norr": 1})
    town.registered(["person-1", "person-2"])
    write = town.house.recorder.insert_events

    with open_house(town.url, clock=town.clock, keys=the_keys()) as other:

        def overtaken(*args, **kwargs):
            monkeypatch.undo()
            other.engine.handle(
                command("customer_choice.place", place("person-2")),
                by="handlaggare-2",
                role=Role.CARE_NEEDS_ASSESSOR,
                mandate=MANDATE,
            )
            return write(*args, **kwargs)

        monkeypatch.setattr(town.house.recorder, "insert_events", overtaken)
        with pytest.raises(NoRoom) as refusal:
            town.do("customer_choice.place", place("person-1"))

    assert refusal.value.details["room"] == 0
    assert list(town.case("agreement:avtal-a").holders) == ["person-2"]
    assert town.case("customer_choice:person-1/omvardnad").placed_at is None


def test_who_is_always_overtaken_is_told_and_may_use_the_same_id_again(
    town, monkeypatch
):
    def overtaken(*_, **__):
        raise IntegrityError

    monkeypatch.setattr(town.house.recorder, "insert_events", overtaken)
    with pytest.raises(SomebodyElseWasFirst):
        town.do("choice_system.record_decision", DECISION, command_id="k-1")
    monkeypatch.undo()

    assert [*town.house.recorder.refusals()] == []
    answer = town.do("choice_system.record_decision", DECISION, command_id="k-1")
    assert not answer.repeated


def test_two_houses_never_give_the_last_place_twice(town):
    town.with_agreement("avtal-a", regime="lou", places={"norr": 5})
    customers = [f"person-{number:02}" for number in range(20)]
    town.registered(customers)
    together = Barrier(4)

    def hammer(house, mine):
        together.wait()
        return [try_to_place(house, customer) for customer in mine]

    with (
        open_house(town.url, clock=town.clock, keys=the_keys()) as other,
        ThreadPoolExecutor(4) as threads,
    ):
        houses = (town.house, other, town.house, other)
        work = [
            threads.submit(hammer, house, customers[number::4])
            for number, house in enumerate(houses)
        ]
        outcomes = [outcome for done in work for outcome in done.result()]

    assert outcomes.count("placed") == 5
    assert outcomes.count("NoRoom") == 15
    assert len(town.case("agreement:avtal-a").holders) == 5
    topics = [topic for topic, _ in town.log()]
    assert topics.count("agreement.places_taken") == 5
    assert topics.count("customer_choice.placed") == 5


def try_to_place(house, customer: str) -> str:
    """What came of it; whoever was overtaken too often asks again."""
    while True:
        try:
            house.engine.handle(
                command("customer_choice.place", place(customer)),
                by="handlaggare-1",
                role=Role.CARE_NEEDS_ASSESSOR,
                mandate=MANDATE,
            )
        except SomebodyElseWasFirst:
            continue
        except NoRoom as refusal:
            return refusal.rule()
        return "placed"
