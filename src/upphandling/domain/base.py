"""What every case and every event in the house has in common.

The only file in the domain that knows how the eventsourcing library works.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self, cast

from eventsourcing.domain import BaseAggregate
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from upphandling.domain.errors import (
    MachineCannotDecide,
    NoMandate,
    TimeBeforeCase,
    first_line,
)


class Role(StrEnum):
    """In which capacity somebody acts."""

    COUNCIL_SECRETARY = "council_secretary"
    BOARD_SECRETARY = "board_secretary"
    CHAIR = "chair"
    PROCUREMENT_OFFICER = "procurement_officer"
    PROCUREMENT_MANAGER = "procurement_manager"
    CONTRACT_MANAGER = "contract_manager"
    OPENER = "opener"
    EVALUATOR = "evaluator"
    DECISION_MAKER = "decision_maker"
    PROGRAMME_MANAGER = "programme_manager"
    CARE_NEEDS_ASSESSOR = "care_needs_assessor"
    CARE_ADMINISTRATOR = "care_administrator"
    REGISTRAR = "registrar"
    ARCHIVIST = "archivist"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    PROVIDER = "provider"
    CUSTOMER = "customer"
    SCHEDULER = "scheduler"


@dataclass(frozen=True, kw_only=True, slots=True)
class Stamp:
    """Who acts, in which role, on what mandate, and when it really happened.

    `at` is the legal or real instant (UTC, whole seconds): the domain reads no
    clock itself. `because` names the event or command that brought this about.
    """

    by: str
    role: Role
    at: datetime
    mandate: str | None = None
    because: str | None = None


class Value(BaseModel):
    """A part of an event: immutable and strict, like the event itself."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        allow_inf_nan=False,
        defer_build=True,  # of hundreds, a process uses a few
    )


class DomainEvent(Value):
    """Something that has happened: immutable, self-describing, kept for ever.

    The stream and the version are columns of the row; the rest is its `data`.
    """

    TOPIC: ClassVar[str]
    SECRET: ClassVar[bool] = False  # tells of bids: absolute secrecy until award
    CASE: ClassVar[type[Aggregate]]

    originator_id: str = Field(default="", exclude=True)
    originator_version: int = Field(default=0, exclude=True)
    effective_at: AwareDatetime
    by: str
    role: Role
    mandate: str | None = None
    because: str | None = None

    @classmethod
    def says(cls) -> str:
        """The event's line in the audit trail."""
        return first_line(cls)

    @property
    def reference(self) -> str:
        """How another event or command names this one: `case@version`."""
        return f"{self.originator_id}@{self.originator_version}"

    def apply(self, case: Any) -> None:
        """Change the state; only assigns, so that any history loads."""

    def mutate(self, case: Any) -> Any:
        """Evolve the case by this event (the library's protocol)."""
        return evolve(case, (self,))


class Decision(DomainEvent):
    """An event that only a person with a mandate may bring about."""

    mandate: str


class Aggregate(BaseAggregate[str]):
    """One case, whose whole history is its events.

    Subclasses name their `KIND` and keep all state in fields with defaults. A long
    case is told in chapters: classes without a `KIND`, each adding its events and
    rules to the one before, of which the last is the case.
    """

    KIND: ClassVar[str]
    CONTENDED: ClassVar[bool] = False  # many write to the same case at the same time
    EVENTS: ClassVar[tuple[type[DomainEvent], ...]] = ()

    opened_at: datetime | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "KIND" not in vars(cls):
            return
        cls.EVENTS = tuple(
            part
            for chapter in reversed(cls.__mro__)
            for part in vars(chapter).values()
            if isinstance(part, type) and issubclass(part, DomainEvent)
        )
        for event in cls.EVENTS:
            event.CASE = cls

    @classmethod
    def case_id(cls, key: str) -> str:
        return f"{cls.KIND}:{key}"

    @property
    def key(self) -> str:
        return str(self.id).partition(":")[2]

    @property
    def worth_sek(self) -> int | None:
        """The value in kronor that limits who may decide; None where none does."""
        return None

    def portrait(self) -> dict[str, Any]:
        """The state as a reader may see it; cases with secrets say less.

        Sets are put in order, so that the same state always reads the same.
        """
        return {
            name: sorted(value) if isinstance(value, set) else value
            for name, value in vars(self).items()
            if not name.startswith("_") and name != "opened_at"
        }

    def twin(self) -> Self:
        """The same case, whose changes do not show in this one.

        Its containers are its own, and those that a dict holds; everything else is
        replaced, never changed.
        """
        other = copy(self)
        for name, value in vars(self).items():
            if isinstance(value, dict | list | set):
                setattr(other, name, _container(value))
        return other

    @classmethod
    def begin(
        cls, event: type[DomainEvent], stamp: Stamp, key: str, **details: Any
    ) -> Self:
        """Open a case with its first event."""
        first = _build(event, stamp, cls.case_id(key), 1, details)
        case = cast("Self", evolve(None, (first,)))
        case.pending_events.append(first)  # type: ignore[arg-type]
        return case

    def record(self, event: type[DomainEvent], stamp: Stamp, **details: Any) -> None:
        """Keep what time, or somebody else, has brought about."""
        if self.opened_at is not None and stamp.at < self.opened_at:
            raise TimeBeforeCase(case=self.id, at=stamp.at, opened_at=self.opened_at)
        said = _build(event, stamp, str(self.id), self.version + 1, details)
        evolve(self, (said,))
        self.pending_events.append(said)  # type: ignore[arg-type]

    def decide(self, event: type[Decision], stamp: Stamp, **details: Any) -> None:
        """Keep what a person decides on the authority's behalf."""
        require_mandate(event, stamp)
        self.record(event, stamp, **details)


def _container(held: Any) -> Any:
    """A copy; one look tells what a dict holds, for all its values are alike."""
    if isinstance(held, dict) and held:
        one = next(iter(held.values()))
        if isinstance(one, dict | list | set):
            return {key: value.copy() for key, value in held.items()}
    return held.copy()


def require_mandate(event: type[DomainEvent], stamp: Stamp) -> None:
    """Refuse a decision by the clock, or by a person without mandate."""
    if stamp.role is Role.SCHEDULER:
        raise MachineCannotDecide(event=event.TOPIC)
    if not stamp.mandate or stamp.role is Role.CUSTOMER:
        raise NoMandate(event=event.TOPIC)


def evolve(case: Any, events: Iterable[Any]) -> Any:
    """Fold events into a case; the repository's projector function.

    Neither versions nor rules are checked: what was recorded is what happened.
    """
    for event in events:
        if case is None:
            case = event.CASE.__new__(event.CASE)
            case.__base_init__(event.originator_id, 1, event.effective_at)
            event.CASE.__init__(case)
            case.opened_at = event.effective_at
        case._version = event.originator_version  # noqa: SLF001  (a property costs)
        event.apply(case)
    return case


def _build(
    event: type[DomainEvent],
    stamp: Stamp,
    case_id: str,
    version: int,
    details: dict[str, Any],
) -> DomainEvent:
    if issubclass(event, Decision):
        require_mandate(event, stamp)
    return event(
        originator_id=case_id,
        originator_version=version,
        effective_at=stamp.at,
        by=stamp.by,
        role=stamp.role,
        mandate=stamp.mandate,
        because=stamp.because,
        **details,
    )
