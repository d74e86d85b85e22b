"""Connections to PostgreSQL that break off: as their process dies, or as a line is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.simulation.fragile import Crash, Lifeline
from upphandling.infrastructure.storage import postgresql
from upphandling.infrastructure.storage.certain import CertainConnection

WRITES = ("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", "SELECT append_event")


class FragileServerCursor(psycopg.Cursor[Any]):
    """A cursor that asks its lifeline first."""

    def execute(self, query: Any, *told: Any, **named: Any) -> Any:
        run = super().execute
        return self._carried_out(query, lambda: run(query, *told, **named))

    def executemany(self, query: Any, *told: Any, **named: Any) -> Any:
        run = super().executemany
        return self._carried_out(query, lambda: run(query, *told, **named))

    def copy(self, statement: Any, *told: Any, **named: Any) -> Any:
        begin = super().copy
        return self._carried_out(statement, lambda: begin(statement, *told, **named))

    def _carried_out(self, query: Any, act: Callable[[], Any]) -> Any:
        text = query.decode() if isinstance(query, bytes) else str(query)
        connection: Any = self.connection
        lifeline: Lifeline | None = connection.lifeline
        if lifeline is None:
            return act()
        return lifeline.carry_out(
            act,
            writes=text.startswith(WRITES),
            hang_up=connection.pgconn.finish,
        )


class FragileServerConnection(CertainConnection):
    """A connection whose every statement goes through a cursor of the same kind."""

    lifeline: Lifeline | None = None

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        self.cursor_factory = FragileServerCursor

    def let_go(self) -> None:
        """The server undoes what was not committed."""
        self.close()


@contextmanager
def hanging_by(lifeline: Lifeline) -> Iterator[None]:
    """Whatever is connected to meanwhile hangs by that lifeline."""

    class Hanging(FragileServerConnection):
        @classmethod
        def opened(cls, **arguments: Any) -> Any:
            if lifeline.cut:
                raise Crash
            made = super().opened(**arguments)
            made.lifeline = lifeline
            lifeline.connections.append(made)
            return made

    before = postgresql.CertainConnection
    postgresql.CertainConnection = Hanging
    try:
        yield
    finally:
        postgresql.CertainConnection = before
