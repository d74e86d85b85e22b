"""A client that may be killed at any instant: it works through its list, from the top."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from random import Random

import structlog

from tests.contention.quarter import START, Ask, Quarter, send
from tests.given import local
from tests.vault_key import the_keys
from upphandling.bootstrap import open_house
from upphandling.domain.instants import local_date
from upphandling.infrastructure.clock import ManualClock

ROUNDS, QUARTERS, CLIENTS = 100, 10, 3


def asks_of(client: int) -> Iterator[tuple[str, Ask]]:
    """What a client asks for, the same every time it is started, each with its id."""
    chance, today = Random(client), local_date(local(START))
    for number in range(ROUNDS):
        quarter = Quarter(f"kvarter-{number % QUARTERS}", today)
        ask = quarter.ask(chance.randrange(256), chance.randrange(256))
        yield f"klient-{client}-{number}", ask


def work(url: str, client: int) -> None:
    """Ask for everything; what was done before is only told again."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR)
    )
    with open_house(url, clock=ManualClock(local(START)), keys=the_keys()) as house:
        for command_id, ask in asks_of(client):
            send(house.engine, ask, command_id)
