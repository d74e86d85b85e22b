"""Commands of a month's visits: let a batch count, take one back, destroy the month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.payment import must_not_be_paid
from upphandling.application.visit_digest import summed
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.document_classes import DocumentClass
from upphandling.domain.errors import CaseExists
from upphandling.domain.payment import Payment, Status, payment_key
from upphandling.domain.retention import KeptForEver, Retention, RetentionNotInForce
from upphandling.domain.visit_month import (
    AnotherImportCameFirst,
    Batch,
    BatchIncomplete,
    Month,
    MonthNotSettled,
    VisitMonth,
    kept_until,
    key_of,
    must_be_over,
    must_be_the_same,
)

Number = Annotated[int, Field(ge=1, description="Partiets nummer")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ImportVisits(Command):
    """Låt ett parti besök räknas, som har lästs från en fil och kontrollerats."""

    NAME = "visit_month.import"
    system: Key
    month: Month
    batch: Number
    against: list[Number]
    rows: Annotated[int, Field(ge=0)]
    planned: Annotated[int, Field(ge=0)] = 0
    refused: Annotated[int, Field(ge=0)]
    file: Text
    file_sha256: Sha256


class WithdrawVisits(Command):
    """Återta ett parti besök, som då inte räknas längre."""

    NAME = "visit_month.withdraw"
    visit_month: Key
    batch: Number
    reason: Text


class DestroyVisits(Command):
    """Besluta att gallra en månads alla besök, när gallringsfristen har gått ut."""

    NAME = "visit_month.destroy"
    visit_month: Key
    document: Text
    reason: Text


def import_visits(command: ImportVisits, cases: Cases, stamp: Stamp) -> None:
    """The batch is summed here, from its rows: what is recorded is what is kept."""
    system = cases.fetch(ChoiceSystem, command.system)
    month = cases.find(VisitMonth, key_of(system.key, command.month))
    must_be_the_same(month.standing if month else (), tuple(command.against))
    if month is not None:
        month.must_be_kept()
    read = list(_read(command, cases, stamp))
    if not read:
        raise BatchIncomplete(read=command.rows, kept=0)
    known = month
    for event, batch in read:
        told = {
            "batch": command.batch,
            "file": command.file,
            "file_sha256": command.file_sha256,
            "refused": command.refused,
            **dict(batch),
        }
        if month is None:
            month = VisitMonth.begin_with(
                event, stamp, system=system.key, month=command.month, **told
            )
        else:
            month.take_in(event, stamp, **told)
    if month is not None and month is not known:
        _must_be_first(cases, month)


def _read(
    command: ImportVisits, cases: Cases, stamp: Stamp
) -> Iterator[tuple[type[VisitMonth.Imported | VisitMonth.Planned], Batch]]:
    """What the batch holds of each kind, where it holds any, as it must be to count."""
    where = (command.system, command.month, (command.batch,))
    performed, planned = summed(cases.visits(*where)), summed(cases.planned(*where, ()))
    for said, found in ((command.rows, performed), (command.planned, planned)):
        if found.batch.rows != said:
            raise BatchIncomplete(read=said, kept=found.batch.rows)
    if performed.latest is not None:
        must_be_over(performed.latest, stamp)
        must_not_be_paid(cases, performed.batch.agreements, command.month)
        yield VisitMonth.Imported, performed.batch
    if planned.latest is not None:
        yield VisitMonth.Planned, planned.batch


def _must_be_first(cases: Cases, month: VisitMonth) -> None:
    """Refuse where somebody else has begun the month in this very moment."""
    try:
        cases.add(month)
    except CaseExists:
        raise AnotherImportCameFirst(month=month.key) from None


def withdraw(command: WithdrawVisits, cases: Cases, stamp: Stamp) -> None:
    month = cases.fetch(VisitMonth, command.visit_month)
    if (batch := month.batches.get(command.batch)) is not None:
        must_not_be_paid(cases, batch.agreements, month.month)
    month.withdraw(stamp, batch=command.batch, reason=command.reason)


def destroy(command: DestroyVisits, cases: Cases, stamp: Stamp) -> None:
    """The rows themselves go when the event is there, by whoever keeps them."""
    month = cases.fetch(VisitMonth, command.visit_month)
    retention = cases.find(Retention, DocumentClass.VISITS.value)
    if retention is None:
        raise RetentionNotInForce(document_class=DocumentClass.VISITS)
    retention.must_allow_destruction(stamp)
    _must_be_settled(cases, month)
    month.destroy(
        stamp,
        kept_until=last_day(month.month, retention),
        rule=retention.rule,
        document=command.document,
        reason=command.reason,
    )


def last_day(month: str, retention: Retention) -> date:
    """The last day on which a month's visits are kept; refuses with `KeptForEver`."""
    term = retention.term
    if term is None or term.keep_years is None:
        raise KeptForEver(document_class=retention.key)
    return kept_until(month, term.keep_years)


def _must_be_settled(cases: Cases, month: VisitMonth) -> None:
    """Refuse where somebody is about to pay, or to put right, by these visits."""
    agreements = {one for batch in month.batches.values() for one in batch.agreements}
    keys = [payment_key(agreement, month.month) for agreement in sorted(agreements)]
    for payment in cases.rest_on(Payment, keys).values():
        if payment.status is not Status.APPROVED:
            raise MonthNotSettled(payment=payment.key, status=payment.status)


VERBS = verbs(
    (ImportVisits, import_visits),
    (WithdrawVisits, withdraw),
    (DestroyVisits, destroy),
)
