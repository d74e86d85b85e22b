"""Thresholds: the value from which a service of annex 2 must be announced, year by year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise

from upphandling.domain.errors import Refused
from upphandling.domain.law import (
    BrokenLaw,
    Entry,
    Fault,
    entries_of,
    head_of,
    packaged,
    parsed,
)


class ThresholdUnknown(Refused):
    """Tröskelvärdet för den dagen är inte känt."""


class BrokenThresholds(BrokenLaw):
    """Thresholds that cannot be used; the message names the entries that are wrong."""


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """The threshold in whole SEK, from the first to the last day, both included.

    `paragraph` is what sets it, `source` where the sum was read.
    """

    sek: int
    paragraph: str
    source: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True)
class Thresholds:
    """One edition, in order of time and without gaps."""

    version: str
    entries: tuple[Threshold, ...]


@cache
def thresholds() -> Thresholds:
    """The edition that comes with the program; raises `BrokenThresholds`."""
    return read_thresholds(packaged("thresholds.toml"))


def threshold(on: date) -> Threshold:
    """The threshold on the day; raises `ThresholdUnknown` with the last one we know.

    Source: LOU 5 kap. 1 §, in SEK as revised every second year.
    """
    entries = thresholds().entries
    for entry in entries:
        if entry.valid_from <= on <= entry.valid_to:
            return entry
    last = entries[-1]
    raise ThresholdUnknown(
        on=on,
        paragraph=last.paragraph,
        last_known_sek=last.sek,
        last_known_from=last.valid_from,
        last_known_to=last.valid_to,
    )


def read_thresholds(text: str) -> Thresholds:
    """Thresholds from the text of their file; raises `BrokenThresholds`."""
    file = parsed(text, BrokenThresholds)
    read = entries_of(file, "threshold", "valid_from", _entry, BrokenThresholds)
    version, paragraph = head_of(file, _head, BrokenThresholds)
    entries = tuple(
        Threshold(
            sek=sek, paragraph=paragraph, source=source, valid_from=first, valid_to=last
        )
        for first, last, sek, source in sorted(read)
    )
    if faults := list(_faults(entries)):
        raise BrokenThresholds(*faults)
    return Thresholds(version, entries)


def _head(head: Entry) -> tuple[str, str]:
    return head.text("version"), head.text("paragraph")


def _entry(fields: Entry) -> tuple[date, date, int, str]:
    first, last = fields.take("valid_from", date), fields.take("valid_to", date)
    sek = fields.take("sek", int)
    if sek <= 0 or last < first:
        message = "beloppet är inte större än 0, eller slutet ligger före början"
        raise Fault(message)
    return first, last, sek, fields.text("source")


def _faults(entries: tuple[Threshold, ...]) -> Iterator[str]:
    """Entries that leave a gap or overlap, or none at all."""
    if not entries:
        yield "Det finns inga tröskelvärden."
    for older, newer in pairwise(entries):
        days = (newer.valid_from - older.valid_to).days
        if days != 1:
            fault = "Glapp mellan" if days > 1 else "Överlappar:"
            yield f"{fault} {_named(older)} och {_named(newer)}."


def _named(entry: Threshold) -> str:
    return f"{entry.sek} kr (från {entry.valid_from} till {entry.valid_to})"
