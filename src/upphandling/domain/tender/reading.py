"""Prices of a tender's bids, as they are read when the bids have been opened."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.evaluation import Combination, Offer
from upphandling.domain.evaluation.combinations import must_be_combinable
from upphandling.domain.parts import must_be_known
from upphandling.domain.tender.bid_refusals import LotNotBid
from upphandling.domain.tender.low_bids import LowBids
from upphandling.domain.tender.terms import Status


class Reading(LowBids):
    """A tender whose prices are read.

    `offered` is per (bid, lot), `combined` per bid and its lots in order.
    """

    SECRETS: ClassVar[tuple[str, ...]] = (*LowBids.SECRETS, "offered", "combined")

    offered: dict[tuple[str, str], Offer] = field(default_factory=dict)
    combined: dict[tuple[str, ...], Combination] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class PriceRead(DomainEvent):
        """Ett anbuds pris för en del har lästs upp ur anbudet (lokal ordning)."""

        TOPIC = "tender.price_read"
        SECRET = True
        bid: str
        lot: str
        price_ore: int

        def apply(self, case: Reading) -> None:
            case.offered[self.bid, self.lot] = Offer(
                bid=self.bid, lot=self.lot, price_ore=self.price_ore
            )

    class CombinationRead(DomainEvent):
        """Ett anbuds pris för flera delar tillsammans har lästs (lokal ordning)."""

        TOPIC = "tender.combination_read"
        SECRET = True
        bid: str
        lots: tuple[str, ...]
        price_ore: int

        def apply(self, case: Reading) -> None:
            case.combined[self.bid, *sorted(self.lots)] = Combination(
                bid=self.bid, lots=self.lots, price_ore=self.price_ore
            )

    # -- Commands: refuse, or bring about one event ------------------------

    def read_price(self, stamp: Stamp, *, offer: Offer) -> None:
        self._must_offer(offer.bid, offer.lot)
        self.record(
            self.PriceRead,
            stamp,
            bid=offer.bid,
            lot=offer.lot,
            price_ore=offer.price_ore,
        )

    def read_combination(self, stamp: Stamp, *, combination: Combination) -> None:
        self._must_offer(combination.bid, *combination.lots)
        must_be_combinable(
            self.method,
            [*self.lots.values()],
            [self.bids[combination.bid]],
            [combination],
        )
        self.record(
            self.CombinationRead,
            stamp,
            bid=combination.bid,
            lots=combination.lots,
            price_ore=combination.price_ore,
        )

    # -- Rules -------------------------------------------------------------

    def _must_offer(self, bid: str, *lots: str) -> None:
        self._must_be(Status.OPENED)
        self._must_be_in_play(bid)
        for lot in lots:
            must_be_known(lot, self.lots)
            if lot not in self.bids[bid].lots:
                raise LotNotBid(bid=WITHHELD)
