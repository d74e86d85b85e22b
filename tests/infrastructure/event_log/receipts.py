"""What the tests of the store write: small events and the receipts that go with them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from eventsourcing.persistence import StoredEvent

from upphandling.application.store import Receipt

NOON = datetime(2019, 10, 1, 10, 0, 0, 123, tzinfo=UTC)

STAMPED = (
    '{"effective_at":"2019-10-01T10:00:00Z","by":"anna","role":"upphandlare",'
    '"mandate":null,"because":null,"titel":"Hemtjänst i Örebro"}'
)


def an_event(
    stream: str = "tender:orebro-2019",
    version: int = 1,
    topic: str = "tender.announced",
    data: str = STAMPED,
) -> StoredEvent:
    return StoredEvent(stream, version, topic, data.encode())


def a_receipt(command_id: str = "c-1", **changed: Any) -> Receipt:
    told = {
        "command_id": command_id,
        "command": "AnnounceTender",
        "recorded_at": NOON,
        "effective_at": NOON.replace(microsecond=0),
        "by": "anna",
        "role": "upphandlare",
        "mandate": "delegationsordningen 4.2",
        "because": None,
        "payload": '{"tender_id": "tender:orebro-2019"}',
    }
    return Receipt(**{**told, **changed})
