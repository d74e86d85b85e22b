"""The log's three tables as lists, to be read, spoiled and written back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from upphandling.infrastructure.clock import utc_text
from upphandling.infrastructure.event_log.leaf import leaf_of, receipt_digest
from upphandling.infrastructure.storage.database import Database

Row = dict[str, Any]

TABLES = ("commands", "events", "refusals")
ORDER = {"commands": "command_id", "events": "position", "refusals": "number"}
RECEIPT = (
    "command_id",
    "command",
    "recorded_at",
    "effective_at",
    "by",
    "role",
    "mandate",
    "because",
    "payload",
    "policy",
)


@dataclass
class Rows:
    """Every row of the log; a position may be a fraction until it is renumbered."""

    commands: list[Row]
    events: list[Row]
    refusals: list[Row]

    @classmethod
    def read(cls, database: Database) -> Self:
        """All that is there."""
        tables = {}
        with database.reading() as cursor:
            for table in TABLES:
                cursor.execute(f"SELECT * FROM {table} ORDER BY {ORDER[table]}")
                names = [column[0] for column in cursor.description]
                tables[table] = [
                    dict(zip(names, row, strict=True)) for row in cursor.fetchall()
                ]
        return cls(**tables)

    def write(self, database: Database) -> None:
        """Put these in place of what is there, past every guard."""
        unguard(database)
        with database.writing() as cursor:
            for table in reversed(TABLES):
                cursor.execute(f"DELETE FROM {table}")
            for table in TABLES:
                for row in getattr(self, table):
                    names = ", ".join(f'"{name}"' for name in row)
                    marks = ", ".join("?" * len(row))
                    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
                    cursor.execute(database.native(sql), list(row.values()))

    def command_of(self, row: Row) -> Row:
        """The command that an event or a refusal came of."""
        found = (c for c in self.commands if c["command_id"] == row["command_id"])
        return next(found)

    def stream(self, stream_id: str) -> list[Row]:
        """The events of a case."""
        return [event for event in self.events if event["stream_id"] == stream_id]

    # -- What a careful attacker does afterwards ---------------------------------

    def renumber(self) -> None:
        """Close every gap: places, versions, numbers, and what the commands say."""
        self.events.sort(key=lambda event: event["position"])
        for refusal in self.refusals:
            before = refusal["after_position"]
            refusal["after_position"] = sum(
                event["position"] <= before for event in self.events
            )
        versions: dict[str, int] = {}
        for position, event in enumerate(self.events, 1):
            stream = event["stream_id"]
            versions[stream] = versions.get(stream, 0) + 1
            event["position"], event["version"] = position, versions[stream]
        for number, refusal in enumerate(self.refusals, 1):
            refusal["number"] = number
        self._span()

    def _span(self) -> None:
        places: dict[str, list[int]] = {}
        for event in self.events:
            places.setdefault(event["command_id"], []).append(event["position"])
        refused = {refusal["command_id"] for refusal in self.refusals}
        self.commands = [
            command
            for command in self.commands
            if command["command_id"] in places
            or command["command_id"] in refused
            or command["first_position"] is None
        ]
        for command in self.commands:
            if of_command := places.get(command["command_id"]):
                command["first_position"] = min(of_command)
                command["last_position"] = max(of_command)

    def seal(self, database: Database) -> None:
        """Recompute every leaf, so that each row looks as if it had been written so."""
        commands = {row["command_id"]: row for row in self.commands}

        def text(row: Row, name: str) -> str:
            value = row[name]
            if name in {"recorded_at", "effective_at"}:
                return utc_text(database.moment(value))
            return "" if value is None else str(value)

        for event in self.events:
            names = ("stream_id", "version", "topic", "recorded_at", "command_id")
            fields = [text(event, name) for name in (*names, "data")]
            command = commands.get(event["command_id"])
            if command is not None and command["policy"] is not None:
                fields.append(receipt_digest([text(command, one) for one in RECEIPT]))
            event["leaf_hash"] = leaf_of(*fields)
        for refusal in self.refusals:
            command = commands[refusal["command_id"]]
            fields = [text(command, name) for name in RECEIPT[:-1]]
            fields += [text(refusal, name) for name in ("rule", "message", "details")]
            if command["policy"] is not None:
                fields.append(command["policy"])
            refusal["leaf_hash"] = leaf_of(*fields)


def unguard(database: Database) -> None:
    """Take the guards away, as whoever owns the database can."""
    if database.dialect == "sqlite":  # has no effect within a transaction
        database.writer().connected().execute("PRAGMA foreign_keys = OFF")
    with database.writing() as cursor:
        if database.dialect == "postgresql":
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
