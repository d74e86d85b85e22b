"""Negotiation about a tender's bids, in rounds, where the documents foresee it."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from upphandling.domain.base import DomainEvent, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.tender.bid_refusals import (
    NegotiationNotForeseen,
    NotNegotiable,
    RoundNotHeld,
    RoundOutOfOrder,
)
from upphandling.domain.tender.bid_terms import Aspect
from upphandling.domain.tender.dialogue import Dialogue
from upphandling.domain.tender.terms import Status

NOT_NEGOTIABLE = (Aspect.MINIMUM_REQUIREMENTS, Aspect.AWARD_CRITERIA)


class Negotiation(Dialogue):
    """A tender whose bids are negotiated; `revisions` holds each bid's latest hash."""

    SECRETS: ClassVar[tuple[str, ...]] = (*Dialogue.SECRETS, "rounds", "revisions")

    rounds: int = 0
    revisions: dict[str, str] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class NegotiationHeld(DomainEvent):
        """Myndigheten har förhandlat om anbud (LOU 19 kap. 16 §)."""

        TOPIC = "tender.negotiation_held"
        SECRET = True
        round: int
        bids: tuple[str, ...]
        aspects: tuple[Aspect, ...]
        outcome: str

        def apply(self, case: Negotiation) -> None:
            case.rounds = self.round

    class BidRevised(DomainEvent):
        """Ett anbud har ändrats efter en förhandling (LOU 19 kap. 16 §)."""

        TOPIC = "tender.bid_revised"
        SECRET = True
        bid: str
        round: int
        content_hash: str

        def apply(self, case: Negotiation) -> None:
            case.revisions[self.bid] = self.content_hash

    # -- Commands: refuse, or bring about one event ------------------------

    def hold_negotiation(
        self,
        stamp: Stamp,
        *,
        round: int,
        bids: tuple[str, ...],
        aspects: tuple[Aspect, ...],
        outcome: str,
    ) -> None:
        self._must_be(Status.OPENED)
        if self.procedure is None or not self.procedure.negotiation:
            raise NegotiationNotForeseen
        for bid in bids:
            self._must_be_in_play(bid)
        if fixed := [aspect for aspect in aspects if aspect in NOT_NEGOTIABLE]:
            raise NotNegotiable(aspects=fixed)
        if round not in (self.rounds, self.rounds + 1) or round < 1:
            raise RoundOutOfOrder(round=WITHHELD)
        self.record(
            self.NegotiationHeld,
            stamp,
            round=round,
            bids=bids,
            aspects=aspects,
            outcome=outcome,
        )

    def revise_bid(
        self, stamp: Stamp, *, bid: str, round: int, content_hash: str
    ) -> None:
        self._must_be(Status.OPENED)
        self._must_be_in_play(bid)
        if not 1 <= round <= self.rounds:
            raise RoundNotHeld(round=WITHHELD)
        self.record(
            self.BidRevised, stamp, bid=bid, round=round, content_hash=content_hash
        )
