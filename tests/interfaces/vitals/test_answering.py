"""Where the pages are answered, what is answered there, and what is not."""

from __future__ import annotations

import socket
from threading import Thread

import pytest

from tests.interfaces.vitals.asking import beating, pages
from upphandling.bootstrap import House
from upphandling.interfaces.vitals.http import (
    PagesServer,
    address_of,
    why_not,
)
from upphandling.interfaces.vitals.part import VitalsPart
from upphandling.schedules.standing import CannotStart
from upphandling.settings import Settings


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/readyz/", 404),
        ("GET", "/../etc/passwd", 404),
        ("GET", "http://huset.example/healthz", 200),
        ("HEAD", "/healthz", 200),
        ("GET", "/healthz?x=1", 200),
        ("POST", "/healthz", 405),
    ],
)
def test_only_three_pages_are_answered(town, method, path, status):
    with pages(town.house) as page:
        assert page(path, method)[0] == status


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        (b"POST /healthz HTTP/1.1\r\nContent-Length: 9\r\n\r\n", 405, "GET, HEAD"),
        (b"GET http://[ HTTP/1.0\r\n\r\n", 404, "finns inte"),
        (b"GET /healthz HTTP/9.9\r\n\r\n", 505, "går inte att förstå"),
        (b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", 414, "går inte att förstå"),
    ],
)
def test_what_cannot_be_asked_is_told_in_swedish_and_the_line_is_closed(
    asked, status, said
):
    server = PagesServer("127.0.0.1:0", {})
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    with socket.create_connection(server.server_address[:2], timeout=20) as line:
        line.sendall(asked)
        answer = line.makefile("rb").read().decode()
    server.shutdown()
    server.server_close()

    head, _, body = answer.partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ") or status == 505
    assert ("Allow: GET, HEAD" in head) == (status == 405)
    assert said in (body or head)
    assert "<" not in answer


def test_however_many_ask_the_house_is_looked_at_once(town, monkeypatch):
    looked: list[House] = []
    monkeypatch.setattr("upphandling.interfaces.vitals.health.FRESH", 3600.0)
    monkeypatch.setattr(
        "upphandling.interfaces.vitals.health.looked_at",
        lambda house: (looked.append(house), (None, []))[1],
    )
    with pages(town.house) as page:
        for path in ("/readyz", "/metrics", "/readyz"):
            page(path)

    assert len(looked) == 1


def test_a_page_that_fails_tells_nobody_why(town, monkeypatch):
    def broken(_: House) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("upphandling.interfaces.vitals.health.looked_at", broken)
    with pages(town.house) as page:
        status, said = page("/readyz")

    assert status == 500
    assert "Zero" not in said


def test_a_taken_port_stops_the_start_with_one_message(town):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        part = VitalsPart(town.house, Settings(http_listen=listen))

        with pytest.raises(CannotStart, match=r"upptagen.* UPPHANDLING_HTTP_LISTEN"):
            part.start(beating())
        part.stop()


@pytest.mark.parametrize(
    ("listen", "told"),
    [
        ("127.0.0.1:99999", "högst 65535"),
        ("192.0.2.1:8480", "inte den här maskinens"),
    ],
)
def test_an_address_that_cannot_be_had_is_told_with_why(listen, told):
    with pytest.raises(CannotStart, match=told):
        PagesServer(listen, {})


def test_a_port_that_the_account_may_not_have_is_told_as_that():
    assert why_not(PermissionError(13, "")) == (
        "kontot får inte. Välj en port från 1024"
    )


def test_nothing_listens_when_it_is_turned_off(town):
    part = VitalsPart(town.house, Settings(http_listen="none"))
    part.start(beating())
    part.stop()

    assert part.server is None
    assert list(town.house.engine.observers) == []


@pytest.mark.parametrize(
    ("listen", "address"),
    [("127.0.0.1:80", ("127.0.0.1", 80)), ("[::1]:8480", ("::1", 8480))],
)
def test_an_address_is_read_in_both_families(listen, address):
    assert address_of(listen) == address
