"""The signer at a unix socket, and how the service asks it.

One question a connection, ended by the asker's half-close: `last`, or a request as
in `extending.py`. The answer's first line says how it went.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingMixIn, UnixStreamServer

import structlog

from upphandling.infrastructure.ledger.extending import (
    LONGEST_REQUEST,
    NotExtending,
    Request,
    Why,
)
from upphandling.infrastructure.ledger.keys import Signature
from upphandling.infrastructure.ledger.note import SignedNote, read, signature_of
from upphandling.infrastructure.ledger.signing import LogSigner
from upphandling.infrastructure.ledger.troubles import (
    CannotListen,
    ForgedCheckpoint,
    SignerUnreachable,
)

log = structlog.get_logger()

PATIENCE = 10.0  # seconds for one question and its answer
GROUP_TOO = 0o660  # who may speak to the signer is told by the folder


class _Asked(StreamRequestHandler):
    """One question, answered and done with."""

    timeout = PATIENCE
    server: SignerServer

    def handle(self) -> None:
        with suppress(OSError):  # who hangs up gets no answer
            asked = self.rfile.read(LONGEST_REQUEST + 1)
            self.wfile.write(self._answer(asked).encode())

    def _answer(self, asked: bytes) -> str:
        signer = self.server.signer
        if asked == b"last\n":
            return f"last\n{signer.last or ''}"
        try:
            signature = signer.sign(Request.of(asked))
        except NotExtending as said:
            return f"{said.why.name} {said.size}\n"
        except OSError as trouble:
            log.error("signer_broken", reason=str(trouble))  # noqa: TRY400
            return ""
        return f"signed\n{signature.line}"


class SignerServer(ThreadingMixIn, UnixStreamServer):
    """Answers at the socket until `shutdown`; a socket left behind is replaced.

    Raises `CannotListen`.
    """

    daemon_threads = True
    request_queue_size = 64  # who comes when it is full is turned away at once

    def __init__(self, path: Path, signer: LogSigner) -> None:
        self.path = path
        self.signer = signer
        try:
            if path.is_socket():
                path.unlink()  # whoever left it is gone: the state is ours alone
            super().__init__(str(path), _Asked)
            path.chmod(GROUP_TOO)
        except OSError:
            raise CannotListen(path) from None

    def server_close(self) -> None:
        """Leave nothing behind."""
        super().server_close()
        self.path.unlink(missing_ok=True)


class SignerClient:
    """Asks the signer at a socket; every question may raise `SignerUnreachable`."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def last(self) -> SignedNote | None:
        """What it last signed; None before the first."""
        head, _, told = self._ask("last\n").partition("\n")
        if head != "last":
            raise SignerUnreachable(self.path)
        try:
            return read(told) if told else None
        except ForgedCheckpoint:
            raise SignerUnreachable(self.path) from None

    def sign(self, request: Request) -> Signature:
        """The log's signature; raises `NotExtending` when it refuses."""
        said = self._ask(str(request))
        head, _, rest = said.partition("\n")
        if head == "signed":
            return self._signature(rest.removesuffix("\n"))
        why, _, size = head.partition(" ")
        if why not in Why.__members__ or not size.isdecimal():
            raise SignerUnreachable(self.path)
        raise NotExtending(Why[why], int(size))

    def _signature(self, line: str) -> Signature:
        try:
            return signature_of(line)
        except ForgedCheckpoint:
            raise SignerUnreachable(self.path) from None

    def _ask(self, question: str) -> str:
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(PATIENCE)
                line.connect(str(self.path))
                line.sendall(question.encode())
                line.shutdown(socket.SHUT_WR)
                with line.makefile("rb") as answer:
                    return answer.read(LONGEST_REQUEST).decode()
        except (OSError, UnicodeDecodeError):
            raise SignerUnreachable(self.path) from None
