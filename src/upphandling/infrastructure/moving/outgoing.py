"""The log read out of a database, as lines in its own order, from one snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.event_log.stored_rows import RECEIPT
from upphandling.infrastructure.ledger.reading import ENDS, woven
from upphandling.infrastructure.ledger.tree import HASH, Frontier
from upphandling.infrastructure.moving.lines import (
    command_line,
    event_line,
    refusal_line,
)
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DamagedRow

PAGE = 5000  # rows fetched at a time
WIDTH = 13  # columns of a command

_COMMAND = ", ".join(
    f"c.{column}" for column in (*RECEIPT, "verdict", "first_position", "last_position")
)
EVENTS = (
    "SELECT e.position, e.stream_id, e.version, e.topic, e.recorded_at, e.command_id,"  # noqa: S608
    f" e.data, e.leaf_hash, {_COMMAND} FROM events e LEFT JOIN commands c"
    " ON c.command_id = e.command_id AND c.first_position = e.position"
    " WHERE e.position > ? ORDER BY e.position LIMIT ?"
)
REFUSALS = (
    "SELECT r.number, r.after_position, r.command_id, r.rule, r.message, r.details,"  # noqa: S608
    f" r.leaf_hash, {_COMMAND} FROM refusals r"
    " JOIN commands c ON c.command_id = r.command_id"
    " WHERE r.number > ? ORDER BY r.number LIMIT ?"
)
IDLE = (
    f"SELECT {_COMMAND} FROM commands c LEFT JOIN refusals r"  # noqa: S608
    " ON r.command_id = c.command_id WHERE c.first_position IS NULL"
    " AND r.number IS NULL AND c.command_id > ? ORDER BY c.command_id LIMIT ?"
)
COMMANDS = "SELECT count(*) FROM commands"

UNREADABLE = "en text går inte att läsa"
NOT_WHOLE = "lövhashen är inte hel"
NOT_ITS_COMMANDS = "kommandona stämmer inte med händelserna och avslagen"

Row = tuple[Any, ...]


@dataclass(slots=True)
class Counted:
    """How much of a log there is, and the root over it."""

    events: int = 0
    refusals: int = 0
    commands: int = 0
    root: str = ""

    @property
    def leaves(self) -> int:
        """The size of the tree."""
        return self.events + self.refusals


class Outgoing:
    """The lines of a log, and when all have been read, what was counted of them."""

    def __init__(self, database: Database, cursor: Any) -> None:
        self.database = database
        self.cursor = cursor  # in a snapshot
        self.counted = Counted()
        self._tree = Frontier()
        cursor.execute(ENDS)
        self.end = sum(cursor.fetchone())

    def lines(self) -> Iterator[str]:
        """All of it; raises `DamagedRow` for what cannot be read back."""
        try:
            yield from self._lines()
        except (TypeError, ValueError, AttributeError):
            raise DamagedRow(place="loggen", why=UNREADABLE) from None
        except Exception as error:
            if "decode to UTF-8" in str(error):  # as sqlite3 tells it
                raise DamagedRow(place="loggen", why=UNREADABLE) from None
            raise
        self.cursor.execute(COMMANDS)
        if self.cursor.fetchone()[0] != self.counted.commands:
            raise DamagedRow(place="loggen", why=NOT_ITS_COMMANDS)
        self.counted.root = self._tree.root().hex()

    def _lines(self) -> Iterator[str]:
        counted, leaves = self.counted, list[bytes]()
        for row in woven(self._pages(EVENTS), self._refusals()):
            if len(leaves) == PAGE:
                self._tree.extend(leaves)
                leaves.clear()
            if len(row[-WIDTH - 1]) != HASH:
                raise DamagedRow(place="loggen", why=NOT_WHOLE)
            leaves.append(bytes(row[-WIDTH - 1]))
            if row[-WIDTH] is not None:
                counted.commands += 1
                yield command_line(self._written(row[-WIDTH:]))
            if len(row) == WIDTH + 8:
                counted.events += 1
                yield event_line(self._written(row[:8]))
            else:
                counted.refusals += 1
                yield refusal_line(row[:7])
        self._tree.extend(leaves)
        for row in self._idle():
            counted.commands += 1
            yield command_line(self._written(row))

    def _refusals(self) -> Iterator[Row]:
        """`woven` wants to know after which position each stands, second in the row."""
        return self._pages(REFUSALS)

    def _idle(self) -> Iterator[Row]:
        return self._pages(IDLE, "")

    def _pages(self, sql: str, after: int | str = 0) -> Iterator[Row]:
        """Rows by their first column, a page at a time."""
        while True:
            self.cursor.execute(self.database.native(sql), (after, PAGE))
            rows = self.cursor.fetchall()
            yield from rows
            if len(rows) < PAGE:
                return
            after = rows[-1][0]

    def _written(self, row: Row) -> Row:
        """Moments as text, whatever the database makes of them."""
        if self.database.dialect == "sqlite":
            return row
        return tuple(utc_text(one) if isinstance(one, datetime) else one for one in row)
