"""One event as a chain reads it, and the few look-ups that find the next one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic_core import from_json
from sqlalchemy import select

from upphandling.application.store import Record
from upphandling.bootstrap import House
from upphandling.domain.award import Award
from upphandling.domain.base import Decision, DomainEvent
from upphandling.domain.catalogue import EVENTS, PERSONAL
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.review import Review
from upphandling.domain.tender import Tender
from upphandling.infrastructure.event_log.looking import Attempt, Lookup, Sent
from upphandling.infrastructure.event_log.upcasts import lifted, todays_topic
from upphandling.infrastructure.storage.query import Query
from upphandling.interfaces.disclosure import Secrecy
from upphandling.interfaces.masking import Masks, masked, masks_now
from upphandling.projections.cases import cases
from upphandling.projections.delegations import OF_THE_REGISTER

PARAGRAPH = re.compile(r"\(([^()]+)\)\.?$")
LONG = 1_000_000  # letters; beyond it are customers by the thousand, which nobody reads
DECIDED = "SELECT position FROM mandated"  # the read model of decisions
STAMP = ("effective_at", "by", "role", "mandate", "because")


class Told:
    """One recorded event: its row, and its data read as plain JSON."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.case = record.stream_id
        self.version = record.version
        self.position = record.position
        self.topic = todays_topic(record.topic)

    @property
    def reference(self) -> str:
        """`case@version`."""
        return f"{self.case}@{self.version}"

    @property
    def kind(self) -> str:
        return self.case.partition(":")[0]

    @cached_property
    def data(self) -> dict[str, Any]:
        return lifted(self.record.topic, _read(self.record.data))[1]

    @property
    def own(self) -> dict[str, Any]:
        """The event's own fields, without who and when."""
        return {name: value for name, value in self.data.items() if name not in STAMP}

    @property
    def event(self) -> type[DomainEvent] | None:
        return EVENTS.get(self.topic)

    @property
    def says(self) -> str:
        """Its line in the audit trail, without the paragraph."""
        line = self.event.says() if self.event else self.topic
        return PARAGRAPH.sub("", line).strip()

    @property
    def paragraph(self) -> str | None:
        """What its line cites: a paragraph, or `lokal ordning`."""
        found = PARAGRAPH.search(self.event.says()) if self.event else None
        return found and found[1]

    def at(self, path: str) -> Any:
        """A field, or a field of a field: `terms.system`; None where there is none."""
        value: Any = self.data
        for name in path.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        return value


