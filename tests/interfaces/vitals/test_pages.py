"""The pages of a service: alive, ready, and its figures; and nothing about bids."""

from __future__ import annotations

import json
import socket
import sys
from contextlib import contextmanager, suppress
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import structlog
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind
from prometheus_client.parser import text_string_to_metric_families

from tests.interfaces.processes import free_port
from tests.interfaces.test_service import wait_until
from tests.town import Town
from upphandling.bootstrap import House
from upphandling.extras import EXTRAS
from upphandling.infrastructure.leadership.instances import Presence
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import DatabaseTrouble
from upphandling.infrastructure.timekeeping.stops import Step, note_stop
from upphandling.infrastructure.vitals.check import Check
from upphandling.infrastructure.vitals.last_done import note
from upphandling.infrastructure.vitals.tracing import Tracing
from upphandling.interfaces.vitals.http import (
    Answer,
    PagesServer,
    address_of,
    why_not,
)
from upphandling.interfaces.vitals.part import VitalsPart
from upphandling.schedules.standing import CannotStart, Standing
from upphandling.settings import BadSetting, Settings

BID = {
    "tender": "prov",
    "bidder": "utforare-a",
    "name": "Utförare A",
    "lots": ["norr"],
    "content_hash": "0" * 64,
}


@pytest.fixture
def at_once(monkeypatch):
    """Each who asks gets an answer of their own."""
    monkeypatch.setattr("upphandling.interfaces.vitals.health.FRESH", -1.0)


@pytest.fixture
def town(database_url):
    with Town(database_url, "2026-03-02T09:00") as opened:
        yield opened.founded()


@contextmanager
def pages(house: House, standing: Standing | None = None, **changed: Any):
    """The pages as long as the block lasts: `ask(path) -> (status, body)`."""
    part = VitalsPart(house, Settings(**{"http_listen": "127.0.0.1:0", **changed}))
    part.start(standing or beating())
    port = part.server.server_address[1]
    try:
        yield lambda path, method="GET": ask(port, path, method)
    finally:
        part.stop()
        house.engine.observers.clear()


def beating() -> Standing:
    standing = Standing("ett", lambda: True)
    standing.beaten()
    return standing


def ask(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path)
    answer = connection.getresponse()
    said = answer.read().decode()
    connection.close()
    return answer.status, said


def told(said: str) -> dict[str, str]:
    return {one["check"]: one["status"] for one in json.loads(said)["checks"]}


def led(database: Database) -> None:
    """Somebody leads and has gone through the deadlines just now."""
    Presence(database, "ett").tell(leads=True)
    note(database, "sweep", {})


def test_a_service_that_runs_is_ready_and_each_check_says_so(town):
    led(town.house.database)
    town.house.refresh()

    with pages(town.house) as page:
        status, said = page("/readyz")

    assert (status, json.loads(said)["status"]) == (200, "warn")
    assert told(said).items() >= {
        ("beats", "ok"),
        ("database", "ok"),
        ("schema", "ok"),
        ("leader", "ok"),
        ("sweep", "ok"),
        ("projection_lag", "ok"),
        ("set_aside", "ok"),
        ("clock", "ok"),
        ("outbox", "ok"),
        ("backup", "warn"),
        ("ledger", "warn"),
    }


def test_a_clock_that_is_not_believed_makes_it_unready_and_says_what_to_do(town):
    now = town.house.database.now()
    note_stop(town.house.database, Step.BACK, now, now)

    with pages(town.house) as page:
        status, said = page("/readyz")

    (clock,) = [one for one in json.loads(said)["checks"] if one["check"] == "clock"]
    assert (status, clock["status"]) == (503, "fail")
    assert "clock confirm" in clock["do"]


def test_a_newer_database_makes_it_unready(town):
    with town.house.database.writing() as cursor:
        cursor.execute("UPDATE alembic_version SET version_num = '9999'")

    with pages(town.house) as page:
        status, said = page("/readyz")

    assert (status, told(said)["schema"]) == (503, "fail")


def test_a_database_that_is_away_is_told_and_the_figures_still_answer(sqlite_url):
    with Town(sqlite_url, "2026-03-02T09:00") as town, pages(town.house) as page:
        town.house.database.close()
        path = Path(town.house.database.url.database)
        moved = path.with_suffix(".borta")
        path.rename(moved)
        ready, said = page("/readyz")
        figures, text = page("/metrics")
        moved.rename(path)

    assert (ready, told(said)["database"]) == (503, "fail")
    assert figures == 200
    assert "upphandling_database_up 0.0" in text


def test_a_server_that_hung_up_is_found_again_by_itself(postgresql_url, at_once):
    with Town(postgresql_url, "2026-03-02T09:00") as town, pages(town.house) as page:
        led(town.house.database)
        assert page("/readyz")[0] == 200

        with town.house.database.reading() as cursor, suppress(DatabaseTrouble):
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

        wait_until(lambda: page("/readyz")[0] == 200)


def test_it_lives_as_long_as_it_beats(town):
    standing = beating()
    with pages(town.house, standing, watchdog_seconds=6, heartbeat_seconds=5) as page:
        assert page("/healthz")[0] == 200

        standing._beaten -= 13
        assert page("/healthz")[0] == 503

        standing.trouble = "Databasservern svarar inte."
        status, said = page("/healthz")

    assert (status, told(said)) == (200, {"beats": "warn"})
    assert "svarar inte" in said


