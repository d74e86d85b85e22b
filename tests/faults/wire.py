"""A wire to PostgreSQL that can be cut at any piece of what goes over it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from select import select
from threading import Lock, Thread

from sqlalchemy import URL, make_url

PIECE = 1 << 16
ALONE, SYNC = b"Qp\0", b"S\0\0\0\4"  # how a question ends that is answered at once
PATIENCE = 10.0  # seconds for the server to answer


class Cut(StrEnum):
    """Where the wire is cut: the question is lost, or only the answer to it."""

    QUESTION = "before"
    ANSWER = "after"


@dataclass(eq=False)
class Line:
    """One connection: its two ends."""

    client: socket.socket
    server: socket.socket

    def close(self) -> None:
        for end in (self.client, self.server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Wire:
    """Listens on loopback and hands everything on to a server: a socket's path, or host and port.

    Once `cut` is called, the question with that number (from 0) is the last that is
    carried, on any line: it is lost, or it arrives and its answer is lost. Then every
    line is dead; new ones are whole.
    """

    def __init__(self, upstream: str | tuple[str, int]) -> None:
        self.upstream = upstream
        self.asked = 0
        self.was_cut = False
        self._planned: tuple[int, Cut] | None = None
        self._turn = Lock()
        self._lines: list[Line] = []
        self._doomed: list[Line] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self._thread = Thread(target=self._listen, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        port: int = self._door.getsockname()[1]
        return port

    def cut(self, number: int | None, how: Cut = Cut.ANSWER) -> None:
        """Count questions anew, and cut at one of them; None never cuts."""
        with self._turn:
            self.asked, self.was_cut = 0, False
            self._planned = None if number is None else (number, how)

    def close(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join()
        for line in self._lines:
            line.close()

    def _listen(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            on_this_machine = isinstance(self.upstream, str)
            family = socket.AF_UNIX if on_this_machine else socket.AF_INET
            server = socket.socket(family)
            try:
                server.connect(self.upstream)
            except OSError:  # it is down
                client.close()
                server.close()
                continue
            line = Line(client, server)
            with self._turn:
                self._lines.append(line)
            Thread(target=self._carry, args=(line,), daemon=True).start()

    def _carry(self, line: Line) -> None:
        """Hand on what comes from either end, until one hangs up or the wire is cut."""
        with suppress(OSError, ValueError):
            while True:
                ready, *_ = select([line.client, line.server], [], [])
                if line.server in ready:
                    if not (piece := line.server.recv(PIECE)):
                        break
                    line.client.sendall(piece)
                elif not self._ask(line):
                    break
        line.close()
        if line in self._doomed:
            for other in self._doomed:
                other.close()

    def _ask(self, line: Line) -> bool:
        """Hand on a question; false when the line is at its end."""
        piece = line.client.recv(PIECE)
        if not piece:
            return False
        how = self._fate()
        if how is Cut.QUESTION:
            return False
        line.server.sendall(piece)
        if how is Cut.ANSWER and (piece[:1] in ALONE or piece.endswith(SYNC)):
            line.server.settimeout(PATIENCE)
            line.server.recv(PIECE)  # it is answered, and nobody hears it
        return how is None

    def _fate(self) -> Cut | None:
        """Whether this question is the one."""
        with self._turn:
            number, self.asked = self.asked, self.asked + 1
            if self._planned is None or self._planned[0] != number:
                return None
            _, how = self._planned
            self._planned, self.was_cut = None, True
            self._doomed, self._lines = self._lines, []
            return how


@contextmanager
def wire_to(url: str) -> Iterator[tuple[Wire, str]]:
    """A wire to the server of a URL, and the URL that goes over it."""
    there = make_url(url)
    folder, port = there.query.get("host"), there.port or 5432
    wire = Wire(f"{folder}/.s.PGSQL.{port}" if folder else (str(there.host), port))
    here: URL = there.set(
        host="127.0.0.1",
        port=wire.port,
        query={"gssencmode": "disable", "sslmode": "disable"},
    )
    try:
        yield wire, here.render_as_string(hide_password=False)
    finally:
        wire.close()
