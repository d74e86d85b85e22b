"""Visits of a month (utförd tid): which batches of visits count in a system.

Imported | Planned ──▶ Imported | Planned | Withdrawn ... ──▶ Destroyed

The visits themselves are source data beside the log; a batch of them counts when an
event says so, and the digest in the event holds its rows to what they were.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import field
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp, Value
from upphandling.domain.errors import Refused
from upphandling.domain.instants import local_date

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


class AnotherImportUnderWay(Refused):
    """En annan månads fil läses in nu och har samma besök eller personal, vänta på den."""


class BatchExists(Refused):
    """Partiet har redan lästs in."""


class BatchUnknown(Refused):
    """Månaden har inget sådant parti av besök."""


class BatchWithdrawn(Refused):
    """Partiet har redan återtagits."""


class BatchIncomplete(Refused):
    """Partiets besök är inte de som lästes, läs in filen igen."""


class KeptStill(Refused):
    """Gallringsfristen för månadens besök har inte gått ut."""


class MonthNotSettled(Refused):
    """Månadens ersättning är beräknad men inte godkänd, eller håller på att rättas."""


class VisitsDestroyed(Refused):
    """Månadens besök är gallrade."""


class VisitsToCome(Refused):
    """Ett besök räknas först när det är över."""


class Batch(Value):
    """What a batch holds: how many visits and seconds, for whom, and their digest."""

    rows: int
    seconds: int
    agreements: tuple[str, ...]
    content: str


class VisitMonth(Aggregate):
    """A month of a choice system; what was read by number, also what is withdrawn.

    `batches` are what each holds of performed visits, `plans` of planned ones; a file
    with both is in both.
    """

    KIND = "visit_month"

    system: str = ""
    month: str = ""
    batches: dict[int, Batch] = field(default_factory=dict)
    plans: dict[int, Batch] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    destroyed: tuple[int, ...] = ()

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

    class Planned(DomainEvent):
        """Ett parti planerade besök har lästs in, att hålla de utförda mot (lokal ordning)."""

        TOPIC = "visit_month.planned"
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
            case.plans[self.batch] = Batch(
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

    class Destroyed(Decision):
        """Månadens besök gallras enligt en beslutad gallringsfrist (lokal ordning)."""

        TOPIC = "visit_month.destroyed"
        batches: tuple[int, ...]
        kept_until: date
        rule: str
        document: str
        reason: str

        def apply(self, case: VisitMonth) -> None:
            case.destroyed = self.batches

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def begin_with(
        cls,
        read: type[Imported | Planned],
        stamp: Stamp,
        *,
        system: str,
        month: str,
        batch: int,
        **told: object,
    ) -> Self:
        """The first batch of the month."""
        return cls.begin(
            read,
            stamp,
            key_of(system, month),
            system=system,
            month=month,
            batch=batch,
            **told,
        )

    def take_in(
        self,
        read: type[Imported | Planned],
        stamp: Stamp,
        *,
        batch: int,
        **told: object,
    ) -> None:
        """One more batch."""
        self.must_be_kept()
        if batch in (self.batches if read is self.Imported else self.plans):
            raise BatchExists(month=self.key, batch=batch)
        self.record(
            read, stamp, system=self.system, month=self.month, batch=batch, **told
        )

    def withdraw(self, stamp: Stamp, *, batch: int, reason: str) -> None:
        self.must_be_kept()
        if batch not in self.numbers:
            raise BatchUnknown(month=self.key, batch=batch, known=sorted(self.numbers))
        if batch in self.withdrawn:
            raise BatchWithdrawn(month=self.key, batch=batch)
        self.decide(self.Withdrawn, stamp, batch=batch, reason=reason)

    def destroy(
        self, stamp: Stamp, *, kept_until: date, rule: str, document: str, reason: str
    ) -> None:
        """All that was read of the month goes, also what was withdrawn."""
        self.must_be_kept()
        if local_date(stamp.at) <= kept_until:
            raise KeptStill(month=self.key, kept_until=kept_until)
        self.decide(
            self.Destroyed,
            stamp,
            batches=self.numbers,
            kept_until=kept_until,
            rule=rule,
            document=document,
            reason=reason,
        )

    # -- Rules -------------------------------------------------------------

    def must_be_kept(self) -> None:
        """Refuse what can only be done to a month that is there."""
        self.must_have(self.numbers)

    def must_have(self, batches: Iterable[int]) -> None:
        """Refuse to count with what has been destroyed."""
        if gone := set(self.destroyed).intersection(batches):
            raise VisitsDestroyed(month=self.key, batches=sorted(gone))

    @property
    def numbers(self) -> tuple[int, ...]:
        """All that was read, of either kind, also what is withdrawn."""
        return tuple(dict.fromkeys((*self.batches, *self.plans)))

    @property
    def counted(self) -> tuple[int, ...]:
        """The batches whose performed visits count, the first read first."""
        return self._standing(self.batches)

    @property
    def planned(self) -> tuple[int, ...]:
        """The batches whose planned visits count, the first read first."""
        return self._standing(self.plans)

    @property
    def standing(self) -> tuple[int, ...]:
        """The batches that count, of either kind."""
        return self._standing(self.numbers)

    def _standing(self, numbers: Iterable[int]) -> tuple[int, ...]:
        return tuple(batch for batch in numbers if batch not in self.withdrawn)


def key_of(system: str, month: str) -> str:
    """The key of a month of a choice system."""
    return f"{system}.{month}"


def kept_until(month: str, years: int) -> date:
    """The last day on which a month's visits are kept: so many years after it ends."""
    first = date.fromisoformat(f"{month}-01")
    then = first.replace(year=first.year + years)
    return then.replace(day=monthrange(then.year, then.month)[1])


def must_be_the_same(counted: tuple[int, ...], against: tuple[int, ...]) -> None:
    """Refuse what was checked against other batches than those that count now."""
    if counted != against:
        raise AnotherImportCameFirst(counted=counted, against=against)


def must_be_over(latest: datetime, stamp: Stamp) -> None:
    """Refuse visits that end after the instant of the import."""
    if latest > stamp.at:
        raise VisitsToCome(latest=latest, at=stamp.at)
