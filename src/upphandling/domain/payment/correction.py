"""The correction of what was approved: new lines with the difference, never the old."""

from __future__ import annotations

from dataclasses import field
from hashlib import sha256

from upphandling.domain.base import Decision, DomainEvent, Stamp
from upphandling.domain.pay import (
    Deduction,
    Line,
    deducted,
    deducted_since,
    difference,
    ledger_file,
)
from upphandling.domain.payment.calculation import Calculation
from upphandling.domain.payment.refusals import (
    CorrectionIsOpen,
    CorrectionNotOpen,
    ExportedAlready,
    MonthIsPaid,
    NoCorrectionPending,
    NoSuchPart,
    NotWhatWasCalculated,
    PaymentNotApproved,
    SameAsApproved,
)
from upphandling.domain.payment.terms import (
    Acknowledged,
    Basis,
    Correction,
    Status,
    must_be_acknowledged,
)


class Payment(Calculation):
    """A month of an agreement, with what has been put right since.

    `approved` is the month as it was approved first, `corrections` are those that have
    been approved, in order. `cause` is why the one that is open was opened, `pending`
    what it comes to. `exported` are the files, by the number of the correction; the
    month itself is 0.
    """

    KIND = "payment"

    approved: Basis | None = None
    cause: str = ""
    pending: Correction | None = None
    corrections: list[Correction] = field(default_factory=list)
    exported: dict[int, str] = field(default_factory=dict)

    # -- Events, in the order they happen ----------------------------------

    class CorrectionOpened(Decision):
        """En rättelse av månadens ersättning har öppnats (lokal ordning)."""

        TOPIC = "payment.correction_opened"
        cause: str

        def apply(self, case: Payment) -> None:
            case.approved = case.approved or case.standing
            case.status = Status.CORRECTING
            case.cause = self.cause

    class CorrectionCalculated(DomainEvent):
        """Rättelsen av månadens ersättning har beräknats (lokal ordning)."""

        TOPIC = "payment.correction_calculated"
        cause: str
        basis: Basis
        lines: tuple[Line, ...]
        vat_ore: int
        total_ore: int

        def apply(self, case: Payment) -> None:
            case.calculated = self.basis
            case.calculated_by = self.by
            case.deductions = ()
            case.pending = Correction(
                cause=self.cause,
                lines=self.lines,
                vat_ore=self.vat_ore,
                total_ore=self.total_ore,
            )

    class CorrectionApproved(Decision):
        """Rättelsen av månadens ersättning har godkänts (lokal ordning)."""

        TOPIC = "payment.correction_approved"
        number: int
        total_ore: int
        acknowledged: tuple[Acknowledged, ...]

        def apply(self, case: Payment) -> None:
            case.status = Status.APPROVED
            case.standing = case.calculated
            if case.pending is not None:
                case.corrections.append(case.pending)
            case.deducted[self.number] = case.deductions
            case.pending = None
            case.cause = ""

    class CorrectionAbandoned(Decision):
        """Rättelsen av månadens ersättning har lagts ned (lokal ordning)."""

        TOPIC = "payment.correction_abandoned"
        reason: str

        def apply(self, case: Payment) -> None:
            case.status = Status.APPROVED
            case.calculated = case.standing
            case.deductions = case.standing_deductions
            case.pending = None
            case.cause = ""

    class Exported(DomainEvent):
        """En fil till ekonomisystemet har tagits fram (lokal ordning)."""

        TOPIC = "payment.exported"
        correction: int
        total_ore: int
        file_sha256: str

        def apply(self, case: Payment) -> None:
            case.exported[self.correction] = self.file_sha256

    # -- Commands: refuse, or bring about one event ------------------------

    def open_correction(self, stamp: Stamp, *, cause: str) -> None:
        """From now on the visits of the month may change again."""
        self._must_be_approved()
        if self.status is Status.CORRECTING:
            raise CorrectionIsOpen(payment=self.key, cause=self.cause)
        self.decide(self.CorrectionOpened, stamp, cause=cause)

    def correct(
        self, stamp: Stamp, *, basis: Basis, deductions: tuple[Deduction, ...] = ()
    ) -> None:
        """What a new calculation differs by; as often as there is more to count."""
        self.must_be_correcting()
        pending = self.differing(basis)
        changed = deducted_since(deductions, self.standing_deductions)
        if not pending.lines and not pending.total_ore and not changed:
            raise SameAsApproved(payment=self.key)
        self.record(self.CorrectionCalculated, stamp, basis=basis, **dict(pending))
        self.deduct(stamp, deductions)

    def approve_correction(
        self,
        stamp: Stamp,
        *,
        total_ore: int,
        acknowledged: tuple[Acknowledged, ...],
        deductions: tuple[Deduction, ...] = (),
        changed: tuple[int, ...] = (),
    ) -> None:
        """Approve the difference; `deductions` and `changed` as of the month itself."""
        self.must_be_correcting()
        if self.pending is None or self.calculated is None:
            raise NoCorrectionPending(payment=self.key)
        if total_ore != self.to_pay:
            raise NotWhatWasCalculated(stated_ore=total_ore)
        self._must_be_another(stamp)
        self._must_still_hold(deductions)
        self._must_still_count(changed)
        must_be_acknowledged(self.calculated.found, acknowledged)
        self.decide(
            self.CorrectionApproved,
            stamp,
            number=len(self.corrections) + 1,
            total_ore=total_ore,
            acknowledged=acknowledged,
        )

    def abandon_correction(self, stamp: Stamp, *, reason: str) -> None:
        self.must_be_correcting()
        self.decide(self.CorrectionAbandoned, stamp, reason=reason)

    def export(self, stamp: Stamp, *, correction: int) -> None:
        """The file of the month (0), or of one of its corrections."""
        if correction in self.exported:
            raise ExportedAlready(payment=self.key, correction=correction)
        self.record(
            self.Exported,
            stamp,
            correction=correction,
            total_ore=self.paid_in(correction),
            file_sha256=sha256(self.file(correction)).hexdigest(),
        )

    # -- Rules -------------------------------------------------------------

    @property
    def to_pay(self) -> int:
        """As of the month; of a correction what it differs by, deductions and all."""
        if self.pending is None:
            return super().to_pay
        before = deducted(self.standing_deductions)
        return self.pending.total_ore + deducted(self.deductions) - before

    def must_not_be_paid(self) -> None:
        """Refuse to change what the month was counted from, unless it is corrected."""
        if self.status is Status.APPROVED:
            raise MonthIsPaid(payment=self.key)

    def differing(self, basis: Basis) -> Correction:
        """What makes another calculation of what stands."""
        self._must_be_approved()
        lines, vat, total = (
            (self.standing.lines, self.standing.vat_ore, self.standing.total_ore)
            if self.standing
            else ((), 0, 0)
        )
        return Correction(
            cause=self.cause,
            lines=difference(basis.lines, lines),
            vat_ore=basis.vat_ore - vat,
            total_ore=basis.total_ore - total,
        )

    def part(self, correction: int) -> Basis | Correction:
        """The month as it was approved (0), or a correction that has been, from 1."""
        first = self.approved or self.standing
        if first is None:
            raise PaymentNotApproved(payment=self.key)
        if not 0 <= correction <= len(self.corrections):
            raise NoSuchPart(payment=self.key, corrections=len(self.corrections))
        return first if correction == 0 else self.corrections[correction - 1]

    def paid_in(self, correction: int) -> int:
        """What is paid by a part, in öre: its lines and VAT less its deductions."""
        return self.part(correction).total_ore + deducted(self.deducted_in(correction))

    def file(self, correction: int) -> bytes:
        """What the ledger system reads of a part; always the same bytes."""
        part = self.part(correction)
        about = {
            "utbetalning": self.key,
            "rättelse": str(correction or ""),
            "avtal": self.agreement,
            "utförare": self.provider,
            "månad": self.month,
        }
        return ledger_file(
            about, part.lines, part.vat_ore, self.deducted_in(correction)
        )

    def _must_be_approved(self) -> None:
        if self.status is Status.CALCULATED:
            raise PaymentNotApproved(payment=self.key)

    def must_be_correcting(self) -> None:
        """Refuse where no correction has been opened."""
        self._must_be_approved()
        if self.status is not Status.CORRECTING:
            raise CorrectionNotOpen(payment=self.key)
