"""The same command twice: carried out once, and its id is nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.application.engine.matters import DECISION
from tests.town import command
from tests.vault_key import the_keys
from upphandling.application.refusals import (
    CommandIdReused,
)
from upphandling.bootstrap import open_house
from upphandling.domain.base import Role


def test_the_same_command_twice_is_carried_out_once(town):
    first = town.do("choice_system.record_decision", DECISION, command_id="k-1")
    written = town.log()
    town.clock.advance(timedelta(hours=1))

    again = town.do("choice_system.record_decision", DECISION, command_id="k-1")

    assert not first.repeated
    assert (again.command_id, again.events, again.repeated) == ("k-1", (), True)
    assert town.log() == written


def test_a_repeated_command_is_recognised_after_a_restart(town):
    town.do("choice_system.record_decision", DECISION, command_id="k-1")

    with open_house(town.url, clock=town.clock, keys=the_keys()) as house:
        answer = house.engine.handle(
            command("choice_system.record_decision", DECISION),
            by="handlaggare-1",
            role=Role.COUNCIL_SECRETARY,
            command_id="k-1",
        )

    assert answer.repeated


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("choice_system.record_decision", {**DECISION, "minutes": "§ 2"}),
        (
            "choice_system.announce_minutes",
            {"system": "staden", "decision": "kf-1", "on": "2026-05-19"},
        ),
    ],
)
def test_the_id_of_a_command_is_not_used_for_another(town, name, data):
    town.do("choice_system.record_decision", DECISION, command_id="k-1")
    written = town.log()

    with pytest.raises(CommandIdReused) as refusal:
        town.do(name, data, command_id="k-1")

    assert refusal.value.details == {
        "command_id": "k-1",
        "command": "choice_system.record_decision",
    }
    assert town.log() == written


def test_the_id_of_a_command_is_not_used_by_somebody_else(town):
    town.do("choice_system.record_decision", DECISION, command_id="k-1")
    written = town.log()

    with pytest.raises(CommandIdReused):
        town.do(
            "choice_system.record_decision",
            DECISION,
            command_id="k-1",
            by="handlaggare-9",
        )

    assert town.log() == written
