"""The calculation: a proposal, until somebody else than who calculated approves it."""

from __future__ import annotations

from typing import Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.instants import start_of
from upphandling.domain.pay import days_of
from upphandling.domain.payment.refusals import (
    CalculatorApproves,
    MonthNotOver,
    NotWhatWasCalculated,
    PaymentApproved,
)
from upphandling.domain.payment.terms import (
    Acknowledged,
    Basis,
    Status,
    must_be_acknowledged,
    payment_key,
)


class Calculation(Aggregate):
    """A month of an agreement, as it was last calculated.

    `calculated` is the latest calculation, by `calculated_by`; `standing` the one that
    was approved, with all the corrections that have been.
    """

    system: str = ""
    agreement: str = ""
    provider: str = ""
    month: str = ""
    status: Status = Status.CALCULATED
    calculated: Basis | None = None
    calculated_by: str = ""
    standing: Basis | None = None

    # -- Events, in the order they happen ----------------------------------

    class Calculated(DomainEvent):
        """Månadens ersättning har beräknats (lokal ordning)."""

        TOPIC = "payment.calculated"
        system: str
        agreement: str
        provider: str
        month: str
        basis: Basis

        def apply(self, case: Calculation) -> None:
            case.system = self.system
            case.agreement = self.agreement
            case.provider = self.provider
            case.month = self.month
            case.calculated = self.basis
            case.calculated_by = self.by

    class Approved(Decision):
        """Månadens ersättning har godkänts för utbetalning (lokal ordning)."""

        TOPIC = "payment.approved"
        total_ore: int
        acknowledged: tuple[Acknowledged, ...]

        def apply(self, case: Calculation) -> None:
            case.status = Status.APPROVED
            case.standing = case.calculated

    # -- Commands: refuse, or bring about one event ------------------------

    @classmethod
    def calculate_first(
        cls,
        stamp: Stamp,
        *,
        system: str,
        agreement: str,
        provider: str,
        month: str,
        basis: Basis,
    ) -> Self:
        must_be_over(month, stamp)
        return cls.begin(
            cls.Calculated,
            stamp,
            payment_key(agreement, month),
            system=system,
            agreement=agreement,
            provider=provider,
            month=month,
            basis=basis,
        )

    def calculate_again(self, stamp: Stamp, *, basis: Basis) -> None:
        """The same month once more, because there is more to count."""
        self.must_be_open()
        self.record(
            self.Calculated,
            stamp,
            system=self.system,
            agreement=self.agreement,
            provider=self.provider,
            month=self.month,
            basis=basis,
        )

    def approve(
        self, stamp: Stamp, *, total_ore: int, acknowledged: tuple[Acknowledged, ...]
    ) -> None:
        self.must_be_open()
        if self.calculated is None or total_ore != self.calculated.total_ore:
            raise NotWhatWasCalculated(stated_ore=total_ore)
        self._must_be_another(stamp)
        must_be_acknowledged(self.calculated.found, acknowledged)
        self.decide(
            self.Approved, stamp, total_ore=total_ore, acknowledged=acknowledged
        )

    # -- Rules -------------------------------------------------------------

    @property
    def worth_sek(self) -> int | None:
        """What is to be approved now, in whole kronor; a correction by all of the month."""
        return None if self.calculated is None else self.calculated.total_ore // 100

    def must_be_open(self) -> None:
        """Refuse to touch a calculation that was approved."""
        if self.status is not Status.CALCULATED:
            raise PaymentApproved(payment=self.key)

    def _must_be_another(self, stamp: Stamp) -> None:
        if stamp.by == self.calculated_by:
            raise CalculatorApproves(by=stamp.by)


def must_be_over(month: str, stamp: Stamp) -> None:
    """Refuse to count a month in which there is more to come."""
    _, until = days_of(month)
    if stamp.at < start_of(until):
        raise MonthNotOver(month=month, from_on=until)
