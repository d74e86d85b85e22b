"""What is carried beside the log: the vault, the visits, and what is on its way out."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from binascii import Error as BadBase64
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic_core import from_json

from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.moving.lines import NotALine
from upphandling.infrastructure.storage.database import Database

PAGE = 5000

Row = tuple[Any, ...]


class Form(StrEnum):
    """What a column holds, and so how it stands in a line of JSON."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    BYTES = "base64"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Carried:
    """A table, its columns with their forms, and how many of them are its key.

    `numbered` is the column whose numbers never come back, where there is one.
    """

    name: str
    columns: Mapping[str, Form]
    key: int = 1
    numbered: str | None = None

    @classmethod
    def of(
        cls, name: str, columns: str, *, key: int = 1, numbered: str | None = None
    ) -> Self:
        """The columns by name; each is text where no form stands after a colon."""
        told = (column.partition(":") for column in columns.split())
        forms = {name: Form[form.upper() or "TEXT"] for name, _, form in told}
        return cls(name, forms, key, numbered)

    @property
    def listed(self) -> str:
        """The columns, as a statement names them."""
        return ", ".join(f'"{column}"' for column in self.columns)


VISIT = (
    "batch:number line:number visit customer agreement service staff starts:number"
    " ends:number"
)

CARRIED = (
    Carried.of(
        "vault_keys",
        "key_id subject document_class compartment master_id wrapped:bytes",
    ),
    Carried.of(
        "vault_items", "item key_id field version:number nonce:bytes ciphertext:bytes"
    ),
    Carried.of("vault_index", "digest:bytes key_id master_id", key=2),
    Carried.of(
        "visit_imports",
        "batch:number system month begun_at:number",
        numbered="batch",
    ),
    Carried.of("visits", f"{VISIT} registered_after:truth aged:truth", key=2),
    Carried.of("planned_visits", VISIT, key=2),
    Carried.of(
        "clock_stops",
        "number:number noticed_at:moment kind came_from:moment came_to:moment"
        " confirmed_at:moment confirmed_by reason",
    ),
    Carried.of(
        "outbox",
        "message_id subscription position:number topic state tries:number"
        " due_at:moment written_at:moment done_at:moment fault reason discarded_by",
    ),
    Carried.of("outbox_cursors", "subscription position:number namespace"),
)
"""Each after those that it points at."""

LEFT_BEHIND = {
    "alembic_version": "says how far this database's own tables have come",
    "clock_marks": "is about the machine that the house ran on",
    "instances": "is who runs on the old database",
    "last_done": "is what was done with the old database",
    "set_aside": "is found anew when the read models are built",
    "projections": "says how far the read models have come, which are built anew",
}
"""Tables that are not carried, and why. The read models' are not either."""


def lines(database: Database, cursor: Any, table: Carried) -> Iterator[str]:
    """The rows by their key, each a line of JSON."""
    forms = [TOLD[form] for form in table.columns.values()]
    for row in _rows(database, cursor, table):
        told = [
            None if one is None else tell(one)
            for tell, one in zip(forms, row, strict=True)
        ]
        yield json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def row_of(line: bytes, table: Carried) -> Row:
    """The row that a line tells of; raises `NotALine`."""
    try:
        told = from_json(line)
        if not isinstance(told, list):
            raise NotALine
        return tuple(
            None if one is None else READ[form](one)
            for form, one in zip(table.columns.values(), told, strict=True)
        )
    except (BadBase64, TypeError, ValueError):
        raise NotALine from None


def highest_number(database: Database, cursor: Any, table: Carried) -> int:
    """The highest number that was ever given in the table's numbered column."""
    if table.numbered is None:
        return 0
    if database.dialect == "sqlite":
        asked = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = ?"
        cursor.execute(asked, (table.name,))
    else:
        cursor.execute(
            "SELECT pg_get_serial_sequence(%s, %s)", (table.name, table.numbered)
        )
        (sequence,) = cursor.fetchone()
        cursor.execute(
            f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"  # noqa: S608
        )
    number: int = cursor.fetchone()[0]
    return number


def _rows(database: Database, cursor: Any, table: Carried) -> Iterator[Row]:
    """All rows, a page at a time."""
    first = list(table.columns)[: table.key]
    key, marks = ", ".join(first), ", ".join("?" * table.key)
    select = f"SELECT {table.listed} FROM {table.name}"  # noqa: S608
    order = f" ORDER BY {key} LIMIT {PAGE}"
    after: Row = ()
    while True:
        above = f" WHERE ({key}) > ({marks})" if after else ""
        cursor.execute(database.native(select + above + order), after)
        rows = cursor.fetchall()
        yield from rows
        if len(rows) < PAGE:
            return
        after = tuple(rows[-1][: table.key])


def _as_it_is(kind: type) -> Callable[[Any], Any]:
    def told(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError
        return value

    return told


def _moment(value: Any) -> str:
    return utc_text(value) if isinstance(value, datetime) else str(value)


TOLD: Mapping[Form, Callable[[Any], Any]] = {
    Form.TEXT: _as_it_is(str),
    Form.NUMBER: _as_it_is(int),
    Form.TRUTH: bool,  # SQLite knows only one and nothing
    Form.BYTES: lambda value: b64encode(value).decode(),
    Form.MOMENT: _moment,
}
READ: Mapping[Form, Callable[[Any], Any]] = {
    Form.TEXT: _as_it_is(str),
    Form.NUMBER: _as_it_is(int),
    Form.TRUTH: _as_it_is(bool),
    Form.BYTES: lambda text: b64decode(text, validate=True),
    Form.MOMENT: _as_it_is(str),
}
