"""Award (tilldelning): who wins, who was told, and when signing is free.

Proposed ──▶ Decided ──▶ Notified ──▶ SigningUnlocked ──▶ ContractSigned ...
                └────────────┴───────────────┴──▶ Withdrawn (the tender is cancelled)
"""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp, Value
from upphandling.domain.errors import WITHHELD, Refused
from upphandling.domain.evaluation import Bid, Lot, Ranked
from upphandling.domain.legal_time import LegalDeadline, count
from upphandling.domain.notices import (
    Notice,
    last_sent_on,
    must_be_sent_between,
    must_reach_all,
    slowest_channel,
)


class Status(StrEnum):
    PROPOSED = "proposed"
    DECIDED = "decided"
    NOTIFIED = "notified"
    UNLOCKED = "unlocked"
    WITHDRAWN = "withdrawn"


class Winner(Value):
    """A bid that wins a lot."""

    lot: str
    bid: str


class AwardInWrongStage(Refused):
    """Tilldelningen är inte i det skede som åtgärden kräver."""


class NotAmongRanked(Refused):
    """Ett anbud som inte har utvärderats i delen kan inte vinna den."""


class TooManyWinners(Refused):
    """Fler vinnare än delen har plats för."""


class StandstillRunning(Refused):
    """Avtalsspärr gäller, avtal får inte ingås (LOU 20 kap. 1 §)."""


class NotAWinner(Refused):
    """Anbudet har inte vunnit delen."""


class ContractsExist(Refused):
    """Avtal har redan ingåtts, upphandlingen kan inte längre avbrytas."""


class AlreadySigned(Refused):
    """Avtal om delen har redan ingåtts med vinnaren."""


