"""Commands of payments: calculate a month, approve, correct and export it."""

from __future__ import annotations

from typing import Annotated, TypedDict

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, unique, verbs
from upphandling.application.payment.deducting import deducted_from
from upphandling.application.payment.workings import Month, work_out
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.instants import local_date
from upphandling.domain.pay import Control, Deduction
from upphandling.domain.payment import Acknowledged, Basis, Payment, payment_key
from upphandling.domain.payment.calculation import must_be_over
from upphandling.domain.payment.refusals import TariffOfAnotherSystem
from upphandling.domain.tariff import Tariff
from upphandling.domain.visit_month import Month as CalendarMonth
from upphandling.domain.visit_month import VisitMonth
from upphandling.domain.visit_month import key_of as month_key

Ore = Annotated[int, Field(description="Belopp i hela ören")]


class Acknowledgement(Part):
    """Varför det som en kontroll har funnit inte hindrar."""

    control: Control
    reason: Text


class OfPayment(Command):
    """Ett kommando om en utbetalning som finns."""

    payment: Key


class Approval(OfPayment):
    """Det som godkänns, och vad som sägs om det som kontrollerna har funnit."""

    total_ore: Ore
    acknowledged: Annotated[list[Acknowledgement], unique(by="control")] = Field(
        default_factory=list
    )

    @property
    def reasons(self) -> tuple[Acknowledged, ...]:
        return tuple(
            Acknowledged(control=one.control, reason=one.reason)
            for one in self.acknowledged
        )


class CalculatePayment(Command):
    """Beräkna ersättningen till en utförare för en månad som är slut."""

    NAME = "payment.calculate"
    agreement: Key
    month: CalendarMonth
    tariff: Key


class ApprovePayment(Approval):
    """Godkänn en månads ersättning, med det belopp som beräknades sist."""

    NAME = "payment.approve"


class OpenCorrection(OfPayment):
    """Öppna en rättelse av en godkänd månad, så att dess besök får ändras."""

    NAME = "payment.open_correction"
    cause: Text


class CorrectPayment(OfPayment):
    """Beräkna rättelsen: skillnaden mot det som är godkänt, på nya rader."""

    NAME = "payment.correct"
    tariff: Key


class ApproveCorrection(Approval):
    """Godkänn rättelsen, med den skillnad som beräknades sist."""

    NAME = "payment.approve_correction"


class AbandonCorrection(OfPayment):
    """Lägg ned rättelsen, det som är godkänt står fast."""

    NAME = "payment.abandon_correction"
    reason: Text


class ExportPayment(OfPayment):
    """Ta fram filen till ekonomisystemet, för månaden eller en av dess rättelser."""

    NAME = "payment.export"
    correction: Annotated[int, Field(ge=0, description="0 är månaden själv")] = 0


def calculate(command: CalculatePayment, cases: Cases, stamp: Stamp) -> None:
    must_be_over(command.month, stamp)
    agreement = cases.fetch(Agreement, command.agreement)
    payment = cases.find(Payment, payment_key(agreement.key, command.month))
    if payment is not None:
        payment.must_be_open()
    worked = _worked_out(cases, agreement, command.tariff, command.month, stamp)
    if payment is not None:
        payment.calculate_again(stamp, **worked)
        return
    cases.add(
        Payment.calculate_first(
            stamp,
            system=agreement.agreed.system,
            agreement=agreement.key,
            provider=agreement.agreed.provider,
            month=command.month,
            **worked,
        )
    )


def approve(command: ApprovePayment, cases: Cases, stamp: Stamp) -> None:
    payment = cases.fetch(Payment, command.payment)
    payment.approve(
        stamp,
        total_ore=command.total_ore,
        acknowledged=command.reasons,
        deductions=_deductions(cases, payment, stamp),
        changed=_changed(cases, payment),
    )


def open_correction(command: OpenCorrection, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Payment, command.payment).open_correction(stamp, cause=command.cause)


def correct(command: CorrectPayment, cases: Cases, stamp: Stamp) -> None:
    payment = cases.fetch(Payment, command.payment)
    payment.must_be_correcting()
    agreement = cases.fetch(Agreement, payment.agreement)
    worked = _worked_out(cases, agreement, command.tariff, payment.month, stamp)
    payment.correct(stamp, **worked)


def approve_correction(command: ApproveCorrection, cases: Cases, stamp: Stamp) -> None:
    payment = cases.fetch(Payment, command.payment)
    payment.approve_correction(
        stamp,
        total_ore=command.total_ore,
        acknowledged=command.reasons,
        deductions=_deductions(cases, payment, stamp),
        changed=_changed(cases, payment),
    )


def abandon_correction(command: AbandonCorrection, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Payment, command.payment).abandon_correction(
        stamp, reason=command.reason
    )


def export(command: ExportPayment, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Payment, command.payment).export(stamp, correction=command.correction)


class Worked(TypedDict):
    """A month worked out: what it rests on, and what is deducted of it."""

    basis: Basis
    deductions: tuple[Deduction, ...]


def _worked_out(
    cases: Cases, agreement: Agreement, tariff_key: str, month: str, stamp: Stamp
) -> Worked:
    tariff = cases.fetch(Tariff, tariff_key)
    if tariff.system != agreement.agreed.system:
        raise TariffOfAnotherSystem(tariff=tariff.key, system=tariff.system)
    basis = work_out(cases, Month(agreement, tariff, month)).basis
    deductions = deducted_from(
        cases, agreement, month, basis.total_ore, on=local_date(stamp.at)
    )
    return {"basis": basis, "deductions": deductions}


def _deductions(cases: Cases, payment: Payment, stamp: Stamp) -> tuple[Deduction, ...]:
    """What would be deducted now of what was calculated last."""
    if payment.calculated is None:
        return ()
    return deducted_from(
        cases,
        cases.fetch(Agreement, payment.agreement),
        payment.month,
        payment.calculated.total_ore,
        on=local_date(stamp.at),
    )


def _changed(cases: Cases, payment: Payment) -> tuple[int, ...]:
    """The batches with visits of the agreement that count now and did not, or the reverse."""
    key = month_key(payment.system, payment.month)
    month = cases.rest_on(VisitMonth, [key]).get(key)
    if month is None or payment.calculated is None:
        return ()
    return tuple(
        batch
        for batch in sorted({*month.counted} ^ {*payment.calculated.batches})
        if payment.agreement in month.batches[batch].agreements
    )


VERBS = verbs(
    (CalculatePayment, calculate),
    (ApprovePayment, approve),
    (OpenCorrection, open_correction),
    (CorrectPayment, correct),
    (ApproveCorrection, approve_correction),
    (AbandonCorrection, abandon_correction),
    (ExportPayment, export),
)
