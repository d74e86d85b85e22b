"""What a projection is: tables, and a function from an event to changed rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, cast

from sqlalchemy import TIMESTAMP, MetaData, String, Table, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from upphandling.domain.base import DomainEvent

READ_MODELS = MetaData()


def instant_text(instant: datetime) -> str:
    """An instant as events write it: `2019-06-17T22:00:00Z`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Moment(TypeDecorator[datetime]):
    """An instant of whole seconds: timestamptz on PostgreSQL, ISO text on SQLite.

    Events carry `2019-06-17T22:00:00Z`, which is stored as it stands and sorts
    right; it is read as an aware datetime in UTC.
    """

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return instant_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return cast("datetime", moment).astimezone(UTC)


class Fact(NamedTuple):
    """A recorded event as a projection reads it: columns, and the plain data.

    `recorded_at` is as events write instants; empty where nobody reads it.
    """

    position: int
    case: str
    version: int
    topic: str
    data: dict[str, Any]
    recorded_at: str = ""

    @property
    def key(self) -> str:
        """The case's readable key."""
        return self.case.partition(":")[2]

    @property
    def reference(self) -> str:
        """How the event is named: `case@version`."""
        return f"{self.case}@{self.version}"


class Change(NamedTuple):
    """One row to put, patch or drop; `key` is in the order of the primary key."""

    table: Table
    how: Literal["put", "patch", "drop"]
    key: tuple[Any, ...]
    values: dict[str, Any]


_new = tuple.__new__  # the class's own constructor takes twice the time


def put(table: Table, *key: Any, **values: Any) -> Change:
    """The row stands as given, whether or not it was there before."""
    return _new(Change, (table, "put", key, values))


def patch(table: Table, *key: Any, **values: Any) -> Change:
    """Some columns change, if the row is there."""
    return _new(Change, (table, "patch", key, values))


def drop(table: Table, *key: Any) -> Change:
    """The row goes, if it is there."""
    return _new(Change, (table, "drop", key, {}))


Reaction = Callable[[Fact], Iterable[Change]]


@dataclass(frozen=True)
class Projection:
    """A read model that can be thrown away and built again from the events.

    A new `version` says that a reaction has changed: `db upgrade` then builds the
    read model anew, as it does when a table's shape has changed, or the events that it
    listens to. One that is `whole` is about whatever happens: an event of a topic that
    nobody knows is a fault to it.
    """

    name: str
    title: str
    tables: tuple[Table, ...]
    version: int = 1
    whole: bool = False
    reactions: dict[str, Reaction] = field(default_factory=dict)

    def on(self, *events: type[DomainEvent]) -> Callable[[Reaction], Reaction]:
        """Say what some events do to the rows; each event is listened to once."""

        def keep(reaction: Reaction) -> Reaction:
            for event in events:
                if event.TOPIC in self.reactions:
                    message = f"{self.name} already listens to {event.TOPIC}"
                    raise ValueError(message)
                self.reactions[event.TOPIC] = reaction
            return reaction

        return keep
