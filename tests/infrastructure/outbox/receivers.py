"""A receiver on this machine that does what it is told, and remembers what it got."""

from __future__ import annotations

import json
import socket
import struct
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

TAKES, HANGS, RESETS, BABBLES = 204, "hangs", "resets", "babbles"
SECRET = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass(frozen=True)
class Got:
    """One request: the path, the headers in small letters, the body as sent."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


class Receiver(ThreadingHTTPServer):
    """Answers each POST with the next of `answers`, and 204 when there is none."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.answers: deque[Any] = deque()
        self.got: list[Got] = []
        self.over = Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/in?nyckel=hemlig"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up early is what we are here to see."""


class _Answering(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.got.append(Got(self.path, headers, body))
        answer = self.server.answers.popleft() if self.server.answers else TAKES
        if answer == HANGS:
            self.server.over.wait(30)
        elif answer == RESETS:
            linger = struct.pack("ii", 1, 0)  # close with a reset, not a farewell
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
        elif answer == BABBLES:
            self.wfile.write(b"inte HTTP alls\r\n\r\n")
        else:
            status, headers = answer if isinstance(answer, tuple) else (answer, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write("Hemligt innehåll i svaret".encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def receiver() -> Iterator[Receiver]:
    """One that listens until the block ends."""
    with Receiver() as opened:
        thread = Thread(target=opened.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield opened
        finally:
            opened.over.set()
            opened.shutdown()
            thread.join()
