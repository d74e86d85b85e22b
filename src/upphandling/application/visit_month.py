"""Commands of a month's visits: let a batch that has been read count, take one back."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, verbs
from upphandling.application.payment import must_not_be_paid
from upphandling.application.visit_digest import summed
from upphandling.domain.base import Stamp
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import Key, Text
from upphandling.domain.errors import CaseExists
from upphandling.domain.visit_month import (
    AnotherImportCameFirst,
    BatchIncomplete,
    Month,
    VisitMonth,
    key_of,
    must_be_over,
    must_be_the_same,
)

Batch = Annotated[int, Field(ge=1, description="Partiets nummer")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class ImportVisits(Command):
    """Låt ett parti besök räknas, som har lästs från en fil och kontrollerats."""

    NAME = "visit_month.import"
    system: Key
    month: Month
    batch: Batch
    against: list[Batch]
    rows: Annotated[int, Field(ge=1)]
    refused: Annotated[int, Field(ge=0)]
    file: Text
    file_sha256: Sha256


class WithdrawVisits(Command):
    """Återta ett parti besök, som då inte räknas längre."""

    NAME = "visit_month.withdraw"
    visit_month: Key
    batch: Batch
    reason: Text


def import_visits(command: ImportVisits, cases: Cases, stamp: Stamp) -> None:
    """The batch is summed here, from its rows: what is recorded is what is kept."""
    system = cases.fetch(ChoiceSystem, command.system)
    month = cases.find(VisitMonth, key_of(system.key, command.month))
    must_be_the_same(month.counted if month else (), tuple(command.against))
    found = summed(cases.visits(system.key, command.month, (command.batch,)))
    if found.latest is None or found.batch.rows != command.rows:
        raise BatchIncomplete(read=command.rows, kept=found.batch.rows)
    must_be_over(found.latest, stamp)
    must_not_be_paid(cases, found.batch.agreements, command.month)
    told = {
        "batch": command.batch,
        "file": command.file,
        "file_sha256": command.file_sha256,
        "refused": command.refused,
        **dict(found.batch),
    }
    if month is not None:
        month.take_in(stamp, **told)
        return
    month = VisitMonth.begin_with(stamp, system=system.key, month=command.month, **told)
    try:
        cases.add(month)
    except CaseExists:  # in this very moment
        raise AnotherImportCameFirst(month=month.key) from None


def withdraw(command: WithdrawVisits, cases: Cases, stamp: Stamp) -> None:
    month = cases.fetch(VisitMonth, command.visit_month)
    if (batch := month.batches.get(command.batch)) is not None:
        must_not_be_paid(cases, batch.agreements, month.month)
    month.withdraw(stamp, batch=command.batch, reason=command.reason)


VERBS = verbs((ImportVisits, import_visits), (WithdrawVisits, withdraw))
