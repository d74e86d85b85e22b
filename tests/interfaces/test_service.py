"""The background service: stops cleanly, and survives being killed at any moment."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

import pytest

from tests.interfaces.inside import ask
from tests.interfaces.test_send import SYSTEM, TENDER
from tests.town import role_for
from upphandling.application.catalogue import VERBS
from upphandling.bootstrap import open_house
from upphandling.domain.instants import local_date

DEADLINES = 200
KILLS = 8
EACH = DEADLINES // KILLS  # new deadlines before each start
OVERDUE = 15  # of them; the rest fall due while the service is up
START = "from upphandling.interfaces.cli import main; main()"


def serve(
    url: str, start: str = START, *, log: int = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", start, "serve"],
        env={
            **os.environ,
            "UPPHANDLING_DATABASE": url,
            "UPPHANDLING_HEARTBEAT_SECONDS": "0.2",
            "UPPHANDLING_WATCHDOG_SECONDS": "3",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        stdout=log,
        stderr=log,
    )


def announce(url: str, closings: list[datetime], first: int = 0) -> None:
    """One tender per closing, numbered from the first, announced a while ago."""
    with open_house(url) as house:

        def send(name: str, at: datetime, /, **data: object) -> None:
            command = VERBS[name].command.model_validate_json(json.dumps(data))
            house.engine.handle(
                command,
                by="upphandlare-1",
                role=role_for(name),
                mandate="delegationsordning 4.2",
                effective_at=at,
            )

        begun = datetime.now(UTC) - timedelta(days=30)
        if not first:
            send("choice_system.establish", begun, **SYSTEM)
        for number, closes_at in enumerate(closings, first):
            tender = {**TENDER, "tender": f"prov-{number}"}
            send("tender.prepare", begun, **tender)
            send(
                "tender.announce",
                begun,
                tender=f"prov-{number}",
                last_day=local_date(closes_at - timedelta(seconds=1)).isoformat(),
                closes_at=closes_at.isoformat(timespec="seconds"),
                notice="N",
            )


def test_the_service_closes_what_is_due_and_stops_cleanly_on_sigterm(store):
    announce(store, [datetime.now(UTC) - timedelta(days=1)])

    service = serve(store)
    wait_until(lambda: ask(store, "SELECT 1 FROM events WHERE topic='tender.closed'"))
    service.send_signal(signal.SIGTERM)
    _, log = service.communicate(timeout=20)

    assert service.returncode == 0, log
    lines = [json.loads(line)["event"] for line in log.decode().splitlines()]
    assert lines[0] == "service_started"
    assert lines[-1] == "service_stopped"
    assert "deadline_fell" in lines
    assert ask(store, "SELECT status FROM tenders") == [("closed",)]


def test_a_service_that_hangs_ends_so_that_it_is_started_again(store):
    hanging = (
        "from threading import Event; from upphandling import bootstrap;"
        "bootstrap.House.tick = lambda *_: Event().wait();" + START
    )

    service = serve(store, hanging)
    _, log = service.communicate(timeout=30)

    assert service.returncode == 2
    assert b"service_stalled" in log


@pytest.mark.timeout(300)
def test_killed_again_and_again_it_closes_every_deadline_exactly_once(store):
    chance = random.Random(7)
    for kill in range(KILLS):
        now = datetime.now(UTC)
        closings = [now - timedelta(minutes=number + 1) for number in range(OVERDUE)]
        closings += [
            now + timedelta(seconds=1 + chance.random() * 2)
            for _ in range(EACH - OVERDUE)
        ]
        announce(store, closings, first=kill * EACH)
        before = closed(store)
        service = serve(store, log=subprocess.DEVNULL)  # a full pipe would stop it
        wait_until(lambda before=before: closed(store) > before)
        sleep(chance.random() * 0.4)
        service.kill()
        service.communicate()
    service = serve(store, log=subprocess.DEVNULL)
    wait_until(lambda: closed(store) == DEADLINES)
    service.send_signal(signal.SIGTERM)
    service.communicate(timeout=20)

    per_tender = ask(
        store,
        "SELECT stream_id, count(*) FROM events WHERE topic='tender.closed'"
        " GROUP BY stream_id",
    )
    assert len(per_tender) == DEADLINES
    assert {count for _, count in per_tender} == {1}
    assert ask(store, "SELECT count(*) FROM refusals") == [(0,)]
    assert ask(store, "SELECT count(*) FROM deadlines") == [(0,)]
    late = ask(
        store,
        "SELECT count(*) FROM events e JOIN events a ON a.stream_id = e.stream_id"
        " WHERE e.topic = 'tender.closed' AND a.topic = 'tender.announced'"
        " AND json_extract(e.data, '$.effective_at')"
        " <> json_extract(a.data, '$.closes_at')",
    )
    assert late == [(0,)]


def closed(url: str) -> int:
    return ask(url, "SELECT count(*) FROM events WHERE topic='tender.closed'")[0][0]


def wait_until(holds, seconds: float = 60) -> None:
    """Once it holds; a busy machine takes ten seconds to start a process."""
    limit = monotonic() + seconds
    while not holds():
        assert monotonic() < limit, "it never happened"
        sleep(0.05)
