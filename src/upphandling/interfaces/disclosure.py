"""What of the log may be shown: nothing about bids while their tender is sealed.

Absolute secrecy covers even the number of bids (OSL 19 kap. 3 §). Positions and
versions are gapless and would give that number away, in every case of the
database; so while any tender is sealed, they are withheld for all that was
recorded since its announcement, and nobody can page by them past that point.
What has been decided to stay secret of a bid is masked wherever its case is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any

from pydantic_core import from_json
from sqlalchemy import Connection, select, text

from upphandling.application.store import Record
from upphandling.bootstrap import House
from upphandling.domain.award import Award
from upphandling.domain.catalogue import EVENTS, KINDS
from upphandling.domain.tender import Tender
from upphandling.infrastructure.event_log.upcasts import todays_topic
from upphandling.infrastructure.storage.troubles import DamagedRow
from upphandling.interfaces.masking import Masks, masked, masks_now
from upphandling.projections.awards import awards
from upphandling.projections.tenders import sealed, unsealed

Line = dict[str, Any]
SET_ASIDE = "SELECT stream_id, position FROM set_aside WHERE projection = 'tenders'"
STAMPED = {"effective_at", "by", "role", "mandate", "because"}


@dataclass(frozen=True, slots=True)
class Secrecy:
    """Which cases are open, and the last position that may be told.

    What the read models do not know yet is taken for sealed. A tender that they left
    alone was announced at its first event that they could not take, or later.
    """

    open_tenders: frozenset[str]
    decided_awards: frozenset[str]
    told_up_to: int | None

    @classmethod
    def now(cls, connection: Connection) -> Secrecy:
        """As the read models have it."""
        tenders = frozenset(row.tender for row in connection.execute(unsealed()))
        decided = connection.execute(select(awards.c.award))
        announced = [
            row.announced for row in connection.execute(sealed()) if row.announced
        ]
        unknown = [
            row.position
            for row in connection.execute(text(SET_ASIDE))
            if row.stream_id.removeprefix(f"{Tender.KIND}:") not in tenders
        ]
        return cls(
            tenders,
            frozenset(row.award for row in decided),
            min([*announced, *unknown], default=None),
        )

    def covers(self, case_id: str, topic: str) -> bool:
        """Whether an event may not be shown, nor counted."""
        event = EVENTS.get(todays_topic(topic))
        if event is None or not event.SECRET:
            return False
        kind, _, key = case_id.partition(":")
        if kind == Tender.KIND:
            return key not in self.open_tenders
        return kind == Award.KIND and key not in self.decided_awards

    def withholds(self, position: int) -> bool:
        """Whether a position, and a version at it, would give a number away."""
        return self.told_up_to is not None and position > self.told_up_to

    def cause(self, because: str | None, position: int) -> str | None:
        """What an event came of, without a version that would give a number away."""
        case, _, version = (because or "").rpartition("@")
        return case if version.isdigit() and self.withholds(position) else because


Limits = tuple[Secrecy, Masks]
"""What may not be shown, and what is masked in the rest."""


def limits_now(house: House) -> Limits:
    """As the read models have it."""
    with house.database.engine.connect() as connection:
        return Secrecy.now(connection), masks_now(house)


def disclosed(
    house: House,
    *,
    case_id: str | None = None,
    after: int = 0,
    offset: int = 0,
    limit: int,
) -> list[Line]:
    """A page of the log as it may be shown, as lines of the audit trail.

    `after` is a position, as far as positions may be told; `offset` counts only
    what is shown.
    """
    told = shown_records(house, case_id=case_id, after=after)
    return [line for _, line in islice(told, offset, offset + limit)]


def shown_records(
    house: House,
    *,
    case_id: str | None = None,
    after: int = 0,
    limits: Limits | None = None,
) -> Iterator[tuple[Record, Line]]:
    """Every row of the log that may be shown, with its line."""
    seen = min(house.projector.positions().values())
    secrecy, masks = limits or limits_now(house)
    if secrecy.withholds(after):
        after = secrecy.told_up_to or 0
    everything = house.recorder.records(stream_id=case_id, after=after)
    # A tender announced since the read models were asked is not known to be sealed.
    for record in takewhile(lambda record: record.position <= seen, everything):
        if not secrecy.covers(record.stream_id, record.topic):
            yield record, _line(record, secrecy, masks)


def counts_bids(case: str) -> bool:
    """Whether the versions of a case of that kind count bids, told by its id."""
    kind = KINDS.get(case.partition(":")[0])
    return kind is not None and any(event.SECRET for event in kind.EVENTS)


def _line(record: Record, secrecy: Secrecy, masks: Masks) -> Line:
    data = from_json(record.data)
    if not data.keys() >= STAMPED:
        place = f"{record.stream_id} ({record.topic})"
        raise DamagedRow(place=place, why="stämpeln saknas")
    if record.topic != Tender.SecrecyDecided.TOPIC:
        data = masked(masks, record.stream_id, data)
    numbered = not secrecy.withholds(record.position)
    event = EVENTS.get(todays_topic(record.topic))
    return {
        "position": record.position if numbered else None,
        "case": record.stream_id,
        "version": record.version if numbered else None,
        "event": record.topic,
        "says": event.says() if event else record.topic,
        "recorded_at": record.recorded_at,
        "effective_at": data.pop("effective_at"),
        "by": data.pop("by"),
        "role": data.pop("role"),
        "mandate": data.pop("mandate"),
        "because": secrecy.cause(data.pop("because"), record.position),
        "command_id": record.command_id,
        "data": data,
    }
