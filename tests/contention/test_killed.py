"""Two hundred races of three client processes that are killed (kill -9) again and again.

A hundred rounds on SQLite and as many on PostgreSQL. Each client works through a list
of commands with ids of their own; whoever is killed is started anew, from the top.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from multiprocessing import get_context
from random import Random
from time import sleep

import pytest

from tests.contention.client import CLIENTS, QUARTERS, ROUNDS, asks_of, work
from tests.contention.oracle import wrongs
from tests.contention.quarter import START, found
from tests.given import local
from tests.vault_key import the_keys
from upphandling.application.store import Verdict
from upphandling.bootstrap import House, open_house, upgrade
from upphandling.infrastructure.clock import ManualClock

KILLS = 12
POLLED = 0.002  # seconds; far less than a client needs for a thirteenth


@pytest.fixture
def processes(monkeypatch):
    """Processes that are forked from one that has loaded everything."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    context = get_context("forkserver")
    context.set_forkserver_preload([work.__module__])
    return context


def test_whoever_is_killed_everything_asked_for_happens_exactly_once(
    database_url, processes
):
    upgrade(database_url)
    with open_house(
        database_url, clock=ManualClock(local(START)), keys=the_keys()
    ) as house:
        for number in range(QUARTERS):
            found(house.engine, f"kvarter-{number}")

        kill_and_start_again(database_url, house, processes)

        assert [*wrongs(house.recorder.records())] == []
        written = Counter(row.command_id for row in house.recorder.records())
        for client in range(CLIENTS):
            for command_id, _ in asks_of(client):
                must_have_happened_once(house, command_id, written[command_id])


def kill_and_start_again(url: str, house: House, processes) -> None:
    """Until all are done: somebody is killed each time another thirteenth is done."""
    chance, kills = Random(4), 0

    def started(client: int):
        process = processes.Process(target=work, args=(url, client))
        process.start()
        return process

    running = {client: started(client) for client in range(CLIENTS)}
    while running:
        sleep(POLLED)
        living = [client for client in running if running[client].is_alive()]
        if living and kills < due_by(recorded(house)):
            client = chance.choice(living)
            running[client].kill()
            running[client].join()
            running[client] = started(client)
            kills += 1
        for client, process in [*running.items()]:
            if not process.is_alive():
                assert process.exitcode == 0
                del running[client]
    assert kills == KILLS


def due_by(done: int) -> int:
    """How many kills belong to so much progress: one for each thirteenth but the last."""
    return min(KILLS, (KILLS + 1) * done // (CLIENTS * ROUNDS))


def recorded(house: House) -> int:
    """How much of what the clients ask for has been answered for good."""
    with house.database.reading() as cursor:
        cursor.execute("SELECT count(*) FROM commands WHERE command_id LIKE 'klient-%'")
        return cursor.fetchone()[0]


def must_have_happened_once(house: House, command_id: str, written: int) -> None:
    outcome = house.recorder.outcome_of(command_id)
    assert outcome is not None, command_id
    if outcome.verdict is Verdict.REFUSED or outcome.first_position is None:
        assert written == 0
    else:
        assert outcome.last_position is not None
        assert written == outcome.last_position - outcome.first_position + 1
