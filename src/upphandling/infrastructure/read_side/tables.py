"""The read models' tables: made, and made anew when their shape has changed.

They hold nothing that the log does not, so a table of the wrong shape is dropped
and filled again rather than migrated.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import BigInteger, Column, MetaData, String, Table, insert, select
from sqlalchemy import delete as delete_from
from sqlalchemy.schema import CreateIndex, CreateTable

from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import Projection

projections = Table(
    "projections",
    MetaData(),
    Column("name", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("shape", String, nullable=False),
)


def shape(projection: Projection) -> str:
    """A fingerprint of a read model: its version, tables and indexes."""
    ddl = [str(projection.version)]
    ddl += [str(CreateTable(table)) for table in projection.tables]
    ddl += sorted(
        str(CreateIndex(index))
        for table in projection.tables
        for index in table.indexes
    )
    return sha256("".join(ddl).encode()).hexdigest()[:16]


def sync(database: Database, wanted: Iterable[Projection]) -> list[str]:
    """Make the tables that are missing or of another shape; answers their names.

    A read model that was made anew starts from the first event.
    """
    made = []
    options = {"begin": "BEGIN IMMEDIATE"}
    with (
        database.engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        if database.dialect == "postgresql":
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(hashtext('upphandling:schema'))"
            )
        projections.create(connection, checkfirst=True)
        known = {row.name: row.shape for row in connection.execute(select(projections))}
        for projection in wanted:
            if known.get(projection.name) == shape(projection):
                continue
            for table in projection.tables:
                table.drop(connection, checkfirst=True)
                table.create(connection)
            connection.execute(
                delete_from(projections).where(projections.c.name == projection.name)
            )
            connection.execute(
                insert(projections).values(
                    name=projection.name, position=0, shape=shape(projection)
                )
            )
            made.append(projection.name)
    return made


def in_shape(database: Database, wanted: Iterable[Projection]) -> bool:
    """Whether every read model has the tables that this code expects."""
    with database.reading() as cursor:
        cursor.execute("SELECT name, shape FROM projections")
        known = dict(cursor.fetchall())
    return all(known.get(p.name) == shape(p) for p in wanted)
