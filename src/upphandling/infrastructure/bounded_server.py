"""An HTTP server that answers so many at once and no more."""

from __future__ import annotations

import socket
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore
from time import monotonic
from typing import Any

import structlog

log = structlog.get_logger()

LONG = 10.0  # seconds: who has been connected for longer gives way to who comes
GIVING_WAY = 1.0  # seconds that it may take


class BoundedServer(ThreadingHTTPServer):
    """Answers at an address, IPv4 or IPv6, until `shutdown`; raises `OSError`.

    `at_once` connections are served. Who comes when all are taken gets the place of the
    one that has been connected for longest, if that is long, or is closed unanswered.
    """

    daemon_threads = True

    def __init__(
        self,
        address: tuple[str, int],
        answering: type[BaseHTTPRequestHandler],
        *,
        at_once: int,
    ) -> None:
        self._places = BoundedSemaphore(at_once)
        self._since: dict[socket.socket, float] = {}  # the oldest first
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, answering)

    def process_request(self, request: Any, client_address: Any) -> None:
        """As the library's, while there is room."""
        if not self._places.acquire(blocking=False) and not self._made_room():
            self.shutdown_request(request)
            return
        self._since[request] = monotonic()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """As the library's; then leaves the place to somebody else."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._since.pop(request, None)
            self._places.release()

    def _made_room(self) -> bool:
        """Whether whoever has held a place for long, a byte at a time, has left it."""
        for held, since in [*self._since.items()][:1]:
            if monotonic() - since > LONG:
                with suppress(OSError):
                    held.shutdown(socket.SHUT_RDWR)
                return self._places.acquire(timeout=GIVING_WAY)
        return False

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Who hangs up is told in the log; nobody gets a traceback."""
        log.info("connection_lost")
