"""Reading the read models: their rows as plain data for any interface."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Select

from upphandling.projections import shares

Row = dict[str, Any]

JSON_COLUMNS = (
    "depends_on",
    "areas",
    "bundles",
    "winners",
    "wishes",
    "failed",
    "decisions",
    "roles",
    "blocks",
    "services",
)


def rows(connection: Connection, query: Select[Any]) -> list[Row]:
    """The rows of a query as plain dicts; columns of JSON text are unpacked."""
    return [_unpacked(row) for row in connection.execute(query).mappings()]


def without(row: Row, *columns: str) -> Row:
    """The row but for some of its columns."""
    return {key: value for key, value in row.items() if key not in columns}


def systems(connection: Connection, system: str | None) -> list[str]:
    """The system that was asked about, or all that have customers or shares."""
    if system is not None:
        return [system]
    return [row.system for row in connection.execute(shares.systems())]


def _unpacked(row: Mapping[Any, Any]) -> Row:
    plain = dict(row)
    for column in JSON_COLUMNS:
        if isinstance(plain.get(column), str):
            plain[column] = json.loads(plain[column])
    return plain
