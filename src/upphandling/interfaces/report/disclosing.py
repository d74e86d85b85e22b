"""Which events of a figure may be named: none that tells of bids, or of people in public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from upphandling.domain.follow_up import FollowUp
from upphandling.interfaces.disclosure import Secrecy, counts_bids
from upphandling.interfaces.evidence.readers import ABOUT_PEOPLE
from upphandling.interfaces.report.figures import Figure, Row, Sources

KEPT_INSIDE = frozenset((*ABOUT_PEOPLE, FollowUp.KIND))
"""The kinds of case that the public may not have, and whose events are not named."""

NO_CASES = "inga ärenden"
INSIDE = "händelserna lämnas inte ut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosing:
    """What the reader of a report may be told of its events."""

    secrecy: Secrecy
    public: bool

    def told(self, figure: Figure) -> Row:
        """A figure as plain data; one without events says why in its note."""
        open_ = self.open(figure.sources)
        note = figure.note or self._why_none(figure.sources, open_)
        return {
            "figure": figure.figure,
            "name": figure.name,
            "about": figure.about,
            "subject": figure.subject,
            "value": figure.value,
            "unit": figure.unit.value,
            "target": figure.target,
            "red": figure.red,
            "note": note or None,
            "events": self.named(open_.few),
            "events_total": open_.total,
        }

    def open(self, sources: Sources) -> Sources:
        """The events that the reader may be told of."""
        if not self.public:
            return sources
        named = tuple(one for one in sources.named if is_public(one))
        if all(is_public(one) for one in sources.first):
            return replace(sources, named=named)
        return Sources(named=named)

    def page(
        self, connection: Connection, sources: Sources, limit: int, offset: int
    ) -> list[str]:
        """So many of the events that the reader may be told of."""
        return self.named(self.open(sources).page(connection, limit, offset))

    def named(self, references: Iterable[str]) -> list[str]:
        """As the reader may know them: no version that counts bids."""
        return list(dict.fromkeys(self._name(one) for one in references))

    def _name(self, reference: str) -> str:
        case, at, _ = reference.rpartition("@")
        if self.secrecy.told_up_to is None or not at or not counts_bids(case):
            return reference
        return case

    @staticmethod
    def _why_none(sources: Sources, open_: Sources) -> str:
        if not sources.total:
            return NO_CASES
        return "" if open_.total else INSIDE


def is_public(reference: str) -> bool:
    """Whether an event is of a kind of case that the public may have."""
    return reference.partition(":")[0] not in KEPT_INSIDE
