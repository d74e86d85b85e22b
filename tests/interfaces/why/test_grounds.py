"""The table of grounds: whatever is decided rests on something that reaches the council."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from upphandling.domain.base import Decision, DomainEvent
from upphandling.domain.catalogue import EVENTS
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.interfaces.why.grounds import GROUNDS, grounds_of
from upphandling.interfaces.why.politics import TAKEN
from upphandling.interfaces.why.relations import Ground

Rows = Callable[[str], tuple[Ground, ...]]
DECISIONS = sorted(t for t, event in EVENTS.items() if issubclass(event, Decision))
POLITICAL = {event.TOPIC for event in TAKEN}


def reached(topic: str, rows: Rows) -> set[str]:
    """Every event that the table may lead to from one."""
    seen: set[str] = set()
    ahead = [topic]
    while ahead:
        for ground in rows(ahead.pop()):
            new = {event.TOPIC for event in ground.to} - seen
            seen |= new
            ahead += sorted(new)
    return seen


def in_the_table(topic: str) -> tuple[Ground, ...]:
    return GROUNDS.get(topic, ())


def lost(rows: Rows) -> Iterator[str]:
    """The decisions that do not lead to a political decision."""
    for topic in DECISIONS:
        if not rows(topic) or not POLITICAL & reached(topic, rows):
            yield topic


def test_every_decision_says_itself_what_it_rests_on():
    assert [topic for topic in DECISIONS if topic not in GROUNDS] == []


def test_every_decision_leads_to_a_political_one_by_the_table_alone():
    assert list(lost(in_the_table)) == []


@pytest.mark.parametrize("topic", ["agreement.rescinded", "customer_choice.placed"])
def test_a_decision_without_a_row_is_found(topic):
    without = {key: rows for key, rows in GROUNDS.items() if key != topic}

    assert list(lost(lambda key: without.get(key, ()))) == [topic]


def test_a_case_that_is_cut_off_from_the_system_is_found():
    cut = {**GROUNDS, "tender.prepared": (), "tender.announced": ()}

    assert "tender.awarded" not in list(lost(in_the_table))
    assert "tender.announced" in list(lost(lambda key: cut.get(key, ())))


def test_every_ground_is_an_event_that_there_is_and_a_sentence():
    for rows in GROUNDS.values():
        for ground in rows:
            assert {event.TOPIC for event in ground.to} <= EVENTS.keys()
            assert ground.why[0].isupper()
            assert not ground.why.endswith(".")


def test_what_merely_happened_rests_on_how_its_case_began():
    (ground,) = grounds_of("tender.question_received")

    assert ground.to == EVENTS["tender.question_received"].CASE.EVENTS


def test_no_event_is_its_own_only_ground():
    for topic, rows in GROUNDS.items():
        assert [event.TOPIC for ground in rows for event in ground.to] != [topic]


def test_the_council_is_where_it_ends():
    rows = GROUNDS[ChoiceSystem.Established.TOPIC]
    targets: set[type[DomainEvent]] = {event for row in rows for event in row.to}

    assert targets == set(TAKEN)
