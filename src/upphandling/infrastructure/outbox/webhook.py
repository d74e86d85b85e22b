"""One POST to one address: no redirects, a time limit for it all, nothing of the answer kept."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from upphandling.infrastructure.outbox.announcement import Undelivered, Why

PATIENCE = 10.0  # seconds for the connection, and for each piece of the answer
IN_ALL = 30.0  # seconds, however slowly the answer drips


def is_loopback(host: str) -> bool:
    """Whether the address never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_fit(url: str) -> bool:
    """Whether it is a whole address with https, or with http on this machine."""
    try:
        address = urlsplit(url)
        host, _ = address.hostname, address.port
    except ValueError:
        return False
    if not host or address.username or address.password or address.fragment:
        return False
    return address.scheme == "https" or (address.scheme == "http" and is_loopback(host))


def post(url: str, headers: Mapping[str, str], body: bytes) -> None:
    """Send it; returns when the receiver has taken it, else raises `Undelivered`.

    Only a status of 2xx is a yes. 410 means that nobody wants it any more.
    """
    address = urlsplit(url)
    path = f"{address.path or '/'}{'?' + address.query if address.query else ''}"
    try:
        with _connected(address) as connection, _limited(connection):
            connection.request("POST", path, body, dict(headers))
            answer = connection.getresponse()
            status, asked = answer.status, answer.getheader("Retry-After", "")
    except TimeoutError:
        raise Undelivered(Why.NO_ANSWER) from None
    except ssl.SSLError:
        raise Undelivered(Why.NOT_TRUSTED) from None
    except OSError:
        raise Undelivered(Why.NO_CONNECTION) from None
    except (HTTPException, ValueError):
        raise Undelivered(Why.NOT_HTTP) from None
    if status // 100 != HTTPStatus.OK // 100:
        raise Undelivered(
            Why.SAID_NO,
            status,
            gone=status == HTTPStatus.GONE,
            wait=float(asked) if asked.isascii() and asked.isdigit() else None,
        )


@contextmanager
def _connected(address: SplitResult) -> Iterator[HTTPConnection]:
    host = address.hostname or ""
    connection = (
        HTTPSConnection(
            host,
            address.port,
            timeout=PATIENCE,
            context=ssl.create_default_context(),
        )
        if address.scheme == "https"
        else HTTPConnection(host, address.port, timeout=PATIENCE)
    )
    try:
        connection.connect()
        yield connection
    finally:
        connection.close()


@contextmanager
def _limited(connection: HTTPConnection) -> Iterator[None]:
    """Hang up when it has taken too long in all; each piece has its own limit beside."""
    line = connection.sock

    def hang_up() -> None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    timer = Timer(IN_ALL, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
