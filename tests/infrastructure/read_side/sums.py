"""A read model of sums, on events of its own: what the tests of the read side read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Boolean, Column, Date, Float, Integer, MetaData, String, Table

from upphandling.domain.base import DomainEvent
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import (
    Change,
    Fact,
    Moment,
    Projection,
    Reaction,
    drop,
    patch,
    put,
)


class Added(DomainEvent):
    TOPIC = "sum.added"


class Removed(DomainEvent):
    TOPIC = "sum.removed"


SUMS = Table(
    "sums",
    MetaData(),
    Column("sum", String, primary_key=True),
    Column("last", Integer, nullable=False),
    Column("day", Date),
    Column("at", Moment),
    Column("share", Float),
    Column("even", Boolean),
)
SUM = Projection("sum", "Summor", (SUMS,))


@SUM.on(Added)
def added(fact: Fact) -> Iterable[Change]:
    number = fact.data["number"]
    if fact.version == 1:
        yield put(
            SUMS,
            fact.key,
            last=number,
            day="2019-06-17",
            at="2019-06-17T22:00:00Z",
            share=12,
            even=False,
        )
    else:
        yield patch(SUMS, fact.key, last=number, even=number % 2 == 0)


@SUM.on(Removed)
def removed(fact: Fact) -> Iterable[Change]:
    yield drop(SUMS, fact.key)


def reacting(reaction: Reaction) -> Projection:
    """The read model of sums with another reaction to `Added`, of the same shape."""
    reactions = {**SUM.reactions, Added.TOPIC: reaction}
    return Projection("sum", "Summor", (SUMS,), reactions=reactions)


def an_event(case: int, version: int, topic: str = "sum.added") -> StoredEvent:
    data = f'{{"number": {version}, "secret": "19850101-1234"}}'
    return StoredEvent(f"sum:{case:05d}", version, topic, data.encode())


def some_events(cases: int, versions: int) -> list[StoredEvent]:
    return [an_event(c, v) for v in range(1, versions + 1) for c in range(cases)]


def rows(database: Database, projection: Projection = SUM) -> list[list[Any]]:
    """Every row of every table."""
    with database.engine.connect() as connection:
        return [
            connection.execute(table.select().order_by(*table.primary_key)).all()
            for table in projection.tables
        ]
