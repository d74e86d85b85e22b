"""A look inside a SQLite database, past every door of the house."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import Any


def ask(url: str, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query, or a change carried out."""
    path = url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(sql).fetchall()


def ask_one(sql: str) -> Any:
    """The one value of a query of the configured database."""
    ((value,),) = ask(os.environ["UPPHANDLING_DATABASE"], sql)
    return value
