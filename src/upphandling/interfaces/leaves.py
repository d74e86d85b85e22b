"""The leaves of the log as far as they may be told: their number counts bids too."""

from __future__ import annotations

from upphandling.bootstrap import House
from upphandling.domain.errors import Refused
from upphandling.infrastructure.ledger.reading import index_of_event, index_of_refusal
from upphandling.interfaces.disclosure import Secrecy
from upphandling.interfaces.evidence.readers import BidsStillSecret


class NoSuchLeaf(Refused):
    """Händelsen finns inte, eller får inte visas än."""


def may_tell_size(house: House) -> bool:
    """Whether no tender is sealed, as far as the read models can tell."""
    return _most_told(house) is None


def must_count_no_bids(house: House, size: int, **about: object) -> None:
    """Raise `BidsStillSecret` for a checkpoint of a size that may not be told."""
    if not may_tell(house, size):
        raise BidsStillSecret(**about)


def may_tell(house: House, size: int) -> bool:
    """Whether a tree of that size counts nothing since a sealed announcement."""
    most = _most_told(house)
    return most is None or size <= most


def leaf_of_event(house: House, reference: str) -> int:
    """The leaf of `case@version`, counted from 0; raises `NoSuchLeaf`."""
    case, _, version = reference.rpartition("@")
    secrecy = _secrecy(house)
    for record in house.recorder.records(stream_id=case):
        hidden = secrecy.withholds(record.position) or record.position > _seen(house)
        if str(record.version) == version and not hidden:
            return index_of_event(house.database, record.position)
    raise NoSuchLeaf(event=reference)


def leaf_of_refusal(house: House, number: int) -> int:
    """The leaf of a refusal by its number, counted from 0; raises `NoSuchLeaf`."""
    try:
        index = index_of_refusal(house.database, number)
    except LookupError:
        raise NoSuchLeaf(refusal=number) from None
    if not may_tell_size(house):
        raise NoSuchLeaf(refusal=number)
    return index


def _most_told(house: House) -> int | None:
    """How many leaves anybody may count; None when all of them.

    What the read models have not seen may be an announcement with bids after it.
    """
    seen, end = _seen(house), house.recorder.max_notification_id() or 0
    announced = _secrecy(house).told_up_to
    if announced is None and seen >= end:
        return None
    last = seen if announced is None else min(seen, announced)
    return index_of_event(house.database, last) + 1 if last else 0


def _secrecy(house: House) -> Secrecy:
    with house.database.engine.connect() as connection:
        return Secrecy.now(connection)


def _seen(house: House) -> int:
    return min(house.projector.positions().values())
