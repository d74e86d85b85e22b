"""Signing: a contract with each winner, or none because the tender was cancelled."""

from __future__ import annotations

from dataclasses import field

from upphandling.domain.award.locking import Locking
from upphandling.domain.award.refusals import (
    AlreadySigned,
    ContractsExist,
    NotAWinner,
)
from upphandling.domain.award.terms import Status
from upphandling.domain.base import Decision, Stamp


class Signing(Locking):
    """An award that contracts are signed on; `signed` is agreements by lot and bid."""

    signed: dict[tuple[str, str], str] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class ContractSigned(Decision):
        """Avtal har ingåtts med en vinnare (LOU 20 kap. 1 §)."""

        TOPIC = "award.contract_signed"
        lot: str
        bid: str
        agreement: str

        def apply(self, case: Signing) -> None:
            case.signed[self.lot, self.bid] = self.agreement

    class Withdrawn(Decision):
        """Tilldelningen har fallit när upphandlingen avbröts (LOU 19 kap. 21 §)."""

        TOPIC = "award.withdrawn"
        reasons: str

        def apply(self, case: Signing) -> None:
            case.status = Status.WITHDRAWN

    # -- Commands: refuse, or bring about one event ------------------------

    def sign(self, stamp: Stamp, *, lot: str, bid: str, agreement: str) -> None:
        self._must_be_unlocked(stamp)
        if not any(w.lot == lot and w.bid == bid for w in self.winners):
            raise NotAWinner(lot=lot, bid=bid)
        if (lot, bid) in self.signed:
            raise AlreadySigned(agreement=self.signed[lot, bid])
        self.decide(self.ContractSigned, stamp, lot=lot, bid=bid, agreement=agreement)

    def withdraw(self, stamp: Stamp, *, reasons: str) -> None:
        """The tender is cancelled, at whatever stage the award is."""
        if self.signed:
            raise ContractsExist(agreements=sorted(self.signed.values()))
        self.decide(self.Withdrawn, stamp, reasons=reasons)
