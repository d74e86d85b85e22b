"""How an event is written down: plain JSON that a reviewer can read unaided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic import ValidationError

from upphandling.domain.base import DomainEvent
from upphandling.domain.catalogue import EVENTS
from upphandling.infrastructure.event_log.upcasts import UPCASTS, Upcast, lifted
from upphandling.infrastructure.storage.troubles import DamagedRow


class UnreadableEvent(DamagedRow):
    """En händelse kan inte läsas av den här versionen av programmet."""

    hint = 'Kör "upphandling verify"; är händelsen nyare, uppgradera programmet.'


def unreadable(stored: StoredEvent, why: str) -> UnreadableEvent:
    """The trouble with an event, which names its stream and its topic.

    Never its data, nor its version, which would tell how many events a sealed tender has.
    """
    return UnreadableEvent(place=f"{stored.originator_id} ({stored.topic})", why=why)


class EventMapper(Mapper[str]):
    """Only registered topics are read, and only in the shape they promise.

    The library resolves any module path that stands in the row; here an unknown
    topic is refused, so that a row can never run code.
    """

    def __init__(
        self,
        events: Mapping[str, type[DomainEvent]] = EVENTS,
        upcasts: Mapping[str, Upcast] = UPCASTS,
    ) -> None:
        super().__init__(transcoder=JSONTranscoder())
        self.events = events
        self.upcasts = upcasts

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        kind = type(domain_event)
        return StoredEvent(
            domain_event.originator_id,
            domain_event.originator_version,
            kind.TOPIC,
            kind.__pydantic_serializer__.to_json(domain_event),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The event; raises `UnreadableEvent` rather than guess."""
        topic, state = stored_event.topic, stored_event.state
        if topic in self.upcasts:
            topic, data = lifted(topic, _object(stored_event), self.upcasts)
            state = json.dumps(data).encode()
        kind = self.events.get(topic)
        if kind is None:
            raise unreadable(stored_event, "okänd händelsetyp")
        try:
            event = kind.__pydantic_validator__.validate_json(state)
        except ValidationError as error:
            fields = ", ".join(
                ".".join(map(str, fault["loc"])) or "data" for fault in error.errors()
            )
            raise unreadable(stored_event, f"fel i {fields}") from None
        # Frozen for everybody else; the row's columns belong to the event.
        event.__dict__["originator_id"] = stored_event.originator_id
        event.__dict__["originator_version"] = stored_event.originator_version
        return event


def _object(stored: StoredEvent) -> dict[str, Any]:
    """Its data, on the way to today's form."""
    try:
        told = json.loads(stored.state)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise unreadable(stored, "fel i data")
    return told
