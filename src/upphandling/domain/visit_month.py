"""Visits of a month (utförd tid): which batches of performed visits count in a system.

Imported ──▶ Imported | Withdrawn ──▶ ...

The visits themselves are source data beside the log; a batch of them counts when an
event says so, and the digest in the event holds its rows to what they were.
"""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp, Value
from upphandling.domain.errors import Refused

Month = Annotated[
    str,
    Field(
        pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$",
        description="Månad, till exempel 2026-03",
    ),
]
"""A Swedish calendar month; a visit belongs to the one in which it begins."""


class AnotherImportCameFirst(Refused):
    """Andra besök har börjat eller slutat räknas medan filen lästes, läs in den igen."""


class BatchExists(Refused):
    """Partiet har redan lästs in."""


class BatchUnknown(Refused):
    """Månaden har inget sådant parti av besök."""


class BatchWithdrawn(Refused):
    """Partiet har redan återtagits."""


class BatchIncomplete(Refused):
    """Partiets besök är inte de som lästes, läs in filen igen."""


class VisitsToCome(Refused):
    """Ett besök räknas först när det är över."""


class Batch(Value):
    """What a batch holds: how many visits and seconds, for whom, and their digest."""

    rows: int
    seconds: int
    agreements: tuple[str, ...]
    content: str


class VisitMonth(Aggregate):
    """A month of a choice system; `batches` by number, also those withdrawn."""

    KIND = "visit_month"

    system: str = ""
    month: str = ""
    batches: dict[int, Batch] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class Imported(DomainEvent):
        """Ett parti utförda besök har lästs in och räknas (lokal ordning)."""

        TOPIC = "visit_month.imported"
        system: str
        month: str
        batch: int
        file: str
        file_sha256: str
        rows: int
        refused: int
        seconds: int
        agreements: tuple[str, ...]
        content: str

        def apply(self, case: VisitMonth) -> None:
            case.system = self.system
            case.month = self.month
            case.batches[self.batch] = Batch(
                rows=self.rows,
                seconds=self.seconds,
                agreements=self.agreements,
                content=self.content,
            )

    class Withdrawn(Decision):
        """Ett parti besök har återtagits och räknas inte längre (lokal ordning)."""

        TOPIC = "visit_month.withdrawn"
        batch: int
        reason: str

        def apply(self, case: VisitMonth) -> None:
            case.withdrawn.add(self.batch)

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def begin_with(
        cls, stamp: Stamp, *, system: str, month: str, batch: int, **told: object
    ) -> Self:
        """The first batch of the month."""
        return cls.begin(
            cls.Imported,
            stamp,
            key_of(system, month),
            system=system,
            month=month,
            batch=batch,
            **told,
        )

    def take_in(self, stamp: Stamp, *, batch: int, **told: object) -> None:
        """One more batch."""
        if batch in self.batches:
            raise BatchExists(month=self.key, batch=batch)
        self.record(
            self.Imported,
            stamp,
            system=self.system,
            month=self.month,
            batch=batch,
            **told,
        )

    def withdraw(self, stamp: Stamp, *, batch: int, reason: str) -> None:
        if batch not in self.batches:
            raise BatchUnknown(month=self.key, batch=batch, known=sorted(self.batches))
        if batch in self.withdrawn:
            raise BatchWithdrawn(month=self.key, batch=batch)
        self.decide(self.Withdrawn, stamp, batch=batch, reason=reason)

    # -- Rules -------------------------------------------------------------

    @property
    def counted(self) -> tuple[int, ...]:
        """The batches that count, the first read first."""
        return tuple(batch for batch in self.batches if batch not in self.withdrawn)


def key_of(system: str, month: str) -> str:
    """The key of a month of a choice system."""
    return f"{system}.{month}"


def must_be_the_same(counted: tuple[int, ...], against: tuple[int, ...]) -> None:
    """Refuse what was checked against other batches than those that count now."""
    if counted != against:
        raise AnotherImportCameFirst(counted=counted, against=against)


def must_be_over(latest: datetime, stamp: Stamp) -> None:
    """Refuse visits that end after the instant of the import."""
    if latest > stamp.at:
        raise VisitsToCome(latest=latest, at=stamp.at)