class Award(Aggregate):
    """The award decision of one tender, until every contract is signed."""

    KIND = "award"

    tender: str = ""
    system: str = ""
    status: Status = Status.PROPOSED
    lots: dict[str, Lot] = field(default_factory=dict)
    bids: dict[str, Bid] = field(default_factory=dict)
    ranked: set[tuple[str, str]] = field(default_factory=set)
    winners: tuple[Winner, ...] = ()
    begun_on: date | None = None
    decided_at: datetime | None = None
    standstill: LegalDeadline | None = None
    signed: dict[tuple[str, str], str] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class Proposed(DomainEvent):
        """En rangordning av anbuden har räknats fram som förslag (LOU 19 kap. 9 §)."""

        TOPIC = "award.proposed"
        SECRET = True
        tender: str
        system: str
        begun_on: date
        lots: tuple[Lot, ...]
        bids: tuple[Bid, ...]
        ranking: tuple[Ranked, ...]

        def apply(self, case: Award) -> None:
            case.tender = self.tender
            case.system = self.system
            case.begun_on = self.begun_on
            case.lots = {lot.lot: lot for lot in self.lots}
            case.bids = {bid.bid: bid for bid in self.bids}
            case.ranked = {(row.lot, row.bid) for row in self.ranking}

    class Decided(Decision):
        """Tilldelningsbeslut har fattats (LOU 19 kap. 19 §)."""

        TOPIC = "award.decided"
        winners: tuple[Winner, ...]
        motive: str

        def apply(self, case: Award) -> None:
            case.status = Status.DECIDED
            case.decided_at = self.effective_at
            case.winners = self.winners

    class Notified(DomainEvent):
        """Anbudsgivarna har underrättats och avtalsspärren löper (LOU 20 kap. 1 §)."""

        TOPIC = "award.notified"
        notices: tuple[Notice, ...]
        standstill: LegalDeadline

        def apply(self, case: Award) -> None:
            case.status = Status.NOTIFIED
            case.standstill = self.standstill

    class SigningUnlocked(DomainEvent):
        """Avtalsspärren har löpt ut och avtal får ingås (LOU 20 kap. 1 §)."""

        TOPIC = "award.signing_unlocked"
        last_day: date

        def apply(self, case: Award) -> None:
            case.status = Status.UNLOCKED

    class ContractSigned(Decision):
        """Avtal har ingåtts med en vinnare (LOU 20 kap. 1 §)."""

        TOPIC = "award.contract_signed"
        lot: str
        bid: str
        agreement: str

        def apply(self, case: Award) -> None:
            case.signed[self.lot, self.bid] = self.agreement

    class Withdrawn(Decision):
        """Tilldelningen har fallit när upphandlingen avbröts (LOU 19 kap. 21 §)."""

        TOPIC = "award.withdrawn"
        reasons: str

        def apply(self, case: Award) -> None:
            case.status = Status.WITHDRAWN

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def propose(
        cls,
        stamp: Stamp,
        key: str,
        *,
        tender: str,
        system: str,
        begun_on: date,
        lots: tuple[Lot, ...],
        bids: tuple[Bid, ...],
        ranking: tuple[Ranked, ...],
    ) -> Self:
        return cls.begin(
            cls.Proposed,
            stamp,
            key,
            tender=tender,
            system=system,
            begun_on=begun_on,
            lots=lots,
            bids=bids,
            ranking=ranking,
        )

    def make(self, stamp: Stamp, *, winners: tuple[Winner, ...], motive: str) -> None:
        self._must_be(Status.PROPOSED)
        for winner in winners:
            if (winner.lot, winner.bid) not in self.ranked:
                raise NotAmongRanked(lot=winner.lot, bid=WITHHELD)
        for lot in self.lots.values():
            count_of = len({w.bid for w in winners if w.lot == lot.lot})
            if count_of > lot.winners:
                raise TooManyWinners(lot=lot.lot, winners=lot.winners)
        self.decide(self.Decided, stamp, winners=winners, motive=motive)

    def notify(
        self,
        stamp: Stamp,
        *,
        notices: tuple[Notice, ...],
        stated_last_day: date | None,
    ) -> None:
        self._must_be(Status.DECIDED)
        must_be_sent_between(notices, self.decided_at or stamp.at, stamp.at)
        must_reach_all(notices, {bid.bidder for bid in self.bids.values()})
        standstill = count(
            "standstill",
            last_sent_on(notices),
            channel=slowest_channel(notices),
            stated_last_day=stated_last_day,
            on=self.begun_on,
        )
        self.record(self.Notified, stamp, notices=notices, standstill=standstill)

    def unlock(self, stamp: Stamp) -> None:
        self._must_be(Status.NOTIFIED)
        if self.standstill is None or stamp.at < self.standstill.expires_at:
            raise StandstillRunning(
                last_day=self.standstill and self.standstill.last_day
            )
        self.record(self.SigningUnlocked, stamp, last_day=self.standstill.last_day)

    def sign(self, stamp: Stamp, *, lot: str, bid: str, agreement: str) -> None:
        self._must_be_unlocked(stamp)
        if not any(w.lot == lot and w.bid == bid for w in self.winners):
            raise NotAWinner(lot=lot, bid=bid)
        if (lot, bid) in self.signed:
            raise AlreadySigned(agreement=self.signed[lot, bid])
        self.decide(self.ContractSigned, stamp, lot=lot, bid=bid, agreement=agreement)

    def withdraw(self, stamp: Stamp, *, reasons: str) -> None:
        """The tender is cancelled after the award was decided."""
        if self.signed:
            raise ContractsExist(agreements=sorted(self.signed.values()))
        self.decide(self.Withdrawn, stamp, reasons=reasons)

    # -- Rules -------------------------------------------------------------

    def portrait(self) -> dict[str, Any]:
        """The state; nothing about bids before the decision."""
        state = super().portrait()
        if self.status is Status.PROPOSED:
            state.update(bids=WITHHELD, ranked=WITHHELD)
        return state

    def _must_be(self, status: Status) -> None:
        if self.status is not status:
            raise AwardInWrongStage(status=self.status, required=status)

    def _must_be_unlocked(self, stamp: Stamp) -> None:
        """The standstill binds also where the clock has not yet unlocked signing."""
        if self.standstill is None:
            raise AwardInWrongStage(status=self.status, required=Status.UNLOCKED)
        if stamp.at < self.standstill.expires_at:
            raise StandstillRunning(
                last_day=self.standstill.last_day,
                free_from=self.standstill.free_from,
            )
        self._must_be(Status.UNLOCKED)
