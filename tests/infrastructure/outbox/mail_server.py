"""A mail server on this machine, with a certificate that vouches for itself."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

PASSWORD = "ett-hemligt-ord"  # noqa: S105 -- of a server that lives as long as the test


class Mailbox:
    """Takes what comes, unless it is told to answer otherwise."""

    def __init__(self) -> None:
        self.got: list[Any] = []
        self.answers: list[str] = []
        self.users: list[str] = []

    async def handle_DATA(self, *met: Any) -> str:  # noqa: N802 -- theirs
        if self.answers:
            return self.answers.pop(0)
        self.got.append(message_from_bytes(met[2].content, policy=default))
        return "250 OK"

    async def handle_RCPT(self, *met: Any) -> str:  # noqa: N802 -- theirs
        _server, _session, envelope, address, _options = met
        if address.startswith("ingen@"):
            return "550 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def log_in(self, *met: Any) -> AuthResult:
        self.users.append(met[-1].login.decode())
        right = met[-1].password == PASSWORD.encode()
        return AuthResult(success=right, handled=right)


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def serving(mailbox: Mailbox, **told: Any) -> Iterator[int]:
    """The port of a mail server that listens until the block ends."""
    server = _AnyPort(mailbox, "127.0.0.1", 0, **told)
    server.start()
    try:
        yield server.port
    finally:
        server.stop()


def certificate(folder: Path) -> tuple[str, ssl.SSLContext]:
    """One for 127.0.0.1 that vouches for itself, as a file and ready to serve with."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    file = folder / "certifikat.pem"
    file.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        + made.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return str(file), context
