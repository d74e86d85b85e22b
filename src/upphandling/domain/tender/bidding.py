"""Bids of a tender: sealed as they come in, opened by two. All of it is secret."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.evaluation import Bid
from upphandling.domain.parts import UnknownPart, must_be_known
from upphandling.domain.tender.announcement import Announcement
from upphandling.domain.tender.refusals import (
    BidTooLate,
    DuplicateBid,
    TenderInWrongStage,
    TwoMustOpen,
)
from upphandling.domain.tender.terms import Status


class Bidding(Announcement):
    """A tender that bids come in to."""

    SECRETS: ClassVar[tuple[str, ...]] = ("bids",)  # state that tells of bids

    bids: dict[str, Bid] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class BidReceived(DomainEvent):
        """Ett anbud har kommit in (LOU 19 kap. 12 §)."""

        TOPIC = "tender.bid_received"
        SECRET = True
        bid: Bid

        def apply(self, case: Bidding) -> None:
            case.bids[self.bid.bid] = self.bid

    class Opened(DomainEvent):
        """Anbuden har öppnats (lokal ordning)."""

        TOPIC = "tender.opened"
        present: tuple[str, ...]

        def apply(self, case: Bidding) -> None:
            case.status = Status.OPENED

    # -- Commands: refuse, or bring about one event ------------------------

    def receive_bid(self, stamp: Stamp, *, bid: Bid) -> None:
        self._must_welcome_bids(stamp)
        if bid.bid in self.bids:
            raise DuplicateBid(bid=WITHHELD)
        for lot in bid.lots:
            must_be_known(lot, self.lots)
        self.record(self.BidReceived, stamp, bid=bid)

    def open(self, stamp: Stamp, *, present: tuple[str, ...]) -> None:
        self._must_be(Status.CLOSED)
        self._must_have_closed_by(stamp)
        if len(set(present)) < 2:  # noqa: PLR2004
            raise TwoMustOpen(present=present)
        self.record(self.Opened, stamp, present=present)

    # -- Rules -------------------------------------------------------------

    def _must_welcome_bids(self, stamp: Stamp) -> None:
        """Late is what comes after the closing, whatever the clock says."""
        if self.status in (Status.CLOSED, Status.OPENED):
            raise BidTooLate(closes_at=self.closes_at, received_at=stamp.at)
        if self.status is not Status.ANNOUNCED or self.closes_at is None:
            raise TenderInWrongStage(status=self.status)
        if stamp.at >= self.closes_at:
            raise BidTooLate(closes_at=self.closes_at, received_at=stamp.at)

    def _must_have_come(self, bid: str) -> None:
        if bid not in self.bids:
            raise UnknownPart(part=bid, known=WITHHELD)
