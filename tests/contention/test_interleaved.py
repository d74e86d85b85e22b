"""Nine thousand races in memory, in every order of reading and writing that can be.

A round is a race of two or three clients, each with a stale cache of its own, who ask
for something at the same time: the last place, two choices for one person, a takeover
while the agreement runs out. Before each look at the log, hypothesis says who goes on.
Of the ten thousand rounds 9 000 are here (1 000 courses of 9 days, one race a day), 800
in `test_threads` and 200 in `test_killed`.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import cache

import pytest
import structlog
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contention.interleaving import MemoryLog, Turns, client
from tests.contention.oracle import wrongs
from tests.contention.quarter import START, Quarter, found, send
from tests.given import local
from upphandling.infrastructure.clock import ManualClock

COURSES, DAYS = 500, 9  # of each number of clients
STEPS = 16

# A day: what each of three clients asks for and for whom, then the order of steps.
days = st.lists(
    st.binary(min_size=6 + STEPS, max_size=6 + STEPS), min_size=DAYS, max_size=DAYS
)


@pytest.mark.parametrize("clients", [2, 3])
def test_whatever_happens_at_the_same_time_everybody_has_one_provider(clients):
    @settings(
        max_examples=COURSES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(days)
    def races(course: list[bytes]) -> None:
        log = run(course, clients)
        assert [*wrongs(log.rows)] == []

    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR)
    )
    races()


def run(course: list[bytes], clients: int) -> MemoryLog:
    """A race a day, and in the end what the clock would have seen to."""
    quarter, before = a_quarter()
    turns = Turns()
    log, clock = MemoryLog(turns, before), ManualClock(local(START))
    engines = [client(log, clock) for _ in range(clients)]
    for day in course:
        quarter.today = clock.now.date()
        asks = [quarter.ask(*day[2 * n : 2 * n + 2]) for n in range(clients)]
        turns.run(
            [
                lambda engine=engine, ask=ask: send(engine, ask)
                for engine, ask in zip(engines, asks, strict=True)
            ],
            day[6:],
        )
        clock.advance(timedelta(days=1))
    clock.advance(timedelta(days=1))  # past what was rescinded on the last day
    for ask in quarter.overdue():
        send(engines[0], ask)
    return log


@cache
def a_quarter() -> tuple[Quarter, MemoryLog]:
    """Founded once: every course begins with a copy of the same log."""
    log = MemoryLog(Turns())
    return found(client(log, ManualClock(local(START))), "kvarteret"), log
