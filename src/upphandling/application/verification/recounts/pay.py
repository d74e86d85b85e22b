"""What a tariff becomes when it is indexed, and what providers are paid by it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from upphandling.application.payment import Month, deducted_from, work_out
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import Then, from_case, recount
from upphandling.domain.agreement import Agreement
from upphandling.domain.instants import local_date
from upphandling.domain.pay import Deduction, deducted
from upphandling.domain.payment import Basis, Payment
from upphandling.domain.tariff import Tariff

CARRIED = Computation.CARRIED


def _basis(agreement: str, month: str, said: Any, then: Then) -> Basis:
    """The whole calculation once more, from visits and cases as they were."""
    paid = Month(
        then.fetch(Agreement, agreement), then.fetch(Tariff, said.basis.tariff), month
    )
    return work_out(then, paid).basis


def _of_agreement(
    said: Payment.Calculated, payment: Payment | None, then: Then
) -> tuple[str, str, str, str]:
    """The key tells agreement and month, the agreement all else."""
    key, _, month = said.originator_id.partition(":")[2].rpartition(".")
    if payment is not None:
        return payment.system, payment.agreement, payment.provider, payment.month
    terms = then.fetch(Agreement, key).agreed
    return terms.system, key, terms.provider, month


def _difference(
    said: Payment.CorrectionCalculated, payment: Payment, _: Then
) -> tuple[object, ...]:
    again = payment.differing(said.basis)
    return again.cause, again.lines, again.vat_ore, again.total_ore


def _deductions(
    said: Payment.Deducted, payment: Payment, then: Then
) -> tuple[tuple[Deduction, ...], int]:
    """From the sanctions and the other months as they were; the sum to pay after them."""
    pay = 0 if payment.calculated is None else payment.calculated.total_ore
    deductions = deducted_from(
        then,
        then.fetch(Agreement, payment.agreement),
        payment.month,
        pay,
        on=local_date(said.effective_at),
    )
    return deductions, payment.to_pay + deducted(deductions)


DIFFERENCE = "cause lines vat_ore total_ore"

PAY = (
    recount(
        Tariff.Indexed,
        "version",
        Computation.PAY,
        lambda said, tariff, _: tariff.indexed(
            said.valid_from, said.factor, said.source
        ),
    ),
    recount(
        Payment.Calculated, "system agreement provider month", CARRIED, _of_agreement
    ),
    recount(
        Payment.Calculated,
        "basis",
        Computation.PAY,
        lambda said, _payment, then: _basis(said.agreement, said.month, said, then),
    ),
    recount(Payment.Deducted, "deductions total_ore", Computation.PAY, _deductions),
    from_case(Payment.Approved, "total_ore", CARRIED, "to_pay"),
    recount(
        Payment.CorrectionCalculated,
        "basis",
        Computation.PAY,
        lambda said, payment, then: _basis(
            payment.agreement, payment.month, said, then
        ),
    ),
    recount(Payment.CorrectionCalculated, DIFFERENCE, Computation.PAY, _difference),
    recount(
        Payment.CorrectionApproved,
        "number",
        CARRIED,
        lambda _said, payment, _: len(payment.corrections) + 1,
    ),
    from_case(Payment.CorrectionApproved, "total_ore", CARRIED, "to_pay"),
    recount(
        Payment.Exported,
        "total_ore file_sha256",
        Computation.PAY,
        lambda said, payment, _: (
            payment.paid_in(said.correction),
            sha256(payment.file(said.correction)).hexdigest(),
        ),
    ),
)
