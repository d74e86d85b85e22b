"""The store's tables: how far a database has come, and how it is brought up to date."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    SchemaMissing,
    SchemaNewer,
    SchemaOutdated,
)

HEAD = "0005"  # the last step in migrations/versions; a test holds the two together
MIGRATIONS = Path(__file__).parent / "migrations"

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
    """Raise `SchemaMissing`, `SchemaOutdated` or `SchemaNewer` unless all is well."""
    found = state(database)
    if found.verdict == "current":
        return
    if found.verdict == "missing":
        raise SchemaMissing(database=database.url)
    kind = SchemaNewer if found.verdict == "newer" else SchemaOutdated
    raise kind(database=found.current, program=found.head)


def upgrade(database: Database) -> list[str]:
    """Apply every missing step and return them, oldest first.

    All of it is one transaction under a lock: two at once are safe, and a step
    that fails leaves nothing behind. Raises `SchemaNewer` without touching a
    database that newer code has upgraded.
    """
    from alembic import command  # noqa: PLC0415 -- slow to load, seldom needed
    from alembic.config import Config  # noqa: PLC0415

    applied: list[str] = []

    def note(*, step: Any, **_: Any) -> None:
        applied.append(step.up_revision_id)

    options = {"begin": "BEGIN IMMEDIATE"}
    with (
        database.engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        if database.dialect == "postgresql":
            connection.exec_driver_sql(
                "SELECT pg_advisory_xact_lock(hashtext('upphandling:schema'))"
            )
        if state(database).verdict == "newer":
            require_current(database)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        config.attributes["on_version_apply"] = note
        command.upgrade(config, "head")
    return applied


def _verdict(current: str | None) -> Verdict:
    if current is None:
        return "missing"
    if current == HEAD:
        return "current"
    return "newer" if current > HEAD else "outdated"  # four digits, so text sorts right
