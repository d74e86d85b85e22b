"""Whether what a house keeps and shows of visits and pay is what the books say."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.simulation.care_book import SYSTEM
from tests.simulation.purse import Purse
from upphandling.bootstrap import House

LEFT = "SELECT count(*) FROM visits WHERE batch = ?"
SHOWN = "SELECT payment, status FROM payments ORDER BY payment"
PARTS = "SELECT total_ore FROM payment_parts WHERE payment = ? ORDER BY number"
STATUS = {"corrected": "correcting"}


def agreeing(purse: Purse) -> Callable[[House], Iterator[str]]:
    """What is wrong in a house that has just been opened, its read models up to date."""

    def look(house: House) -> Iterator[str]:
        yield from _counted(house, purse)
        yield from _left(house, purse)
        yield from _paid(house, purse)

    return look


def _counted(house: House, purse: Purse) -> Iterator[str]:
    """The visits of each month that count, to the second."""
    for month, batches in sorted(purse.visits.batches.items()):
        kept = {
            (one.visit, one.customer, one.agreement, one.staff, one.starts, one.ends)
            for one in house.recorder.visits(SYSTEM, month, list(batches))
        }
        told = {
            (one.visit, one.customer, one.agreement, one.staff, one.starts, one.ends)
            for one in purse.visits.counted(month).values()
        }
        if kept != told:
            yield f"{month}: {sorted(kept ^ told)} are not both kept and told"


def _left(house: House, purse: Purse) -> Iterator[str]:
    """Nothing is left of the visits that were destroyed."""
    with house.database.reading() as cursor:
        for month, batches in sorted(purse.visits.destroyed.items()):
            for batch in batches:
                cursor.execute(house.database.native(LEFT), (batch,))
                if left := cursor.fetchone()[0]:
                    yield f"{left} visits of {month} are there and were destroyed"


def _paid(house: House, purse: Purse) -> Iterator[str]:
    """The payments that are shown, each with its parts."""
    with house.database.reading() as cursor:
        cursor.execute(SHOWN)
        shown = dict(cursor.fetchall())
        held = {
            key: STATUS.get(paid.stage, paid.stage)
            for key, paid in purse.payments.items()
        }
        if shown != held:
            yield f"payments are shown as {shown}, and are {held}"
        for key, paid in sorted(purse.payments.items()):
            cursor.execute(house.database.native(PARTS), (key,))
            if (parts := [ore for (ore,) in cursor.fetchall()]) != paid.parts:
                yield f"{key} is shown as {parts} öre, and is {paid.parts}"
