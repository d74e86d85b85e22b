"""The read models' tables: made, and made anew when their shape has changed.

They hold nothing that the log does not, so a table of the wrong shape is built again
rather than migrated.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256

from sqlalchemy import BigInteger, Column, MetaData, String, Table, insert, select
from sqlalchemy.schema import CreateIndex, CreateTable

from upphandling.domain.catalogue import EVENTS
from upphandling.infrastructure.read_side.shaped_by import newer_shaped
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.schema import shaping
from upphandling.infrastructure.storage.troubles import SchemaNewer, SchemaOutdated
from upphandling.projections.base import Projection

projections = Table(
    "projections",
    MetaData(),
    Column("name", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("shape", String, nullable=False),
)


def shape(projection: Projection) -> str:
    """A fingerprint of a read model: its version, tables, indexes, and what it hears.

    A program that knows one event more has another shape of what hears that event. It
    builds that anew, and an older one that still runs reads on no further.
    """
    heard = EVENTS if projection.whole else projection.reactions
    return _shape(projection.version, projection.tables, frozenset(heard))


@cache
def _shape(version: int, tables: tuple[Table, ...], heard: frozenset[str]) -> str:
    """Asked of every read model whenever a house is opened, and slow to write out."""
    ddl = [str(version), *sorted(heard)]
    ddl += [str(CreateTable(table)) for table in tables]
    ddl += sorted(
        str(CreateIndex(index)) for table in tables for index in table.indexes
    )
    return sha256("".join(ddl).encode()).hexdigest()[:16]


def sync(database: Database, wanted: Iterable[Projection]) -> list[str]:
    """Make the tables of the read models that have none; answers their names.

    They start from the first event. Those of another shape are left as they are.
    """
    made = []
    with shaping(database) as connection:
        projections.create(connection, checkfirst=True)
        known = set(connection.execute(select(projections.c.name)).scalars())
        for projection in wanted:
            if projection.name in known:
                continue
            for table in projection.tables:
                table.drop(connection, checkfirst=True)
                table.create(connection)
            connection.execute(
                insert(projections).values(
                    name=projection.name, position=0, shape=shape(projection)
                )
            )
            made.append(projection.name)
    return made


def in_shape(database: Database, wanted: Iterable[Projection]) -> bool:
    """Whether every read model has the tables that this code expects."""
    return not outdated(database, wanted)


def require_ours(database: Database, wanted: Iterable[Projection]) -> None:
    """Raise `SchemaOutdated` unless every read model has the tables of this code.

    `SchemaNewer` where they are those of a later version of the program.
    """
    if outdated(database, wanted):
        trouble = SchemaNewer if newer_shaped(database) else SchemaOutdated
        raise trouble(tables="läsmodellerna")


def outdated(database: Database, wanted: Iterable[Projection]) -> list[Projection]:
    """The read models whose tables are missing or of another shape."""
    with database.reading() as cursor:
        cursor.execute("SELECT name, shape FROM projections")
        known = dict(cursor.fetchall())
    return [one for one in wanted if known.get(one.name) != shape(one)]
