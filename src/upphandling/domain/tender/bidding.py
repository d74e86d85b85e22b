"""Bids of a tender: sealed as they come in, changed until they close. All is secret."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from typing import ClassVar

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.evaluation import Bid
from upphandling.domain.parts import must_be_known
from upphandling.domain.tender.bid_refusals import OtherBidder
from upphandling.domain.tender.bid_terms import Backing
from upphandling.domain.tender.closing import Closing
from upphandling.domain.tender.refusals import (
    BidTooLate,
    DuplicateBid,
    TenderInWrongStage,
)
from upphandling.domain.tender.terms import Status
from upphandling.domain.tender.withheld import must_be_among


class Bidding(Closing):
    """A tender that bids come in to."""

    # State that tells of bids.
    SECRETS: ClassVar[tuple[str, ...]] = ("bids", "received_at", "backing", "withdrawn")

    bids: dict[str, Bid] = field(default_factory=dict)
    received_at: dict[str, datetime] = field(default_factory=dict)
    backing: dict[str, Backing] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class BidReceived(DomainEvent):
        """Ett anbud har kommit in (LOU 19 kap. 12 §)."""

        TOPIC = "tender.bid_received"
        SECRET = True
        bid: Bid

        def apply(self, case: Bidding) -> None:
            case.bids[self.bid.bid] = self.bid
            case.received_at[self.bid.bid] = self.effective_at

    class BidReplaced(DomainEvent):
        """Ett anbud har ersatts av anbudsgivaren före sista dagen (LOU 19 kap. 12 §)."""

        TOPIC = "tender.bid_replaced"
        SECRET = True
        bid: Bid

        def apply(self, case: Bidding) -> None:
            case.bids[self.bid.bid] = self.bid
            case.received_at[self.bid.bid] = self.effective_at
            case.backing.pop(self.bid.bid, None)

    class BidBackedBy(DomainEvent):
        """Ett anbud bärs av en grupp, eller av andra enligt LOU 19 kap. 5 § (LOU 19 kap. 4 §)."""

        TOPIC = "tender.bid_backed_by"
        SECRET = True
        bid: str
        members: tuple[str, ...]
        relies_on: tuple[str, ...]

        def apply(self, case: Bidding) -> None:
            case.backing[self.bid] = Backing(
                members=self.members, relies_on=self.relies_on
            )

    class BidWithdrawn(DomainEvent):
        """Ett anbud har återkallats av anbudsgivaren före sista dagen (LOU 19 kap. 12 §)."""

        TOPIC = "tender.bid_withdrawn"
        SECRET = True
        bid: str

        def apply(self, case: Bidding) -> None:
            case.bids.pop(self.bid, None)
            case.received_at.pop(self.bid, None)
            case.backing.pop(self.bid, None)
            case.withdrawn.add(self.bid)

    # -- Commands: refuse, or bring about what happened --------------------

    def receive_bid(
        self, stamp: Stamp, *, bid: Bid, backing: Backing | None = None
    ) -> None:
        self._must_welcome_bids(stamp)
        if bid.bid in self.bids or bid.bid in self.withdrawn:
            raise DuplicateBid(bid=WITHHELD)
        self._must_have_lots(bid)
        self.record(self.BidReceived, stamp, bid=bid)
        self._keep_backing(stamp, bid.bid, backing)

    def replace_bid(
        self, stamp: Stamp, *, bid: Bid, backing: Backing | None = None
    ) -> None:
        self._must_welcome_bids(stamp)
        self._must_have_come(bid.bid)
        if bid.bidder != self.bids[bid.bid].bidder:
            raise OtherBidder(bid=WITHHELD)
        self._must_have_lots(bid)
        self.record(self.BidReplaced, stamp, bid=bid)
        self._keep_backing(stamp, bid.bid, backing)

    def withdraw_bid(self, stamp: Stamp, *, bid: str) -> None:
        self._must_welcome_bids(stamp)
        self._must_have_come(bid)
        self.record(self.BidWithdrawn, stamp, bid=bid)

    def _keep_backing(self, stamp: Stamp, bid: str, backing: Backing | None) -> None:
        if backing is not None:
            self.record(
                self.BidBackedBy,
                stamp,
                bid=bid,
                members=backing.members,
                relies_on=backing.relies_on,
            )

    # -- Rules -------------------------------------------------------------

    def _must_welcome_bids(self, stamp: Stamp) -> None:
        """Late is what comes after the closing, whatever the clock says."""
        if self.status in (Status.CLOSED, Status.OPENED):
            raise BidTooLate(closes_at=self.closes_at, received_at=stamp.at)
        if self.status is not Status.ANNOUNCED or self.closes_at is None:
            raise TenderInWrongStage(status=self.status)
        if stamp.at >= self.closes_at:
            raise BidTooLate(closes_at=self.closes_at, received_at=stamp.at)

    def _must_have_lots(self, bid: Bid) -> None:
        for lot in bid.lots:
            must_be_known(lot, self.lots)

    def _must_have_come(self, bid: str) -> None:
        must_be_among(bid, self.bids)