def test_figures_are_read_by_prometheus(town):
    led(town.house.database)
    with pages(town.house) as page:
        town.do(
            "choice_system.set_requirement",
            {"system": "staden", "requirement": "nycklar", "text": "Nycklar."},
        )
        status, said = page("/metrics")

    found = {
        sample.name: sample.value
        for family in text_string_to_metric_families(said)
        for sample in family.samples
    }
    assert status == 200
    assert found["upphandling_leader"] == 1
    assert found["upphandling_instances"] == 1
    assert found["upphandling_commands_accepted_total"] == 1
    assert found["upphandling_commands_refused_total"] == 0
    assert found["upphandling_deadlines_overdue"] == 0
    assert found["upphandling_last_sweep_age_seconds"] >= 0
    assert "upphandling_backup_age_seconds" not in found


def test_neither_pages_nor_figures_move_with_the_number_of_bids(sqlite_url, at_once):
    """Two equal houses, one with two bids: every page says the same."""
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        town.founded().announced("prov", "2026-04-01")
        town.house.refresh()
        with pages(town.house) as page:
            before = [unmoved(page(path)[1]) for path in ("/readyz", "/metrics")]
            for number in (1, 2):
                town.do("tender.receive_bid", {**BID, "bid": f"anbud-{number}"})
            town.house.refresh()
            after = [unmoved(page(path)[1]) for path in ("/readyz", "/metrics")]

    assert after == before
    assert "upphandling_deadlines_overdue 0.0" in after[1]


def test_a_bid_that_no_read_model_has_seen_is_not_seen_to_wait(sqlite_url, at_once):
    """One that asks again and again would see each bid come."""
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        town.founded().announced("prov", "2026-04-01")
        town.house.refresh()
        with pages(town.house) as page:
            town.do("tender.receive_bid", {**BID, "bid": "anbud-1"})
            assert "upphandling_projection_lag_seconds 0.0" in page("/metrics")[1]

            town.do(
                "choice_system.set_requirement",
                {"system": "staden", "requirement": "nycklar", "text": "Nycklar."},
            )
            assert "upphandling_projection_lag_seconds 0.0" not in page("/metrics")[1]


@pytest.mark.parametrize("path", ["/19121212-1212", "/healthz?namn=19121212-1212"])
def test_what_is_asked_for_is_not_repeated_in_the_log(town, path):
    with structlog.testing.capture_logs() as lines, pages(town.house) as page:
        page(path)
        page(path, "PUT")

    said = [line for line in lines if line["event"] == "http"]
    assert [line["status"] for line in said][-1] == 405
    assert "1212" not in str(said)


def unmoved(said: str) -> list[str]:
    """The lines that do not tell of this process's own time and memory."""
    return [
        line
        for line in said.splitlines()
        if not line.startswith("process_") and "ledigt" not in line
    ]


def test_late_deadlines_of_a_sealed_tender_are_not_counted(sqlite_url, at_once):
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        town.founded().announced("prov", "2026-04-01")
        town.house.refresh()
        town.clock.now = town.clock.now.replace(year=2027)
        with pages(town.house) as page:
            assert "upphandling_deadlines_overdue 0.0" in page("/metrics")[1]

            town.with_agreement("avtal-a", starts_on="2027-05-01")
            town.house.refresh()
            town.clock.advance(timedelta(days=365))
            assert "upphandling_deadlines_overdue 0.0" not in page("/metrics")[1]


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


def test_traces_without_the_extra_say_what_to_install(town, monkeypatch):
    monkeypatch.setattr(
        "upphandling.extras.EXTRAS", {**EXTRAS, "tracing": "finns_inte"}
    )
    for name in ("upphandling.infrastructure.vitals.tracing", "opentelemetry.sdk"):
        monkeypatch.setitem(sys.modules, name, None)
    settings = Settings(http_listen="none", tracing_endpoint="http://127.0.0.1:1/v1")
    part = VitalsPart(town.house, settings)

    with pytest.raises(BadSetting, match=r"upphandling\[tracing\]"):
        part.start(beating())
    part.stop()


def test_a_collector_that_is_away_stops_nothing(sqlite_url):
    traced = {"tracing_endpoint": f"http://127.0.0.1:{free_port()}/v1/traces"}
    with (
        Town(sqlite_url, "2026-03-02T09:00") as town,
        pages(town.house, **traced) as page,
    ):
        assert page("/healthz")[0] == 200
        town.house.tick()


def test_an_instance_that_only_waits_is_ready_too(town):
    led(town.house.database)
    town.house.refresh()
    standing = Standing("tva", lambda: False)
    standing.beaten()

    with pages(town.house, standing) as page:
        assert page("/readyz")[0] == 200
        assert "upphandling_leader 0.0" in page("/metrics")[1]


def test_a_request_has_a_span_of_its_page_and_no_more():
    sent = InMemorySpanExporter()
    tracing = Tracing(sent, version="1", instance="ett", at_once=True)
    page = Answer(HTTPStatus.OK, "text/plain", b"bra")
    with PagesServer("127.0.0.1:0", {"/x": lambda: page}, tracing.request) as server:
        assert server.answer("GET", "/x?hemligt=1") is page
        assert server.answer("GET", "/hemligt").status == HTTPStatus.NOT_FOUND
    tracing.close()

    (span,) = sent.get_finished_spans()
    assert (span.name, span.kind) == ("GET /x", SpanKind.SERVER)
    assert "hemligt" not in span.to_json()


def test_what_is_to_be_seen_to_is_told_in_the_log_at_the_start(sqlite_url, monkeypatch):
    bad = Check.fail("disk", "Disken är nästan full.", "Frigör utrymme nu.")
    monkeypatch.setattr("upphandling.interfaces.vitals.part.around", lambda: [bad])
    with (
        structlog.testing.capture_logs() as lines,
        Town(sqlite_url, "2026-03-02T09:00") as town,
        pages(town.house),
    ):
        pass

    told = [one for one in lines if one["event"] == "environment"]
    assert told[0]["said"] == "Disken är nästan full."
    assert told[0]["do"] == "Frigör utrymme nu."
