"""Opening of a tender's bids: by two, into a list, and what becomes of bids after it."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.instants import local_date
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.tender.bid_refusals import (
    BidNoLongerStands,
    ConflictWithoutMeasure,
    ShorterThanDocuments,
)
from upphandling.domain.tender.bid_terms import FallCause, OpenedBid
from upphandling.domain.tender.bidding import Bidding
from upphandling.domain.tender.refusals import TwoMustOpen
from upphandling.domain.tender.terms import Status


class Opening(Bidding):
    """A tender whose bids have been opened."""

    SECRETS: ClassVar[tuple[str, ...]] = (*Bidding.SECRETS, "gone")

    conflicts: dict[str, bool] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class ConflictDeclared(DomainEvent):
        """En person har uppgett om en intressekonflikt finns (LOU 12 kap. 16 §)."""

        TOPIC = "tender.conflict_declared"
        person: str
        conflict: bool
        measure: str | None

        def apply(self, case: Opening) -> None:
            case.conflicts[self.person] = self.conflict

    class Opened(DomainEvent):
        """Anbuden har öppnats (lokal ordning)."""

        TOPIC = "tender.opened"
        present: tuple[str, ...]

        def apply(self, case: Opening) -> None:
            case.status = Status.OPENED

    class OpeningRecorded(DomainEvent):
        """Anbuden har förts upp i en förteckning när de öppnades (lokal ordning)."""

        TOPIC = "tender.opening_recorded"
        SECRET = True
        bids: tuple[OpenedBid, ...]
        remarks: str | None

    class BidFell(Decision):
        """Ett anbud är inte längre med i upphandlingen (lokal ordning)."""

        TOPIC = "tender.bid_fell"
        SECRET = True
        bid: str
        cause: FallCause
        reason: str

        def apply(self, case: Opening) -> None:
            case.gone.add(self.bid)

    # -- Commands: refuse, or bring about what happened --------------------

    def declare_conflict(
        self, stamp: Stamp, *, person: str, conflict: bool, measure: str | None
    ) -> None:
        if conflict and measure is None:
            raise ConflictWithoutMeasure(person=person)
        self.record(
            self.ConflictDeclared,
            stamp,
            person=person,
            conflict=conflict,
            measure=measure,
        )

    def open(
        self, stamp: Stamp, *, present: tuple[str, ...], remarks: str | None = None
    ) -> None:
        self._must_be(Status.CLOSED)
        self._must_have_closed_by(stamp)
        if len(set(present)) < (2 if self._two_must_open else 1):
            raise TwoMustOpen(present=present)
        self.record(self.Opened, stamp, present=present)
        self.record(
            self.OpeningRecorded,
            stamp,
            bids=tuple(map(self._as_opened, self.bids)),
            remarks=remarks,
        )

    def let_fall(
        self, stamp: Stamp, *, bid: str, cause: FallCause, reason: str
    ) -> None:
        self._must_be(Status.OPENED, Status.AWARDED)
        self._must_be_in_play(bid)
        self.decide(self.BidFell, stamp, bid=bid, cause=cause, reason=reason)

    # -- Rules -------------------------------------------------------------

    @property
    def in_play(self) -> set[str]:
        """Bids that have come and are neither excluded, rejected, fallen nor lapsed."""
        return self.bids.keys() - self.gone

    @property
    def _two_must_open(self) -> bool:
        return self.procedure is None or self.procedure.two_must_open

    def _as_opened(self, bid: str) -> OpenedBid:
        return OpenedBid(
            bid=bid,
            bidder=self.bids[bid].bidder,
            received_at=self.received_at[bid],
            content_hash=self.bids[bid].content_hash,
        )

    def _must_be_in_play(self, bid: str) -> None:
        self._must_have_come(bid)
        if bid in self.gone:
            raise BidNoLongerStands(bid=WITHHELD)

    def _time_from(
        self, rule: str, stamp: Stamp, *, days: int | None, documents: int | None
    ) -> LegalDeadline:
        """So many days from now, by default and at least those of the documents."""
        if days is not None and documents is not None and days < documents:
            raise ShorterThanDocuments(days=days, documents=documents)
        days = days or documents
        return count(
            rule,
            local_date(stamp.at),
            length=Length(days, Unit.DAYS) if days else None,
            on=self.begun_on(stamp),
        )
