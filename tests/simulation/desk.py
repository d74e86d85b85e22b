"""A desk as the generated tests have it, whose commands go to the municipality's houses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from eventsourcing.persistence import StoredEvent

from tests.simulation.municipality import Municipality
from tests.town import role_for
from upphandling.application.commands import A
from upphandling.application.store import Record
from upphandling.domain.base import DomainEvent, Role
from upphandling.infrastructure.event_log.event_mapper import EventMapper

MAPPER = EventMapper()


class Desk:
    """Speaks as `tests.generated.desk.Desk`, of cases that bear other names in the log.

    `named` says for a field of a command what its value is called there, `mine`
    whether a stream of the log is one of this desk's. What the clock does is left to
    the clock: whoever asks for it gets a sweep.
    """

    def __init__(
        self,
        town: Municipality,
        named: Callable[[str, Any], Any],
        mine: Callable[[str], bool],
    ) -> None:
        self.town = town
        self.named = named
        self.mine = mine
        self.log: list[DomainEvent] = []
        self.attempts: list[tuple[int, str, str]] = []
        self._seen: dict[tuple[Any, str], Any] = {}  # until more is sent or written
        self._seen_at = (0, 0)

    @property
    def now(self) -> datetime:
        return self.town.clock.now

    @now.setter
    def now(self, moment: datetime) -> None:
        self.town.clock.now = moment

    @property
    def refused(self) -> list[str]:
        return [rule for _, _, rule in self.attempts]

    def do(
        self,
        name: str,
        data: dict[str, Any],
        *,
        by: str | None = None,
        role: Role | None = None,
        mandate: str | None = "delegationsordning 4.2",
    ) -> bool:
        """Send a command; False when a rule refused it, or nothing fell."""
        role = role or role_for(name)
        if role is Role.SCHEDULER and (mandate is None or by is None):
            before = self.town.position
            self.town.sweep()
            return self.town.position > before
        if role is not Role.SCHEDULER:
            role = role_for(name)
        told = {key: self._plain(key, value) for key, value in data.items()}
        verdict = self.town.do(name, told, by=by, role=role, mandate=mandate)
        if verdict != "done":
            self.attempts.append((len(self.log), name, verdict))
        return verdict == "done"

    def case(self, kind: type[A], key: str) -> A | None:
        """The case as it stands, or None."""
        known = self.named(kind.KIND, key)
        now = self.town.position, self.town.sent
        if self._seen_at != now:
            self._seen, self._seen_at = {}, now
        if (kind, known) not in self._seen:
            with self.town.houses.using(0) as house:
                found = house.engine.session().find(kind, known)
            self._seen[kind, known] = found
        case: A | None = self._seen[kind, known]
        return case

    def hear(self, row: Record) -> Iterator[DomainEvent]:
        """The event of a row that is this desk's."""
        if self.mine(row.stream_id):
            event = MAPPER.to_domain_event(
                StoredEvent(row.stream_id, row.version, row.topic, row.data.encode())
            )
            self.log.append(event)
            yield event

    def _plain(self, key: str, value: Any) -> Any:
        if hasattr(value, "isoformat"):
            value = value.isoformat()
        return self.named(key, value)
