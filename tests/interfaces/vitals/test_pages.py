"""The pages of a service: alive, ready, and its figures."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import pytest
import structlog
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind
from prometheus_client.parser import text_string_to_metric_families

from tests.interfaces.processes import free_port
from tests.interfaces.test_service import wait_until
from tests.interfaces.vitals.asking import beating, led, pages, told
from tests.town import Town
from upphandling.extras import EXTRAS
from upphandling.infrastructure.storage.troubles import DatabaseTrouble
from upphandling.infrastructure.timekeeping.stops import Step, note_stop
from upphandling.infrastructure.vitals.check import Check
from upphandling.infrastructure.vitals.tracing import Tracing
from upphandling.interfaces.vitals.http import (
    Answer,
    PagesServer,
)
from upphandling.interfaces.vitals.part import VitalsPart
from upphandling.schedules.standing import Standing
from upphandling.settings import BadSetting, Settings


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
