"""A house in memory: the same code, another log, gone when the question is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from uuid import uuid4

from upphandling.application.commands import Command
from upphandling.application.store import Record
from upphandling.bootstrap import House, open_house, upgrade
from upphandling.infrastructure.clock import ManualClock, utc_text
from upphandling.infrastructure.event_log.writing import INSERT_EVENT
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.memory import memory_url

NO_SEAL = bytes(32)
"""A copy in memory is nobody's evidence."""


class AsItStands:
    """In place of a vault: tokens stay tokens, and what was never sealed stays so."""

    def sealed(self, command: Command, command_id: str) -> Command:  # noqa: ARG002
        """The command itself."""
        return command

    def tokens_for(self, command: Command, command_id: str) -> Command:  # noqa: ARG002
        """The command itself."""
        return command


@contextmanager
def house_in_memory(
    records: Sequence[Record], clock: ManualClock, beside: Database | None = None
) -> Iterator[House]:
    """A house whose log is these events as they were kept, and nothing else.

    Visits are read where they lie: `beside` the log that the events come from.
    """
    url = memory_url(f"kontrafaktisk{uuid4().hex}")
    with Database(url) as kept_alive:
        kept_alive.writer().connected().executescript(_without_rows())
        with kept_alive.writing() as cursor:
            cursor.executemany(
                INSERT_EVENT,
                (
                    (
                        record.position,
                        record.stream_id,
                        record.version,
                        record.topic,
                        utc_text(record.recorded_at),
                        record.command_id,
                        record.data,
                        NO_SEAL,
                    )
                    for record in records
                ),
            )
        with open_house(url, clock=clock) as house:
            house.engine.vault = AsItStands()
            house.recorder.beside = beside or house.database
            yield house


@cache
def _without_rows() -> str:
    """An empty house as SQL: the steps of a migration take ten times as long."""
    url = memory_url("kontrafaktiskmall")
    with Database(url) as kept_alive:
        upgrade(url)
        return "\n".join(kept_alive.writer().connected().iterdump())
