"""Conclusion of a tender: awarded, perhaps reopened, and what stays secret for good."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import Any

from upphandling.domain.base import Decision, Stamp
from upphandling.domain.errors import WITHHELD
from upphandling.domain.parts import must_be_known
from upphandling.domain.tender.ending_refusals import (
    AnotherAwardStands,
    SecrecyStillAbsolute,
)
from upphandling.domain.tender.examination import Examination
from upphandling.domain.tender.terms import Status


class SecretPart(StrEnum):
    """A part of a bid that may be kept secret after the award."""

    NAME = "name"
    BIDDER = "bidder"
    PRICE = "price"
    POINTS = "points"
    MOTIVE = "motive"
    CONTENT = "content"


class Conclusion(Examination):
    """A tender that has been awarded.

    `unsealed` says that absolute secrecy has been lifted; it never comes back.
    `secrecy` is the parts of a bid that are secret nevertheless.
    """

    award: str | None = None
    unsealed: bool = False
    secrecy: dict[str, tuple[SecretPart, ...]] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class Awarded(Decision):
        """Upphandlingen har avgjorts genom ett tilldelningsbeslut (LOU 19 kap. 19 §)."""

        TOPIC = "tender.awarded"
        award: str

        def apply(self, case: Conclusion) -> None:
            case.status = Status.AWARDED
            case.award = self.award
            case.unsealed = True

    class Reopened(Decision):
        """Anbuden ska prövas på nytt, med det som har blivit känt (LOU 20 kap. 6 §)."""

        TOPIC = "tender.reopened"
        review: str | None
        reasons: str

        def apply(self, case: Conclusion) -> None:
            case.status = Status.OPENED

    class SecrecyDecided(Decision):
        """Uppgifter i ett anbud ska vara hemliga också efter tilldelningen (lokal ordning)."""

        TOPIC = "tender.secrecy_decided"
        bid: str
        parts: tuple[SecretPart, ...]
        ground: str
        motive: str

        def apply(self, case: Conclusion) -> None:
            case.secrecy[self.bid] = self.parts

    # -- Commands: refuse, or bring about one event ------------------------

    def conclude(self, stamp: Stamp, *, award: str) -> None:
        self._must_be(Status.OPENED)
        if self.award not in (None, award):
            raise AnotherAwardStands(award=self.award)
        self.decide(self.Awarded, stamp, award=award)

    def reopen(self, stamp: Stamp, *, review: str | None, reasons: str) -> None:
        """Let bids be examined again, by order of a court or because one fell."""
        self._must_be(Status.AWARDED)
        self.decide(self.Reopened, stamp, review=review, reasons=reasons)

    def decide_secrecy(
        self,
        stamp: Stamp,
        *,
        bid: str,
        parts: tuple[SecretPart, ...],
        ground: str,
        motive: str,
    ) -> None:
        """Keep parts of a bid secret; none lifts what was decided before."""
        if self.sealed:
            raise SecrecyStillAbsolute(status=self.status)
        must_be_known(bid, self.bids)
        self.decide(
            self.SecrecyDecided,
            stamp,
            bid=bid,
            parts=parts,
            ground=ground,
            motive=motive,
        )

    # -- Rules -------------------------------------------------------------

    @property
    def sealed(self) -> bool:
        """Whether absolute secrecy holds for everything about bids."""
        return not self.unsealed

    def portrait(self) -> dict[str, Any]:
        """The state; nothing about bids, not even their number, while sealed."""
        state = super().portrait()
        if self.sealed:
            state.update(dict.fromkeys(self.SECRETS, WITHHELD))
        return state

    def must_be_opened(self) -> None:
        self._must_be(Status.OPENED)

    def must_await_award(self) -> None:
        """A tender is awarded once; a reopened one is evaluated again instead."""
        self.must_be_opened()
        if self.award is not None:
            raise AnotherAwardStands(award=self.award)