@dataclass
class Log:
    """The log as one chain reads it: by index, each row once, and nothing secret."""

    house: House
    secrecy: Secrecy
    seen: int
    _kept: dict[str, Told] = field(default_factory=dict)
    _lists: dict[tuple[str, tuple[str, ...]], list[Told]] = field(default_factory=dict)
    _sent: dict[str, Sent | None] = field(default_factory=dict)
    _once: dict[tuple[str, str], Any] = field(default_factory=dict)

    @classmethod
    def of(cls, house: House) -> Log:
        # What the read models have not seen may be secret, and is not told.
        seen = min(house.projector.positions().values())
        with house.database.engine.connect() as connection:
            return cls(house, Secrecy.now(connection), seen)

    @cached_property
    def lookup(self) -> Lookup:
        return Lookup(self.house.database)

    @cached_property
    def masks(self) -> Masks:
        return masks_now(self.house)

    def shown(self, case: str, said: Any) -> Any:
        """A case's JSON as it may be shown."""
        return masked(self.masks, case, said) if _tells_of_bids(case) else said

    def hides(self, told: Told) -> bool:
        """Whether an event may not even be mentioned."""
        return self.secrecy.covers(told.case, told.topic)

    def name(self, told: Told) -> str:
        """How an event is named to a reader: without a number that must not be told."""
        withheld = self.secrecy.withholds(told.position)
        return told.case if withheld else told.reference

    def attempt(
        self, *, number: int | None = None, command_id: str | None = None
    ) -> Attempt | None:
        """A refusal by its number, or by the id of the command that was refused."""
        found = self.lookup.attempt(number=number, command_id=command_id)
        return None if found is None or found.after > self.seen else found

    def once(self, what: str, told: Told, make: Callable[[], Any]) -> Any:
        """What is made of an event, made the first time that it is asked for."""
        key = (what, told.reference)
        if key not in self._once:
            self._once[key] = make()
        return self._once[key]

    # -- Looking up ----------------------------------------------------------

    def named(self, reference: str) -> Told | None:
        """The event `case@version`."""
        if reference in self._kept:
            return self._kept[reference]
        case, _, version = reference.rpartition("@")
        if not case or not version.isdecimal() or len(version) > 9:  # noqa: PLR2004
            return None
        return self._told(self.lookup.event(case, int(version)))

    def at(self, position: int) -> Told | None:
        return self._told(self.lookup.at(position))

    def first(self, case: str) -> Told | None:
        """How a case began."""
        return self.named(f"{case}@1")

    def last(
        self, case: str, topics: Sequence[str] = (), before: int | None = None
    ) -> Told | None:
        """The latest event of a case before a position, of some topics if given."""
        if topics and case.partition(":")[0] not in PERSONAL and _listed(topics):
            return self._last_decided(case, topics, before)
        return self._told(self.lookup.last(case, topics, before))

    def all(
        self, case: str, topics: Sequence[str] = (), before: int | None = None
    ) -> Iterator[Told]:
        """The events of a case before a position, oldest first."""
        asked = (case, tuple(topics))
        if asked not in self._lists:
            records = self.lookup.all(case, topics)
            self._lists[asked] = [t for record in records if (t := self._told(record))]
        for told in self._lists[asked]:
            if before is None or told.position < before:
                yield told

    def first_system(self) -> str | None:
        """The choice system that was established first."""
        row = cases.c
        query = select(row.case_id).where(row.kind == ChoiceSystem.KIND)
        with self.house.database.engine.connect() as connection:
            found: str | None = connection.scalar(query.order_by(row.opened).limit(1))
        return found

    def sent(self, told: Told) -> Sent | None:
        """The command that brought an event about."""
        command_id = told.record.command_id
        if command_id is None:
            return None
        if command_id not in self._sent:
            self._sent[command_id] = self.lookup.sent(command_id)
        return self._sent[command_id]

    def together(self, told: Told, topics: Sequence[str]) -> Told | None:
        """What the same command did besides, of some topics."""
        sent = self.sent(told)
        if sent is None:
            return None
        return self._told(self.lookup.brought_about(sent, topics))

    def newest(self, case: str, before: int, most: int) -> list[Told]:
        """The last events of a case before a position, at most so many, oldest first."""
        records = self.lookup.newest(case, before, most)
        return [told for record in records if (told := self._told(record))]

    def _last_decided(
        self, case: str, topics: Sequence[str], before: int | None
    ) -> Told | None:
        """By the list of decisions, for an agreement's history may be very long."""
        query = Query(DECIDED).where("case_id = ?", case)
        query.among("event", topics).where("position < ?", before)
        for (position,) in query.ordered("position DESC", 1).rows(self.house.database):
            return self.at(position)
        return None

    def _told(self, record: Record | None) -> Told | None:
        if record is None or record.position > self.seen:
            return None
        told = Told(record)
        return self._kept.setdefault(told.reference, told)


def _tells_of_bids(case: str) -> bool:
    """Whether a case is of a kind that a decision on a bid's secrecy reaches."""
    return case.partition(":")[0] in (Tender.KIND, Award.KIND, Review.KIND)


def _read(text: str) -> dict[str, Any]:
    """An event's data; of a very long one the first fields, and the seed."""
    if len(text) <= LONG:
        whole: dict[str, Any] = from_json(text)
        return whole
    begun: dict[str, Any] = from_json(text[:LONG], allow_partial=True)
    seed = text.rfind('"seed":')
    if seed > LONG:
        begun["seed"] = from_json("{" + text[seed:], allow_partial=True).get("seed")
    return begun


def _listed(topics: Sequence[str]) -> bool:
    """Whether the read model of decisions has all of them."""
    events = [EVENTS[topic] for topic in topics]
    return all(
        issubclass(event, Decision)
        and not event.SECRET
        and event not in OF_THE_REGISTER
        for event in events
    )
