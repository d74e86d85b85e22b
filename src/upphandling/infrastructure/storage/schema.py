"""The store's tables: how far a database has come, and how it is brought up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection

from upphandling.infrastructure.storage.address import shown
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    DatabaseOfAnother,
    LogInAnotherSchema,
    SchemaMissing,
    SchemaNewer,
    SchemaOutdated,
)

HEAD = "0006"  # the last step in migrations/versions; a test holds the two together
MIGRATIONS = Path(__file__).parent / "migrations"

STEP: Final = re.compile(r"\d{4}")  # as our steps are named
TABLES: Final = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'"
    " AND name <> 'alembic_version' AND name NOT LIKE 'sqlite%'",
    "postgresql": "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
    " AND relnamespace = current_schema()::regnamespace"
    " AND relname <> 'alembic_version' AND NOT EXISTS (SELECT 1 FROM pg_depend"
    " WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid"
    " AND deptype = 'e')",  # what an extension brought with it
}
"""What stands in a database beside the row that says how far it has come."""

ELSEWHERE: Final = (
    "SELECT nspname FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace"
    " WHERE relname IN ('alembic_version', 'events', 'refusals')"
    " AND nspname IS DISTINCT FROM current_schema()"
    " GROUP BY nspname HAVING count(*) = 3"
)
"""Schemas in the same database on PostgreSQL where the program's tables lie as well."""

Verdict = Literal["missing", "outdated", "current", "newer"]


@dataclass(frozen=True, kw_only=True, slots=True)
class SchemaState:
    """How far the tables have come (`current`) and how far this code goes (`head`)."""

    current: str | None
    head: str
    verdict: Verdict


def state(database: Database) -> SchemaState:
    """What the version row says; cheap, asked at every start."""
    try:
        with database.reading() as cursor:
            cursor.execute("SELECT version_num FROM alembic_version")
            row = cursor.fetchone()
    except SchemaMissing:
        row = None
    current = row[0] if row else None
    return SchemaState(current=current, head=HEAD, verdict=_verdict(current))


def require_current(database: Database) -> None:
    """Raise `SchemaMissing`, `SchemaOutdated` or `SchemaNewer` unless all is well.

    `DatabaseOfAnother` where the tables are not the program's.
    """
    found = state(database)
    if found.verdict == "current":
        return
    must_be_ours(database, found)
    if found.verdict == "missing":
        raise SchemaMissing(database=shown(database.url))
    kind = SchemaNewer if found.verdict == "newer" else SchemaOutdated
    raise kind(database=found.current, program=found.head)


def must_be_ours(database: Database, found: SchemaState) -> None:
    """Raise `DatabaseOfAnother` where tables lie that are not the program's.

    `LogInAnotherSchema` where there are none, and its own lie in another schema.
    """
    if found.current is not None and STEP.fullmatch(found.current):
        return
    with database.reading() as cursor:
        if database.dialect == "postgresql" and found.current is None:
            cursor.execute(ELSEWHERE)
            if elsewhere := cursor.fetchone():
                raise LogInAnotherSchema(schema=elsewhere[0])
        cursor.execute(TABLES[database.dialect])
        if found.current is not None or cursor.fetchone() is not None:
            raise DatabaseOfAnother(database=shown(database.url))


def upgrade(database: Database) -> list[str]:
    """Apply every missing step and return them, oldest first.

    All of it is one transaction under a lock: two at once are safe, and a step
    that fails leaves nothing behind. Raises `SchemaNewer` or `DatabaseOfAnother`
    without touching a database that newer code, or another program, has filled.
    """
    from alembic import command  # noqa: PLC0415 -- slow to load, seldom needed
    from alembic.config import Config  # noqa: PLC0415

    applied: list[str] = []

    def note(*, step: Any, **_: Any) -> None:
        applied.append(step.up_revision_id)

    with shaping(database) as connection:
        found = state(database)
        must_be_ours(database, found)
        if found.verdict == "newer":
            require_current(database)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        config.attributes["on_version_apply"] = note
        command.upgrade(config, "head")
    return applied


@contextmanager
def shaping(database: Database) -> Iterator[Connection]:
    """One transaction in which tables are made; whoever else would make any waits."""
    options = {"begin": "BEGIN IMMEDIATE"}
    with (
        database.engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        if database.dialect == "postgresql":
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(hashtext('upphandling:schema'))"
            )
        yield connection


def _verdict(current: str | None) -> Verdict:
    if current is None:
        return "missing"
    if current == HEAD:
        return "current"
    return "newer" if current > HEAD else "outdated"  # four digits, so text sorts right
