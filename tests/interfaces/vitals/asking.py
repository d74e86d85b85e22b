"""The pages of a house as long as a test lasts, and what they say."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

from upphandling.bootstrap import House
from upphandling.infrastructure.leadership.instances import Presence
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.vitals.last_done import note
from upphandling.interfaces.vitals.part import VitalsPart
from upphandling.schedules.standing import Standing
from upphandling.settings import Settings


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
