"""Given some cases, what follow-up answers: read models filled, and a connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from upphandling.domain.base import Aggregate
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.catalogue import PROJECTIONS

Told = Callable[..., Connection]


@pytest.fixture
def told(sqlite_url: str) -> Iterator[Told]:
    """Tells what the cases have said to every read model; answers where to ask."""
    with Database(sqlite_url) as database, telling(database) as tell:
        yield tell


@pytest.fixture
def told_on_each(database: Database) -> Iterator[Told]:
    """The same on both kinds of database: for one test of every query."""
    with telling(database) as tell:
        yield tell


@contextmanager
def telling(database: Database) -> Iterator[Told]:
    read_tables.sync(database, PROJECTIONS.values())
    recorder, mapper = EventRecorder(database), EventMapper()
    with database.engine.connect() as connection:

        def tell(*cases: Aggregate) -> Connection:
            said = [event for case in cases for event in case.collect_events()]
            recorder.insert_events([mapper.to_stored_event(event) for event in said])
            Projector(database, PROJECTIONS.values()).catch_up()
            return connection

        yield tell
