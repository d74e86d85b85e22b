"""The witness on the network: `POST /add-checkpoint`, as C2SP tlog-witness has it.

Beside it `POST /<SHA-256 of the origin, hex>/checkpoint` with a checkpoint that the log
has signed: the last it cosigned, which is what a log is compared with. Whoever has none
is told nothing, for a size may count what is secret.
"""

from __future__ import annotations

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

import structlog

from upphandling.infrastructure.bounded_server import BoundedServer
from upphandling.infrastructure.ledger.extending import (
    LONGEST_REQUEST,
    NotExtending,
    Request,
    Why,
)
from upphandling.infrastructure.ledger.note import Flaw, of_log, read
from upphandling.infrastructure.ledger.troubles import (
    BrokenState,
    CannotListen,
    ForgedCheckpoint,
    NotKept,
    UnknownLog,
)
from upphandling.infrastructure.ledger.witness import Witness
from upphandling.infrastructure.ledger.witness_paths import ADD, path_of

log = structlog.get_logger()

PATIENCE = 10.0  # seconds for a client to send the next piece
AT_ONCE = 64  # connections; more are closed unanswered
TEXT, SIZE_TEXT = "text/plain; charset=utf-8", "text/x.tlog.size"

STATUS = {
    Why.MALFORMED: HTTPStatus.BAD_REQUEST,
    Why.SMALLER: HTTPStatus.BAD_REQUEST,
    Why.STALE: HTTPStatus.CONFLICT,
    Why.OTHER_ROOT: HTTPStatus.CONFLICT,
    Why.NO_EXTENSION: HTTPStatus.UNPROCESSABLE_ENTITY,
}
UNSIGNED = (Flaw.NOT_BY_THE_LOG, Flaw.WRONG)


class _Answering(BaseHTTPRequestHandler):
    """One connection."""

    timeout = PATIENCE
    protocol_version = "HTTP/1.1"
    server: WitnessServer

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal():
            self._refuse(HTTPStatus.LENGTH_REQUIRED)
        elif int(length) > LONGEST_REQUEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            asked = self.rfile.read(int(length))
            if self.path == ADD:
                self._answer(*self._added(asked))
            else:
                self._answer(*self._last(asked))

    def log_request(self, code: int | str = "-", _size: int | str = "-") -> None:
        """That somebody asked, and nothing of what was asked for."""
        log.debug("http", status=int(code))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- theirs
        """What was malformed is not repeated."""

    def _last(self, shown: bytes) -> tuple[HTTPStatus, str]:
        """What was last cosigned of the log whose signed checkpoint is shown."""
        try:
            note = read(shown.decode(errors="replace"))
            watched = self.server.witness.watched(note.checkpoint.origin)
            of_log(note, watched.keys)
            last = watched.last()
        except (UnknownLog, ForgedCheckpoint):
            return HTTPStatus.NOT_FOUND, ""
        except (BrokenState, OSError) as trouble:
            log.error("witness_broken", reason=str(trouble))  # noqa: TRY400
            return HTTPStatus.INTERNAL_SERVER_ERROR, ""
        if last is None or self.path != path_of(watched.origin):
            return HTTPStatus.NOT_FOUND, ""
        return HTTPStatus.OK, str(last)

    def _added(self, asked: bytes) -> tuple[HTTPStatus, str, str]:
        try:
            cosignature = self.server.witness.add(Request.of(asked))
        except NotExtending as said:
            status = STATUS[said.why]
            if status is HTTPStatus.CONFLICT:
                return status, f"{said.size}\n", SIZE_TEXT
            return status, f"{said}\n", TEXT
        except UnknownLog:
            return HTTPStatus.NOT_FOUND, "", TEXT
        except ForgedCheckpoint as flawed:
            unsigned = flawed.told[0] in UNSIGNED
            status = HTTPStatus.FORBIDDEN if unsigned else HTTPStatus.BAD_REQUEST
            return status, f"{flawed}\n", TEXT
        except (BrokenState, NotKept, OSError) as trouble:
            log.error("witness_broken", reason=str(trouble))  # noqa: TRY400
            return HTTPStatus.INTERNAL_SERVER_ERROR, "", TEXT
        return HTTPStatus.OK, cosignature.line, TEXT

    def _refuse(self, status: HTTPStatus) -> None:
        """Answer without reading what was sent; the connection ends with it."""
        self.close_connection = True
        self._answer(status)

    def _answer(self, status: HTTPStatus, text: str = "", kind: str = TEXT) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class WitnessServer(BoundedServer):
    """Answers at an address until `shutdown`; raises `CannotListen`."""

    def __init__(self, address: tuple[str, int], witness: Witness) -> None:
        self.witness = witness
        try:
            super().__init__(address, _Answering, at_once=AT_ONCE)
        except OSError:
            raise CannotListen(":".join(map(str, address))) from None
