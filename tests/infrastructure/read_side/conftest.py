"""A store with the read model of sums and all of the house's, and small pages."""

from __future__ import annotations

import pytest

from tests.infrastructure.read_side.sums import SUM
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.read_side import folding
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.catalogue import PROJECTIONS


@pytest.fixture
def store(database: Database) -> EventRecorder:
    read_tables.sync(database, [SUM, *PROJECTIONS.values()])
    return EventRecorder(database)


@pytest.fixture
def projector(database: Database, store: EventRecorder) -> Projector:
    return Projector(database, [SUM])


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "PAGE", 10)
    monkeypatch.setattr(folding, "WIDEST", 20)
    monkeypatch.setattr(folding, "FULL", 15)
