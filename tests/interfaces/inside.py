"""A look inside a SQLite database, past every door of the house."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any


def ask(url: str, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query, or a change carried out."""
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(sql).fetchall()
