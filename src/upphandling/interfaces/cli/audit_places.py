"""Where the faults of a log lie, told only as far as it counts no secret bids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from upphandling.domain.tender import Tender
from upphandling.infrastructure.ledger.faults import Fault
from upphandling.infrastructure.ledger.reading import LeafNotWhole, index_of_event
from upphandling.infrastructure.storage.query import Query
from upphandling.interfaces.disclosure import Secrecy

if TYPE_CHECKING:
    from upphandling.bootstrap import House

UNTOLD = "var visas inte medan anbud är hemliga"
ANNOUNCED = "SELECT min(position) FROM events"


def most_told(house: House) -> int | None:
    """How many leaves a fault may tell of; None when no tender is sealed.

    A log that is broken is not read on into the read models; announcements that they
    have not seen are looked for in the log itself.
    """
    with house.database.engine.connect() as connection:
        sealed = Secrecy.now(connection).told_up_to
    seen = min(house.projector.positions().values())
    later = Query(ANNOUNCED).where("position > ?", seen)
    later.where("topic LIKE ?", f"{Tender.Announced.TOPIC}%")
    ((unseen,),) = later.rows(house.database)
    first = min((one for one in (sealed, unseen) if one is not None), default=None)
    return None if first is None else index_of_event(house.database, first) + 1


def is_told(fault: Fault, most: int | None) -> bool:
    """Whether the place of a fault may be told."""
    return most is None or (fault.reach is not None and fault.reach <= most)


def told(faults: Sequence[Fault], most: int | None) -> list[Fault]:
    """The faults with their places; of others one for each kind, without a place."""
    kinds = {fault.kind: fault for fault in faults if not is_told(fault, most)}
    untold = [
        Fault(kind, "", f"{fault.in_general}, {UNTOLD}")
        for kind, fault in kinds.items()
    ]
    return [fault for fault in faults if is_told(fault, most)] + untold


@contextmanager
def place_kept(house: House) -> Iterator[None]:
    """A row whose leaf is no hash is named only where its place may be told."""
    try:
        yield
    except LeafNotWhole:
        if most_told(house) is None:
            raise
        raise LeafNotWhole from None
