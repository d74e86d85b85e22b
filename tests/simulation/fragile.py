"""Connections to SQLite that break off, as their process does, at a statement of choice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

WRITES = "BEGIN IMMEDIATE"
REAL_CONNECT = sqlite3.connect


class Crash(BaseException):
    """The process is gone; nothing in it catches that."""


class Lifeline:
    """What one process hangs by: all its connections, and when they break.

    `armed` is how many more statements it carries out; at the last it dies, having
    carried that one out too where `after` is true. Where it does not die (`dies`), only
    the line is `broken`. `meeting` is called once, when a write is about to begin and
    `writes` others have been: others come in between.
    """

    def __init__(self) -> None:
        self.armed: int | None = None
        self.after = False
        self.dies = True
        self.cut = self.broken = False
        self.meeting: Callable[[], None] | None = None
        self.writes = 0
        self.connections: list[Any] = []

    def arm(self, statements: int, *, after: bool, dies: bool = True) -> None:
        """Die at that statement from now on, counted from 1, or lose the line there."""
        self.armed, self.after, self.dies = statements, after, dies

    def disarm(self) -> None:
        """Live on."""
        self.armed = self.meeting = None

    def carry_out(
        self, act: Callable[[], Any], *, writes: bool, hang_up: Callable[[], None]
    ) -> Any:
        """One statement, if it still lives; it `writes` if it begins to.

        `hang_up` cuts the line that the statement goes by.
        """
        if self.cut:
            raise Crash
        if writes and self.meeting is not None:
            self._about_to_write(self.meeting)
        if self.armed is None:
            return act()
        self.armed -= 1
        if self.armed:
            return act()
        self.armed = None
        if self.after:
            act()
        if not self.dies:
            self.broken = True
            hang_up()
            return act()  # which says what a program is told whose line is cut
        self.cut = True
        raise Crash

    def _about_to_write(self, meet: Callable[[], None]) -> None:
        if self.writes:
            self.writes -= 1
            return
        self.meeting = None
        meet()

    def sever(self) -> None:
        """Let go of everything at once: what was not committed never was."""
        self.cut = True
        for connection in self.connections:
            connection.let_go()
        self.connections.clear()


class FragileCursor(sqlite3.Cursor):
    """A cursor that asks its lifeline first."""

    def execute(self, sql: str, *told: Any) -> Any:
        run = super().execute
        return self._carried_out(sql, lambda: run(sql, *told))

    def executemany(self, sql: str, *told: Any) -> Any:
        run = super().executemany
        return self._carried_out(sql, lambda: run(sql, *told))

    def _carried_out(self, sql: str, act: Callable[[], Any]) -> Any:
        connection = self.connection
        return connection.lifeline.carry_out(
            act, writes=sql == WRITES, hang_up=connection.close
        )


class FragileConnection(sqlite3.Connection):
    """A connection whose every statement goes through a cursor of the same kind."""

    lifeline: Lifeline

    def cursor(self, *_: Any) -> Any:
        return super().cursor(FragileCursor)

    def execute(self, sql: str, *told: Any) -> Any:
        return self.cursor().execute(sql, *told)

    def executemany(self, sql: str, *told: Any) -> Any:
        return self.cursor().executemany(sql, *told)

    def let_go(self) -> None:
        """As the system does for a process that is gone, whoever still knows a cursor."""
        with suppress(sqlite3.ProgrammingError):  # the program closed it itself
            self.rollback()
        self.close()


@contextmanager
def hanging_by(lifeline: Lifeline) -> Iterator[None]:
    """Whatever is connected to meanwhile hangs by that lifeline."""

    def connect(*told: Any, **named: Any) -> FragileConnection:
        if lifeline.cut:
            raise Crash
        made = REAL_CONNECT(*told, factory=FragileConnection, **named)
        made.lifeline = lifeline
        lifeline.connections.append(made)
        return made

    before = sqlite3.connect
    sqlite3.connect = connect
    try:
        yield
    finally:
        sqlite3.connect = before
