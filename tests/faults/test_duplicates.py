"""Ten of each command of a played life: one outcome, the same answer to all ten."""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest

from tests.faults.insisting import Counts, Crowded, insistent
from tests.journeys import EXAMPLES, once
from tests.vault_key import the_keys
from upphandling.bootstrap import House, open_house, upgrade
from upphandling.infrastructure.clock import ManualClock
from upphandling.interfaces.scenarios.journal import read
from upphandling.interfaces.scenarios.runner import Runner
from upphandling.interfaces.scenarios.visit_blocks import CrowdVisits

SHORT = {"soderhamn": None, "orebro-actual": None, "borlange": None}
LONG = {"orebro-planned": 2, "botkyrka-planned": 2, "botkyrka-actual": 2}
"""Of these only the first two commands of each kind, and only where it is asked for."""

LIVES = SHORT | (LONG if os.environ.get("UPPHANDLING_TEST_ALL_LIVES") else {})
HOUSES = 3


def course(house: House) -> list[tuple[str, str]]:
    """What happened, in order: the case and the topic."""
    return [(row.stream_id, row.topic) for row in house.recorder.records()]


def outcomes(house: House) -> list[tuple[str, int]]:
    """How many outcomes each command has, and how many refusals."""
    with house.database.reading() as cursor:
        cursor.execute(
            "SELECT verdict, count(*), count(DISTINCT command_id) FROM commands"
            " GROUP BY verdict ORDER BY verdict"
        )
        found = cursor.fetchall()
        cursor.execute("SELECT count(*), count(DISTINCT command_id) FROM refusals")
        (refused,) = cursor.fetchall()
    assert all(many == distinct for *_, many, distinct in [*found, ("", *refused)])
    return [(verdict, many) for verdict, many, _ in found]


@pytest.mark.parametrize(("name", "most"), LIVES.items())
def test_ten_in_a_row_are_one(name, most, sqlite_url, tmp_path_factory):
    scenario, counts = read(EXAMPLES / name), Counts(most)
    clock = ManualClock(scenario.acts[0].at)
    with open_house(sqlite_url, clock=clock, keys=the_keys()) as house:
        house.engine.handle = insistent(house.engine.handle, counts)
        Runner(house, clock).play(scenario, None, None)
        tenfold, kept = course(house), outcomes(house)

    with open_house(once(name, tmp_path_factory).url, keys=the_keys()) as house:
        assert tenfold == course(house)
        assert kept == outcomes(house)
    sent = {act.command.NAME for act in scenario.acts} - {CrowdVisits.NAME}
    assert counts.of.keys() >= sent
    assert counts.of.total() >= len(scenario.acts)


def test_ten_at_once_are_one(database_url, tmp_path_factory):
    """Through three houses on one database, as three instances of the service."""
    name = "orebro-actual"
    scenario = read(EXAMPLES / name)
    clock = ManualClock(scenario.acts[0].at)
    upgrade(database_url)
    with ExitStack() as open_:
        houses = [
            open_.enter_context(open_house(database_url, clock=clock, keys=the_keys()))
            for _ in range(HOUSES)
        ]
        crowd = open_.enter_context(Crowded(houses, clock))
        crowd.play(scenario, None, None)
        tenfold, kept = course(houses[0]), outcomes(houses[0])

    assert len(crowd.answers) == len(scenario.acts)
    for answers in crowd.answers:
        assert all(answer.alike(answers[0]) for answer in answers)
        refused = answers[0].rule is not None
        assert [answer.first for answer in answers].count(True) == (not refused)
    with open_house(once(name, tmp_path_factory).url, keys=the_keys()) as house:
        assert sorted(tenfold) == sorted(course(house))
        assert kept == outcomes(house)
