"""Who is slow holds up nobody for long, and who comes too many is not let in."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from threading import Thread

import pytest

from upphandling.infrastructure import bounded_server
from upphandling.infrastructure.bounded_server import BoundedServer

PLACES = 3


class Answering(BaseHTTPRequestHandler):
    timeout = 30

    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def server() -> Iterator[BoundedServer]:
    with BoundedServer(("127.0.0.1", 0), Answering, at_once=PLACES) as made:
        running = Thread(target=made.serve_forever, args=(0.01,))
        running.start()
        yield made
        made.shutdown()
        running.join()


def dawdling(server: BoundedServer, stack: ExitStack) -> list[socket.socket]:
    """Somebody in every place, who has begun to ask and never ends."""
    slow = []
    for _ in range(PLACES):
        one = stack.enter_context(socket.create_connection(server.server_address[:2]))
        one.sendall(b"GET / HTTP/1.0\r\nX: ")
        slow.append(one)
    return slow


def asked(server: BoundedServer) -> bytes:
    with socket.create_connection(server.server_address[:2], timeout=20) as one:
        try:
            one.sendall(b"GET / HTTP/1.0\r\n\r\n")
            return one.recv(100)
        except ConnectionError:
            return b""


def test_one_too_many_is_not_answered_while_the_others_are_new(server):
    with ExitStack() as stack:
        slow = dawdling(server, stack)

        assert asked(server) == b""

        for one in slow:
            one.sendall(b"x\r\n\r\n")
            assert b"204" in one.recv(100)
    assert b"204" in asked(server)


def test_who_has_dawdled_for_long_gives_way(server, monkeypatch):
    monkeypatch.setattr(bounded_server, "LONG", 0.0)
    with ExitStack() as stack:
        slow = dawdling(server, stack)

        assert b"204" in asked(server)
        assert b"204" in asked(server)

        assert slow[0].recv(100) == b""
        slow[-1].sendall(b"x\r\n\r\n")
        assert b"204" in slow[-1].recv(100)
