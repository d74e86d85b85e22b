"""A database that is nowhere but in this process, and gone when nobody holds it open."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import URL

from upphandling.infrastructure.storage.sqlite import SQLiteDriver
from upphandling.infrastructure.storage.troubles import BadDatabaseUrl

IN_MEMORY = "memory"
"""What `mode` says in the URL of such a database."""


def memory_url(name: str) -> str:
    """The URL of the database of that name in this process."""
    return f"sqlite:///{name}?mode={IN_MEMORY}"


class MemoryDriver(SQLiteDriver):
    """Opens connections to one database in memory, shared by its name.

    It lives as long as a connection does: whoever wants it to outlive a `Database`
    holds another one open meanwhile. For one thread: readers do not wait for the
    writer, they read what it has not committed.
    """

    def __init__(self, url: URL) -> None:
        if not url.database or not url.database.isalnum() or url.host:
            raise BadDatabaseUrl(url=str(url))
        self.name = url.database
        self.path = Path(self.name)
        self.read_only = False

    def connect(self, *, reader: bool = False) -> sqlite3.Connection:
        """As `SQLiteDriver.connect`."""
        connection = sqlite3.connect(
            f"file:{self.name}?mode=memory&cache=shared",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA read_uncommitted = ON")
        if reader:
            connection.execute("PRAGMA query_only = ON")
        return connection
