"""Commands of payments: calculate a month, approve, correct and export it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from upphandling.application.commands import Cases, Command, Part, unique, verbs
from upphandling.application.payment.workings import Month, work_out
from upphandling.domain.agreement import Agreement
from upphandling.domain.base import Stamp
from upphandling.domain.configuration import Key, Text
from upphandling.domain.pay import Control
from upphandling.domain.payment import Acknowledged, Payment, payment_key
from upphandling.domain.payment.calculation import must_be_over
from upphandling.domain.payment.refusals import TariffOfAnotherSystem
from upphandling.domain.tariff import Tariff
from upphandling.domain.visit_month import Month as CalendarMonth

Ore = Annotated[int, Field(description="Belopp i hela ören")]


class Acknowledgement(Part):
    """Varför det som en kontroll har funnit inte hindrar."""

    control: Control
    reason: Text


Acknowledgements = Annotated[list[Acknowledgement], unique(by="control")]


class CalculatePayment(Command):
    """Beräkna ersättningen till en utförare för en månad som är slut."""

    NAME = "payment.calculate"
    agreement: Key
    month: CalendarMonth
    tariff: Key


class ApprovePayment(Command):
    """Godkänn en månads ersättning, med det belopp som beräknades sist."""

    NAME = "payment.approve"
    payment: Key
    total_ore: Ore
    acknowledged: Acknowledgements = Field(default_factory=list)


class OpenCorrection(Command):
    """Öppna en rättelse av en godkänd månad, så att dess besök får ändras."""

    NAME = "payment.open_correction"
    payment: Key
    cause: Text


class CorrectPayment(Command):
    """Beräkna rättelsen: skillnaden mot det som är godkänt, på nya rader."""

    NAME = "payment.correct"
    payment: Key
    tariff: Key


class ApproveCorrection(Command):
    """Godkänn rättelsen, med den skillnad som beräknades sist."""

    NAME = "payment.approve_correction"
    payment: Key
    total_ore: Ore
    acknowledged: Acknowledgements = Field(default_factory=list)


class AbandonCorrection(Command):
    """Lägg ned rättelsen, det som är godkänt står fast."""

    NAME = "payment.abandon_correction"
    payment: Key
    reason: Text


class ExportPayment(Command):
    """Ta fram filen till ekonomisystemet, för månaden eller en av dess rättelser."""

    NAME = "payment.export"
    payment: Key
    correction: Annotated[int, Field(ge=0, description="0 är månaden själv")] = 0


def calculate(command: CalculatePayment, cases: Cases, stamp: Stamp) -> None:
    must_be_over(command.month, stamp)
    agreement = cases.fetch(Agreement, command.agreement)
    payment = cases.find(Payment, payment_key(agreement.key, command.month))
    if payment is not None:
        payment.must_be_open()
    basis = work_out(
        cases, _month(cases, agreement, command.tariff, command.month)
    ).basis
    if payment is not None:
        payment.calculate_again(stamp, basis=basis)
        return
    cases.add(
        Payment.calculate_first(
            stamp,
            system=agreement.agreed.system,
            agreement=agreement.key,
            provider=agreement.agreed.provider,
            month=command.month,
            basis=basis,
        )
    )


def approve(command: ApprovePayment, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Payment, command.payment).approve(
        stamp,
        total_ore=command.total_ore,
        acknowledged=_acknowledged(command.acknowledged),
    )


def open_correction(command: OpenCorrection, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Payment, command.payment).open_correction(stamp, cause=command.cause)


def correct(command: CorrectPayment, cases: Cases, stamp: Stamp) -> None:
    payment = cases.fetch(Payment, command.payment)
    payment.must_be_correcting()
    agreement = cases.fetch(Agreement, payment.agreement)
    paid = _month(cases, agreement, command.tariff, payment.month)
    payment.correct(stamp, basis=work_out(cases, paid).basis)


def approve_correction(command: ApproveCorrection, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Payment, command.payment).approve_correction(
        stamp,
        total_ore=command.total_ore,
        acknowledged=_acknowledged(command.acknowledged),
    )


def abandon_correction(command: AbandonCorrection, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Payment, command.payment).abandon_correction(
        stamp, reason=command.reason
    )


def export(command: ExportPayment, cases: Cases, stamp: Stamp) -> None:
    cases.fetch(Payment, command.payment).export(stamp, correction=command.correction)


def _month(cases: Cases, agreement: Agreement, tariff_key: str, month: str) -> Month:
    tariff = cases.fetch(Tariff, tariff_key)
    if tariff.system != agreement.agreed.system:
        raise TariffOfAnotherSystem(tariff=tariff.key, system=tariff.system)
    return Month(agreement, tariff, month)


def _acknowledged(told: list[Acknowledgement]) -> tuple[Acknowledged, ...]:
    return tuple(Acknowledged(control=one.control, reason=one.reason) for one in told)


VERBS = verbs(
    (CalculatePayment, calculate),
    (ApprovePayment, approve),
    (OpenCorrection, open_correction),
    (CorrectPayment, correct),
    (ApproveCorrection, approve_correction),
    (AbandonCorrection, abandon_correction),
    (ExportPayment, export),
)
