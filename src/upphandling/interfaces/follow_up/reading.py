"""Reading the read models: their rows as plain data for any interface."""

from __future__ import annotations

import json
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
    result = connection.execute(query)
    columns = tuple(result.keys())
    found = [dict(zip(columns, row, strict=True)) for row in result]
    for column in JSON_COLUMNS:
        if column in columns:
            for row in found:
                if isinstance(row[column], str):
                    row[column] = json.loads(row[column])
    return found


def without(row: Row, *columns: str) -> Row:
    """The row but for some of its columns."""
    return {key: value for key, value in row.items() if key not in columns}


def systems(connection: Connection, system: str | None) -> list[str]:
    """The system that was asked about, or all that have customers or shares."""
    if system is not None:
        return [system]
    return [row.system for row in connection.execute(shares.systems())]
