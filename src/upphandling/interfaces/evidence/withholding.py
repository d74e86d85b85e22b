"""What of a bundle is withheld: rows with a secret part stand as hashes alone.

A leaf is over the whole row, so a row with one masked field cannot be proven and
shown. Whoever knows all of a row but the masked field could try values until the
hash fits; what they cannot guess is the command's id. So that id is never told of a
withheld row, nor the instant it was recorded, and a row that would give the id away
is withheld with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic_core import from_json

from upphandling.domain.errors import Refused
from upphandling.domain.tender import Tender
from upphandling.interfaces.evidence.gathering import Gathered
from upphandling.interfaces.evidence.rows import EventRow, Ledger, RefusalRow
from upphandling.interfaces.masking import Mask, Masks, masked

COMMAND = "command:"
DECIDED = Tender.SecrecyDecided.TOPIC


class SecrecyAfterCheckpoint(Refused):
    """Ett beslut om sekretess är nyare än kontrollpunkten, välj en senare."""


@dataclass(kw_only=True, slots=True)
class Withheld:
    """The rows that are withheld, by leaf index, each with the decisions it is under."""

    decisions: dict[int, list[str]] = field(default_factory=dict)
    grounds: dict[str, str] = field(default_factory=dict)
    masks: Masks = field(default_factory=dict)

    def shown(self, row: EventRow) -> Any:
        """An event's data as the reader may see it."""
        data = from_json(row.data)
        if row.index not in self.decisions:
            return data
        data = masked(self.masks, row.stream_id, data)
        if str(data.get("because") or "").startswith(COMMAND):
            data["because"] = None
        return data


def withheld(ledger: Ledger, bundle: Gathered, masks: Masks) -> Withheld:
    """What the masks withhold of a bundle, which gets the decisions it lacks.

    Raises `SecrecyAfterCheckpoint` where a decision is beyond the ledger's tree.
    """
    found = Withheld(masks=masks)
    if not any(masks.get(case) for case in bundle.streams):
        return found
    made = _decisions(ledger, bundle)
    found.grounds = {row.reference: from_json(row.data)["ground"] for row in made}
    by_bid: dict[str, list[str]] = {}
    for row in made:
        by_bid.setdefault(from_json(row.data)["bid"], []).append(row.reference)
    of_all = tuple(
        dict.fromkeys(mask for one in bundle.streams for mask in masks.get(one, ()))
    )
    for row in bundle.events:
        if row.topic != DECIDED:
            _note(
                found,
                row.index,
                from_json(row.data),
                masks.get(row.stream_id, ()),
                by_bid,
            )
    for refusal in bundle.refusals:
        told = [
            from_json(refusal.told[name] or "{}") for name in ("payload", "details")
        ]
        _note(found, refusal.index, told, of_all, by_bid)
    _with_their_commands(found, bundle)
    relied_on = {one for refs in found.decisions.values() for one in refs}
    for row in made:
        if row.reference in relied_on:
            bundle.with_event(row)
    return found


def _decisions(ledger: Ledger, bundle: Gathered) -> list[EventRow]:
    """The secrecy decisions of the procurements that the bundle is about."""
    tenders = {one for one in bundle.streams if one.startswith(f"{Tender.KIND}:")}
    for row in bundle.events:
        if isinstance(key := from_json(row.data).get("tender"), str):
            tenders.add(Tender.case_id(key))
    return [
        row
        for tender in sorted(tenders)
        for row in ledger.events_of(tender)
        if row.topic == DECIDED
    ]


def _note(
    found: Withheld,
    index: int,
    data: Any,
    masks: Iterable[Mask],
    by_bid: Mapping[str, list[str]],
) -> None:
    under: set[str] = set()
    for mask in masks:
        if mask.over_json(data) != data:
            if mask.bid not in by_bid:
                raise SecrecyAfterCheckpoint
            under.update(by_bid[mask.bid])
    if under:
        found.decisions[index] = sorted(under)


def _with_their_commands(found: Withheld, bundle: Gathered) -> None:
    """Withhold what would give away the command of a row that is withheld."""
    rows: list[EventRow | RefusalRow] = [*bundle.events, *bundle.refusals]
    secret: dict[str, list[str]] = {}
    while True:
        before = len(found.decisions)
        for row in rows:
            if row.index in found.decisions and (own := _command_of(row)):
                secret.setdefault(own, found.decisions[row.index])
        for row in rows:
            if row.index not in found.decisions:
                for command_id, under in secret.items():
                    if command_id in _text_of(row):
                        found.decisions[row.index] = under
        if len(found.decisions) == before:
            return


def _command_of(row: EventRow | RefusalRow) -> str | None:
    return row.command_id if isinstance(row, EventRow) else row.told["command_id"]


def _text_of(row: EventRow | RefusalRow) -> str:
    if isinstance(row, EventRow):
        return f"{row.command_id} {row.data}"
    return " ".join(filter(None, row.told.values()))
