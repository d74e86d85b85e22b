"""The library's factory, handing out our own mapper and recorder."""

from __future__ import annotations

from typing import Any, NoReturn

from eventsourcing.persistence import InfrastructureFactory, TrackingRecorder

from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.event_log.event_store import EventRecorder


class Persistence(InfrastructureFactory[TrackingRecorder]):
    """Gives the engine its recorder; the rest of the library's offer is not used."""

    def __init__(self, recorder: EventRecorder) -> None:
        super().__init__(env={})
        self.recorder = recorder

    def mapper(self, *_: Any, **__: Any) -> Any:
        return EventMapper()

    def application_recorder(self) -> EventRecorder:
        return self.recorder

    def aggregate_recorder(self, purpose: str = "events") -> NoReturn:
        raise NotImplementedError

    def tracking_recorder(self, *_: Any, **__: Any) -> NoReturn:
        raise NotImplementedError

    def process_recorder(self) -> NoReturn:
        raise NotImplementedError
