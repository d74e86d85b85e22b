"""An HTTP server that answers so many at once and no more."""

from __future__ import annotations

import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore
from typing import Any

import structlog

log = structlog.get_logger()


class BoundedServer(ThreadingHTTPServer):
    """Answers at an address, IPv4 or IPv6, until `shutdown`; raises `OSError`.

    `at_once` connections are served; more are closed unanswered.
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
        if ":" in address[0]:
            self.address_family = socket.AF_INET6
        super().__init__(address, answering)

    def process_request(self, request: Any, client_address: Any) -> None:
        """As the library's, while there is room."""
        if not self._places.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """As the library's; then leaves the place to somebody else."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Who hangs up is told in the log; nobody gets a traceback."""
        log.info("connection_lost")
