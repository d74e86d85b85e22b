"""A batch of visits held together, and against those that count or are on their way in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from upphandling.domain.visit_month import AnotherImportUnderWay
from upphandling.infrastructure.visits import checks, pending
from upphandling.infrastructure.visits.tables import TABLES, Kept
from upphandling.interop.tables import RowFault

if TYPE_CHECKING:
    from upphandling.infrastructure.storage.database import Database
    from upphandling.interfaces.visit_import.faults import Faults
    from upphandling.interfaces.visit_import.grounds import Grounds


def checked(database: Database, batch: int, found: Grounds, faults: Faults) -> int:
    """Take out what does not hold together; answers how many were kept before."""
    skipped = sum(_told_once(database, table, batch, found, faults) for table in TABLES)
    busy = checks.overlapping(database, batch, found.near, found.around)
    for line in busy:
        why = "personalen var på ett annat besök samtidigt"
        faults.of_row([RowFault(line, "personal", why)])
    pending.without(database, batch, busy)
    return skipped


def _told_once(
    database: Database, table: Kept, batch: int, found: Grounds, faults: Faults
) -> int:
    twice = checks.told_twice(database, table, batch)
    for line, first in twice:
        why = f"besöket står redan på rad {first}"
        faults.of_row([RowFault(line, "besök", why)])
    pending.without(database, batch, (line for line, _ in twice))
    before = checks.kept_before(database, table, batch, found.kept)
    for line, same in before:
        if not same:
            why = "besöket är redan inläst med annat innehåll"
            faults.of_row([RowFault(line, "besök", why)])
    pending.without(database, batch, (line for line, _ in before))
    return sum(same for _, same in before)


def must_be_alone(
    database: Database, system: str, month: str, batch: int, found: Grounds
) -> None:
    """Refuse where another month's file that is being read now does not go with this.

    Asked when all rows have been written: of two files at once, the one that asks last
    sees the rows of the other. Two of the same month are told apart by their case.
    """
    others = pending.under_way(database, system, month, found.known)
    beside = [one for one, of in others.items() if of in found.beside]
    if any(
        checks.kept_before(database, table, batch, list(others)) for table in TABLES
    ) or (
        beside
        and checks.overlapping(database, batch, (*found.near, *beside), found.around)
    ):
        raise AnotherImportUnderWay(months=sorted(set(others.values())))
