"""Abnormally low bids of a tender: rejected only after an explanation was asked for."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.legal_time import LegalDeadline
from upphandling.domain.tender.bid_refusals import (
    ExplanationNotAsked,
    ExplanationTimeRunning,
)
from upphandling.domain.tender.exclusion import Exclusion
from upphandling.domain.tender.terms import Status


class LowBids(Exclusion):
    """A tender in which a bid may be too low; `asked` holds until when it may explain."""

    SECRETS: ClassVar[tuple[str, ...]] = (*Exclusion.SECRETS, "asked", "explained")

    asked: dict[str, LegalDeadline] = field(default_factory=dict)
    explained: set[str] = field(default_factory=set)

    # -- Events, in the order they happen ----------------------------------

    class ExplanationAsked(DomainEvent):
        """En förklaring av ett onormalt lågt anbud har begärts (LOU 19 kap. 18 §)."""

        TOPIC = "tender.explanation_asked"
        SECRET = True
        bid: str
        about: str
        until: LegalDeadline

        def apply(self, case: LowBids) -> None:
            case.asked[self.bid] = self.until
            case.explained.discard(self.bid)

    class ExplanationReceived(DomainEvent):
        """En förklaring av ett lågt anbud har kommit in (LOU 19 kap. 18 §)."""

        TOPIC = "tender.explanation_received"
        SECRET = True
        bid: str
        content_hash: str

        def apply(self, case: LowBids) -> None:
            case.explained.add(self.bid)

    class LowBidRejected(Decision):
        """Ett onormalt lågt anbud har förkastats (LOU 19 kap. 18 §)."""

        TOPIC = "tender.low_bid_rejected"
        SECRET = True
        bid: str
        motive: str

        def apply(self, case: LowBids) -> None:
            case.gone.add(self.bid)

    # -- Commands: refuse, or bring about one event ------------------------

    def ask_for_explanation(
        self, stamp: Stamp, *, bid: str, about: str, days: int | None
    ) -> None:
        self._must_be(Status.OPENED)
        self._must_be_in_play(bid)
        until = self._time_from(
            "low-bid-explanation",
            stamp,
            days=days,
            documents=self.procedure.explanation_days if self.procedure else None,
        )
        self.record(self.ExplanationAsked, stamp, bid=bid, about=about, until=until)

    def receive_explanation(self, stamp: Stamp, *, bid: str, content_hash: str) -> None:
        self._must_have_been_asked(bid)
        self.record(self.ExplanationReceived, stamp, bid=bid, content_hash=content_hash)

    def reject_low_bid(self, stamp: Stamp, *, bid: str, motive: str) -> None:
        self._must_be(Status.OPENED)
        self._must_be_in_play(bid)
        self._must_have_been_asked(bid)
        if bid not in self.explained and stamp.at < self.asked[bid].expires_at:
            raise ExplanationTimeRunning(bid=WITHHELD)
        self.decide(self.LowBidRejected, stamp, bid=bid, motive=motive)

    # -- Rules -------------------------------------------------------------

    def _must_have_been_asked(self, bid: str) -> None:
        if bid not in self.asked:
            raise ExplanationNotAsked(bid=WITHHELD)
