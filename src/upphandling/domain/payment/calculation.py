"""The calculation: a proposal, until somebody else than who calculated approves it."""

from __future__ import annotations

from dataclasses import field
from typing import Any, Self

from upphandling.domain.base import Aggregate, Decision, DomainEvent, Stamp
from upphandling.domain.instants import start_of
from upphandling.domain.pay import (
    Deduction,
    Settled,
    days_of,
    deducted,
    deducted_since,
)
from upphandling.domain.payment.refusals import (
    CalculatorApproves,
    DeductionsOutdated,
    MonthNotOver,
    NotWhatWasCalculated,
    PaymentApproved,
    VisitsOutdated,
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
    was approved, with all the corrections that have been. `deductions` are those of the
    latest calculation, `deducted` those that were approved, as they were after the month
    itself (0) and after each correction.
    """

    system: str = ""
    agreement: str = ""
    provider: str = ""
    month: str = ""
    status: Status = Status.CALCULATED
    calculated: Basis | None = None
    calculated_by: str = ""
    standing: Basis | None = None
    deductions: tuple[Deduction, ...] = ()
    deducted: dict[int, tuple[Deduction, ...]] = field(default_factory=dict)

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
            case.deductions = ()

    class Deducted(DomainEvent):
        """Avdragen från månadens ersättning har beräknats (lokal ordning)."""

        TOPIC = "payment.deducted"
        deductions: tuple[Deduction, ...]
        total_ore: int

        def apply(self, case: Calculation) -> None:
            case.deductions = self.deductions

    class Approved(Decision):
        """Månadens ersättning har godkänts för utbetalning (lokal ordning)."""

        TOPIC = "payment.approved"
        total_ore: int
        acknowledged: tuple[Acknowledged, ...]

        def apply(self, case: Calculation) -> None:
            case.status = Status.APPROVED
            case.standing = case.calculated
            case.deducted[0] = case.deductions

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
        deductions: tuple[Deduction, ...] = (),
    ) -> Self:
        must_be_over(month, stamp)
        payment = cls.begin(
            cls.Calculated,
            stamp,
            payment_key(agreement, month),
            system=system,
            agreement=agreement,
            provider=provider,
            month=month,
            basis=basis,
        )
        payment.deduct(stamp, deductions)
        return payment

    def calculate_again(
        self, stamp: Stamp, *, basis: Basis, deductions: tuple[Deduction, ...] = ()
    ) -> None:
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
        self.deduct(stamp, deductions)

    def deduct(self, stamp: Stamp, deductions: tuple[Deduction, ...]) -> None:
        """What is deducted of what was just calculated, where there is any to tell of."""
        if deductions or self.standing_deductions:
            total = self.to_pay + deducted(deductions)
            self.record(self.Deducted, stamp, deductions=deductions, total_ore=total)

    def approve(
        self,
        stamp: Stamp,
        *,
        total_ore: int,
        acknowledged: tuple[Acknowledged, ...],
        deductions: tuple[Deduction, ...] = (),
        changed: tuple[int, ...] = (),
    ) -> None:
        """Approve what was calculated last; `deductions` as they would be now.

        `changed` are the batches of its visits that have come or gone since.
        """
        self.must_be_open()
        if self.calculated is None or total_ore != self.to_pay:
            raise NotWhatWasCalculated(stated_ore=total_ore)
        self._must_be_another(stamp)
        self._must_still_hold(deductions)
        self._must_still_count(changed)
        must_be_acknowledged(self.calculated.found, acknowledged)
        self.decide(
            self.Approved, stamp, total_ore=total_ore, acknowledged=acknowledged
        )

    # -- Rules -------------------------------------------------------------

    @property
    def worth_sek(self) -> int | None:
        """What is to be approved now, in whole kronor; a correction by all of the month."""
        return None if self.calculated is None else self.calculated.total_ore // 100

    @property
    def to_pay(self) -> int:
        """What there is to approve, in öre: the latest calculation less its deductions."""
        pay = 0 if self.calculated is None else self.calculated.total_ore
        return pay + deducted(self.deductions)

    @property
    def standing_deductions(self) -> tuple[Deduction, ...]:
        """Those that were approved last."""
        return self.deducted[max(self.deducted)] if self.deducted else ()

    @property
    def settled(self) -> Settled | None:
        """What stands, as other months must know of it; None where nothing does."""
        if self.standing is None:
            return None
        return Settled(self.month, self.standing.total_ore, self.standing_deductions)

    def deducted_in(self, part: int) -> tuple[Deduction, ...]:
        """What was approved to be deducted in the month (0), or changed by a correction."""
        return deducted_since(
            self.deducted.get(part, ()), self.deducted.get(part - 1, ())
        )

    def portrait(self) -> dict[str, Any]:
        """As others; of deductions nothing where there never were any."""
        told = super().portrait()
        if not self.deductions and not any(self.deducted.values()):
            del told["deductions"], told["deducted"]
        return told

    def must_be_open(self) -> None:
        """Refuse to touch a calculation that was approved."""
        if self.status is not Status.CALCULATED:
            raise PaymentApproved(payment=self.key)

    def _must_be_another(self, stamp: Stamp) -> None:
        if stamp.by == self.calculated_by:
            raise CalculatorApproves(by=stamp.by)

    def _must_still_hold(self, deductions: tuple[Deduction, ...]) -> None:
        """Refuse where sanctions, or other months, have changed what is deducted."""
        if [one.settles for one in deductions] != [
            one.settles for one in self.deductions
        ]:
            raise DeductionsOutdated(payment=self.key)

    def _must_still_count(self, changed: tuple[int, ...]) -> None:
        """Refuse where visits have been read, or taken back, since they were counted."""
        if changed:
            raise VisitsOutdated(payment=self.key, batches=changed)


def must_be_over(month: str, stamp: Stamp) -> None:
    """Refuse to count a month in which there is more to come."""
    _, until = days_of(month)
    if stamp.at < start_of(until):
        raise MonthNotOver(month=month, from_on=until)
