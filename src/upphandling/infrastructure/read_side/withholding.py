"""What a comparison of read models may tell while the bids of some tender are sealed.

Positions are gapless and count bids too (OSL 19 kap. 3 §). Of a read model that hears
that an award is proposed not even the number of rows is told, only that it differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, Column, inspect

from upphandling.domain.award import Award
from upphandling.domain.errors import WITHHELD
from upphandling.domain.tender import Tender
from upphandling.infrastructure.read_side.differences import Comparison, Difference
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import READ_MODELS, Projection
from upphandling.projections.catalogue import PROJECTIONS
from upphandling.projections.tenders import tenders

POSITIONS = frozenset({"position", "opened", "announced", "begun_at", "proposal"})
SEALED = (
    "SELECT 1 FROM events WHERE topic LIKE ?"
    " AND stream_id NOT IN (SELECT ? || tender FROM tenders WHERE unsealed) LIMIT 1"
)


def is_sealed(cursor: Any, database: Database) -> bool:
    """Whether some tender is announced, and its secrecy not lifted.

    The log says which are announced: a read model that has lost rows hides nothing.
    """
    if not inspect(database.engine).has_table(tenders.name):
        return True
    told = (f"{Tender.Announced.TOPIC}%", f"{Tender.KIND}:")
    cursor.execute(database.native(SEALED), told)
    return cursor.fetchone() is not None


def withheld(compared: Comparison) -> Comparison:
    """As it may be told while some tender is sealed."""
    if not hears_of_bids(PROJECTIONS[compared.projection]):
        shown = tuple(map(_without_positions, compared.differences))
        return replace(compared, differences=shown)
    first = compared.differences[:1]
    return replace(
        compared,
        rows=None,
        total=min(compared.total, 1),
        differences=tuple(map(_unsaid, first)),
    )


def hears_of_bids(projection: Projection) -> bool:
    """Whether it has rows that there would not be without a bid."""
    return Award.Proposed.TOPIC in projection.reactions


def is_position(column: Column[Any]) -> bool:
    """Whether the column holds places in the log."""
    return isinstance(column.type, BigInteger) and column.name in POSITIONS


def _without_positions(one: Difference) -> Difference:
    columns = [*READ_MODELS.tables[one.table].columns]
    key = [column for column in columns if column.primary_key]
    others = [column for column in columns if not column.primary_key]
    if one.column is not None:
        named = [column for column in others if column.name == one.column]
        (stored,), (rebuilt,) = (
            _masked(named, [value]) for value in (one.stored, one.rebuilt)
        )
    else:
        stored, rebuilt = (
            value and _masked(others, value) for value in (one.stored, one.rebuilt)
        )
    return replace(one, key=_masked(key, one.key), stored=stored, rebuilt=rebuilt)


def _masked(columns: Sequence[Column[Any]], values: Sequence[Any]) -> tuple[Any, ...]:
    return tuple(
        WITHHELD if value is not None and is_position(column) else value
        for column, value in zip(columns, values, strict=True)
    )


def _unsaid(one: Difference) -> Difference:
    told = dict.fromkeys(("table", "stored", "rebuilt"), WITHHELD)
    return replace(one, key=(WITHHELD,), column=None, **told)
