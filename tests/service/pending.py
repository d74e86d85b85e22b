"""Many tenders that wait to be closed, written to the log at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from eventsourcing.persistence import StoredEvent

from tests.town import command, role_for
from upphandling.bootstrap import House, open_house
from upphandling.domain.instants import local_date
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.storage.database import Database

AT_ONCE = 20_000  # events in a transaction
FIRST = "prov-0"
ANSWER_LIMIT = "tender.answer_limit_set"
BUNDLE = {"key": "omv", "name": "Omvårdnad", "services": ["personal_care"]}
SYSTEM: dict[str, Any] = {
    "system": "provkommun",
    "name": "Hemtjänst i Provkommun",
    "municipality": "Provkommun",
    "areas": [{"key": "norr", "name": "Norr"}],
    "bundles": [BUNDLE | {"regime": "lou"}],
    "default": {"rule": "in_house", "legal_basis": "beslut § 1"},
}
TENDER: dict[str, Any] = {
    "tender": FIRST,
    "system": "provkommun",
    "title": "Hemtjänst",
    "lots": [{"lot": "hela", "title": "Hela", "areas": ["norr"]}],
    "criteria": [{"criterion": "kvalitet", "title": "Kvalitet", "max_points": 10}],
}


def send(
    house: House, name: str, data: dict[str, Any], at: datetime | None = None
) -> None:
    """As whoever may; now, or as of an instant that has been."""
    house.engine.handle(
        command(name, data),
        by="upphandlare-1",
        role=role_for(name),
        mandate="delegationsordning 4.2",
        effective_at=at,
    )


def wait_to_close(url: str, closings: list[datetime]) -> None:
    """One tender per closing, numbered from nought; the first as a person announces it.

    The others are its events over again, under their own keys and with their own days,
    and without the limit for answers: each waits for one thing only.
    """
    with open_house(url) as house:
        begun = house.clock() - timedelta(days=30)
        send(house, "choice_system.establish", SYSTEM, begun)
        send(house, "tender.prepare", TENDER, begun)
        last_day = local_date(closings[0] - timedelta(seconds=1)).isoformat()
        told = {"last_day": last_day, "closes_at": written(closings[0]), "notice": "N"}
        send(house, "tender.announce", {"tender": FIRST, **told}, begun)
    with Database(url) as database:
        recorder = EventRecorder(database)
        copies = copied(recorder.select_events(f"tender:{FIRST}"), closings)
        while some := list(islice(copies, AT_ONCE)):
            recorder.insert_events(some)


def copied(
    first: Iterable[StoredEvent], closings: list[datetime]
) -> Iterator[StoredEvent]:
    """The events of all but the first, in the order of their numbers."""
    told = [
        (row.topic, row.state.decode()) for row in first if row.topic != ANSWER_LIMIT
    ]
    closes_at = written(closings[0])
    assert any(closes_at in state for _, state in told)
    for number, at in enumerate(closings[1:], 1):
        key = f"prov-{number}"
        for version, (topic, state) in enumerate(told, 1):
            mine = state.replace(f'"{FIRST}"', f'"{key}"')
            yield StoredEvent(
                originator_id=f"tender:{key}",
                originator_version=version,
                topic=topic,
                state=mine.replace(closes_at, written(at)).encode(),
            )


def written(at: datetime) -> str:
    """As it stands in an event: whole seconds, in UTC."""
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
