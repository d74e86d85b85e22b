"""PostgreSQL goes down and comes back while commands flow: nothing lost, nothing twice."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from time import monotonic, sleep

import psycopg
import pytest
from sqlalchemy import make_url

from tests.faults.test_lost_answers import PLAN, sent
from tests.infrastructure.outbox.post_office import webhook, written
from tests.infrastructure.outbox.receivers import receiver
from tests.infrastructure.storage.test_standby import Own, own_server
from tests.town import Town
from upphandling.application.answers import Answer
from upphandling.bootstrap import upgrade
from upphandling.infrastructure.storage import postgresql
from upphandling.infrastructure.storage.postgresql import PostgresDriver
from upphandling.infrastructure.storage.troubles import DatabaseTrouble
from upphandling.interfaces.outbox.part import OutboxPart
from upphandling.schedules.standing import Standing

SENDERS = 3
ENDS = (signal.SIGINT, signal.SIGQUIT, signal.SIGINT, signal.SIGQUIT)
"""In good order, and at once as in a crash; there and back."""

BETWEEN = 12  # commands that each sender has through before the next end
PATIENCE = 60.0  # seconds for one command; far more than a server needs to start
NOW = "2026-03-02T09:00"


@pytest.fixture(scope="module")
def server() -> Iterator[Own]:
    with own_server() as own:
        upgrade(own.url)
        with Town(own.url, NOW) as town:
            town.founded()
            sent(town, "plan.draw_up", PLAN, "planen")
        yield own


class Sender:
    """Sends one command after another, each until it is heard; counts what was lost."""

    def __init__(self, url: str, name: str, over: Event) -> None:
        self.url, self.name, self.over = url, name, over
        self.acknowledged: dict[str, bool] = {}  # command id, whether it was a repeat
        self.lost = 0

    def __call__(self) -> None:
        with Town(self.url, NOW) as town:
            while not self.over.is_set():
                command_id = f"{self.name}-{len(self.acknowledged)}"
                answer = self._heard(town, command_id)
                self.acknowledged[command_id] = answer.repeated

    def _heard(self, town: Town, command_id: str) -> Answer:
        when = {"earliest": "2026-09-01", "latest": "2026-10-01"}
        promise = {
            "plan": "tidplan",
            "promise": command_id,
            "to": "Alla",
            "text": "Brev",
        }
        until = monotonic() + PATIENCE
        while True:
            try:
                return sent(town, "plan.promise", {**promise, "when": when}, command_id)
            except DatabaseTrouble as trouble:
                if not trouble.passing or monotonic() > until:
                    raise
                self.lost += 1
                sleep(0.02)


def end(server: Own, how: signal.Signals) -> None:
    server.process.send_signal(how)
    server.process.wait(PATIENCE)
    server.start()


def test_whatever_was_acknowledged_is_there_once_and_nothing_else(server):
    over = Event()
    senders = [Sender(server.url, f"sandare-{n}", over) for n in range(SENDERS)]
    with ThreadPoolExecutor(SENDERS) as pool:
        running = [pool.submit(sender) for sender in senders]
        try:
            for number, how in enumerate((*ENDS, None), 1):
                wait_for(senders, number * BETWEEN, running)
                if how is not None:
                    end(server, how)
        finally:
            over.set()
        for one in running:
            one.result(PATIENCE)

    acknowledged = {name for sender in senders for name in sender.acknowledged}
    with Town(server.url, NOW) as town:
        rows = list(town.house.recorder.records())
        promised = Counter(
            row.command_id for row in rows if row.topic == "plan.promise_made"
        )
        assert promised == Counter(dict.fromkeys(acknowledged, 1))
        assert [row.position for row in rows] == [*range(1, len(rows) + 1)]
        assert len(town.case("plan:tidplan").promises) == len(acknowledged)
    assert all(sender.lost for sender in senders)


def wait_for(senders: list[Sender], many: int, running: list) -> None:
    """Until every sender has so many through, or one of them has fallen."""
    until = monotonic() + PATIENCE
    while min(len(sender.acknowledged) for sender in senders) < many:
        for one in running:
            if one.done():
                one.result()
        assert monotonic() < until
        sleep(0.01)


def test_the_outbox_goes_on_by_itself_and_passes_nothing_over(
    server: Own, tmp_path: Path
):
    asked = 'topics = ["plan.milestone_planned"]'
    with Town(server.url, NOW) as town, receiver() as listener:
        part = OutboxPart(
            town.house, written(tmp_path, webhook(listener.url, asked)), pause=0.02
        )
        standing = Standing("en", lambda: True)
        part.start(standing)
        try:
            part.postmen[0].reading_on.begun()
            for number, how in enumerate((*ENDS[:2], None)):
                planned(town, number)
                if how is not None:
                    end(server, how)
            until = monotonic() + PATIENCE
            while len({got.id for got in listener.got}) < len(ENDS[:2]) + 1:
                assert monotonic() < until
                sleep(0.02)
        finally:
            standing.stopping.set()
            part.stop()

    assert all(got.told["subject"] == "plan:tidplan" for got in listener.got)


def planned(town: Town, number: int) -> None:
    until = monotonic() + PATIENCE
    when = {"earliest": "2026-09-01", "latest": "2026-10-01"}
    stone = {"plan": "tidplan", "milestone": f"steg-{number}", "title": "Ett steg"}
    while True:
        try:
            sent(town, "plan.add_milestone", {**stone, "when": when}, f"steg-{number}")
        except DatabaseTrouble:
            assert monotonic() < until
            sleep(0.02)
        else:
            return


def test_a_connection_that_breaks_in_its_first_words_is_closed(server, monkeypatch):
    """As where the server goes down just then; left open it would be a leak."""
    monkeypatch.setattr(postgresql, "PATIENCE", "x")

    with pytest.raises(psycopg.Error) as broken:
        PostgresDriver(make_url(server.url)).connect()

    (made,) = (
        frame.frame.f_locals["connection"]
        for frame in broken.traceback
        if frame.name == "connect" and "connection" in frame.frame.f_locals
    )
    was_open = not made.closed
    made.close()
    assert not was_open
