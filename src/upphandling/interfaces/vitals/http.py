"""The service's answers over HTTP: three pages, for those who watch it."""

from __future__ import annotations

import errno
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import structlog

from upphandling.infrastructure.bounded_server import BoundedServer
from upphandling.schedules.standing import CannotStart

log = structlog.get_logger()

PATIENCE = 10.0  # seconds for a client to send the next piece
AT_ONCE = 16  # connections; more are closed unanswered

JSON, TEXT = "application/json; charset=utf-8", "text/plain; charset=utf-8"


class Answer(NamedTuple):
    """What is sent back."""

    status: HTTPStatus
    kind: str
    body: bytes


Page = Callable[[], Answer]
Traced = Callable[[str, str], AbstractContextManager[object]]
"""A block around a request, by its method and page."""

MISSING = Answer(HTTPStatus.NOT_FOUND, TEXT, b"Sidan finns inte.\n")
BROKEN = Answer(HTTPStatus.INTERNAL_SERVER_ERROR, TEXT, b"Ett fel, se loggen.\n")
ANSWERED = "GET, HEAD"
OTHER = f"Här svaras bara på {ANSWERED}.\n".encode()
UNCLEAR = "Frågan går inte att förstå.\n".encode()


def untraced(_method: str, _page: str) -> AbstractContextManager[object]:
    """No block at all."""
    return nullcontext()


class _Answering(BaseHTTPRequestHandler):
    """One connection."""

    timeout = PATIENCE
    protocol_version = "HTTP/1.1"
    server: PagesServer

    def do_GET(self) -> None:
        self._answer(self.server.answer(self.command, self.path))

    def do_HEAD(self) -> None:
        self._answer(self.server.answer(self.command, self.path))

    def send_error(
        self,
        code: int,
        message: str | None = None,  # noqa: ARG002 -- theirs, in English
        explain: str | None = None,  # noqa: ARG002
    ) -> None:
        """Say why nothing is answered; the connection ends, for what follows is unread."""
        self.close_connection = True
        if code == HTTPStatus.NOT_IMPLEMENTED:
            self._answer(Answer(HTTPStatus.METHOD_NOT_ALLOWED, TEXT, OTHER))
        else:
            self._answer(Answer(HTTPStatus(code), TEXT, UNCLEAR))

    def version_string(self) -> str:
        return "upphandling"

    def log_request(self, code: int | str = "-", _size: int | str = "-") -> None:
        """A page of ours by name, and of anything else nothing of what was asked for."""
        page = page_of(getattr(self, "path", ""))
        known = page if page in self.server.pages else None
        log.debug("http", page=known, status=int(code))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- theirs
        """What was malformed is not repeated."""

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        if answer.status is HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", ANSWERED)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)


class PagesServer(BoundedServer):
    """Answers with the page of a path until `shutdown`; raises `CannotStart`."""

    def __init__(
        self, listen: str, pages: dict[str, Page], traced: Traced = untraced
    ) -> None:
        self.pages = pages
        self.traced = traced
        try:
            super().__init__(address_of(listen), _Answering, at_once=AT_ONCE)
        except (OSError, OverflowError, UnicodeError) as error:
            message = (
                f"Det går inte att lyssna på {listen}: {why_not(error)}, eller ändra"
                " UPPHANDLING_HTTP_LISTEN (none stänger av)."
            )
            raise CannotStart(message) from None

    def answer(self, method: str, target: str) -> Answer:
        """The answer to a request; what goes wrong is told in the log alone."""
        path = page_of(target)
        page = self.pages.get(path)
        if page is None:
            return MISSING
        try:
            with self.traced(method, path):
                return page()
        except Exception:  # the outermost line: a page must not end the thread
            log.exception("page_failed", page=path)
            return BROKEN


def page_of(target: str) -> str:
    """Which page is asked for; none where the address cannot be read."""
    try:
        return urlsplit(target).path
    except ValueError:
        return ""


def why_not(error: Exception) -> str:
    """What stands in the way of listening there, and what to do about it."""
    match error:
        case OverflowError():
            return "porten finns inte. Välj en som är högst 65535"
        case OSError(errno=errno.EADDRINUSE):
            return "adressen är upptagen. Stoppa den som har den"
        case PermissionError():
            return "kontot får inte. Välj en port från 1024"
        case _:
            return "adressen är inte den här maskinens. Rätta den"


def address_of(listen: str) -> tuple[str, int]:
    """The address and the port of `address:port`, IPv6 in brackets."""
    host, _, port = listen.rpartition(":")
    return host.strip("[]"), int(port)
