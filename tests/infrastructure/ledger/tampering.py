"""What somebody who owns the database does to the log, past its own guards."""

from __future__ import annotations

from upphandling.infrastructure.storage.database import Database

TABLES = ("events", "commands", "refusals")


def tamper(database: Database, *statements: str) -> None:
    """Carry out the statements (`?`-free SQL) with the guards taken away for a while."""
    if database.dialect == "sqlite":  # has no effect within a transaction
        database.writer().connected().execute("PRAGMA foreign_keys = OFF")
    with database.writing() as cursor:
        if database.dialect == "postgresql":
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            for statement in statements:
                cursor.execute(statement)
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
                guard = f"{table}_append_only"
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {guard}")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        guards = cursor.fetchall()
        for name, _ in guards:
            cursor.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            cursor.execute(statement)
        for _, sql in guards:
            cursor.execute(sql)
