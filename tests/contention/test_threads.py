"""Eight hundred races of four clients on real databases, in whatever order they come.

Four hundred rounds on SQLite and as many on PostgreSQL: four threads, each with a house
of its own, who are let go at the same instant.
"""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from itertools import count
from threading import Barrier

import structlog
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.contention.oracle import wrongs
from tests.contention.quarter import START, Ask, found, send
from tests.given import local
from tests.vault_key import the_keys
from upphandling.bootstrap import House, open_house, upgrade
from upphandling.infrastructure.clock import ManualClock

COURSES, DAYS, CLIENTS = 50, 8, 4  # 400 races on each database

# A day: what each client asks for, and for whom.
days = st.lists(
    st.binary(min_size=2 * CLIENTS, max_size=2 * CLIENTS), min_size=DAYS, max_size=DAYS
)


def test_however_clients_collide_everybody_has_one_provider(database_url):
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR)
    )
    upgrade(database_url)
    clock, names = ManualClock(local(START)), count()
    with ExitStack() as closing:
        houses = [
            closing.enter_context(
                open_house(database_url, clock=clock, keys=the_keys())
            )
            for _ in range(CLIENTS)
        ]
        threads = closing.enter_context(ThreadPoolExecutor(CLIENTS))

        @settings(
            max_examples=COURSES,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # what threads did once cannot be done again
            suppress_health_check=list(HealthCheck),
        )
        @given(days)
        def races(course: list[bytes]) -> None:
            quarter = found(houses[0].engine, f"kvarter-{next(names)}")
            for day in course:
                quarter.today = clock.now.date()
                race(
                    threads,
                    houses,
                    [quarter.ask(*day[2 * n : 2 * n + 2]) for n in range(CLIENTS)],
                )
                clock.advance(timedelta(days=1))
            clock.advance(timedelta(days=1))  # past what was rescinded on the last day
            for ask in quarter.overdue():
                send(houses[0].engine, ask)

        races()
        assert [*wrongs(houses[0].recorder.records())] == []


def race(threads: ThreadPoolExecutor, houses: list[House], asks: list[Ask]) -> None:
    """All at once; nobody is to be told that somebody else was first."""
    together = Barrier(len(houses))

    def go(house: House, ask: Ask) -> None:
        together.wait()
        send(house.engine, ask)

    for done in [threads.submit(go, *one) for one in zip(houses, asks, strict=True)]:
        done.result()
