"""A lived log that is changed behind everybody's back, and put right again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.infrastructure.ledger.tampering import tamper
from upphandling.application.verification import Difference, Findings
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.verification.fan_out import verify_span
from upphandling.infrastructure.verification.reading import end_of, spans

Change = Callable[[dict[str, Any]], None]
Found = tuple[str, str, Any, Any]
"""A topic, a field, what was recorded, and what it ought to be."""

Mutant = tuple[str, int, Change, list[Found]]
"""Which of the rows of a topic is changed, how, and what is then told."""


def says(*path: Any, to: Any) -> Change:
    """The value at a path is another."""

    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        assert data[path[-1]] != to
        data[path[-1]] = to

    return change


def of(topic: str, *found: tuple[str, Any, Any]) -> list[Found]:
    return [(topic, *one) for one in found]


def itself(
    topic: str, path: str, wrong: Any, right: Any, *, nth: int = 0, at: str = ""
) -> Mutant:
    """One value is changed and told, and nothing else is; `at` where a part has a name."""
    steps = (int(step) if step.isdigit() else step for step in (at or path).split("."))
    return topic, nth, says(*steps, to=wrong), of(topic, (path, wrong, right))


def streams_verified(database: Database) -> Findings:
    """Every stream, without the read models."""
    end, findings = end_of(database), Findings()
    for span in spans(database, end):
        findings.add(verify_span(span, end, database))
    return findings


def rows(database: Database, topic: str) -> list[tuple[int, str]]:
    """Positions and data of a topic, in order."""
    with database.reading() as cursor:
        sql = "SELECT position, data FROM events WHERE topic = ? ORDER BY position"
        cursor.execute(database.native(sql), (topic,))
        return [(position, data) for position, data in cursor.fetchall()]


@contextmanager
def changed(
    database: Database, topic: str, change: Change, nth: int = 0
) -> Iterator[None]:
    """One row says something else within the block."""
    position, before = rows(database, topic)[nth]
    data = json.loads(before)
    change(data)
    write(database, position, json.dumps(data, ensure_ascii=False))
    try:
        yield
    finally:
        write(database, position, before)


def write(database: Database, position: int, data: str) -> None:
    quoted = data.replace("'", "''")
    tamper(database, f"UPDATE events SET data = '{quoted}' WHERE position = {position}")


def told(database: Database, differences: list[Difference]) -> list[Found]:
    """The differences by topic instead of by event; sealed cases by name."""
    with database.reading() as cursor:
        cursor.execute("SELECT stream_id, version, topic FROM events")
        topics = {f"{case}@{version}": topic for case, version, topic in cursor}
    return [
        (topics.get(one.event, one.event), one.field, one.recorded, one.recomputed)
        for one in differences
    ]
