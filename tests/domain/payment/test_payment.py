"""A payment: a proposal until somebody else approves it, and its file."""

from __future__ import annotations

import pytest

from tests.domain.payment.cases import (
    AT,
    CALCULATOR,
    KEY,
    LATE,
    REASON,
    approve,
    approved,
    basis,
    calculated,
    chief,
    corrected,
    correcting,
    line,
)
from tests.given import day, emitted, event, refuses, scheduler, without_mandate
from tests.given import given as after
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.pay import Control
from upphandling.domain.payment import Payment, Status
from upphandling.domain.payment.refusals import (
    CalculatorApproves,
    ControlsNotAcknowledged,
    ExportedAlready,
    MonthNotOver,
    NoSuchPart,
    NotWhatWasCalculated,
    PaymentApproved,
    PaymentNotApproved,
)

# -- The calculation ---------------------------------------------------------------


def test_a_month_has_the_key_of_its_agreement():
    payment = calculated()

    assert (payment.key, payment.status) == (KEY, Status.CALCULATED)
    assert payment.worth_sek == 840


@pytest.mark.parametrize("at", ["2026-01-31T23:59", "2026-01-01T00:00"])
def test_a_month_that_goes_on_is_not_paid(at):
    with refuses(None, MonthNotOver, month="2026-01", from_on=day("2026-02-01")):
        calculated(at=at)


def test_a_month_is_over_at_its_last_midnight():
    assert calculated(at="2026-02-01T00:00").month == "2026-01"


def test_it_is_calculated_as_often_as_there_is_more_to_count():
    payment = calculated()
    payment.calculate_again(CALCULATOR, basis=basis(line("3", 126_000)))

    assert payment.calculated == basis(line("3", 126_000))
    assert payment.standing is None


def test_what_is_approved_is_not_calculated_again():
    payment = approved()

    with refuses(payment, PaymentApproved, payment=KEY):
        payment.calculate_again(CALCULATOR, basis=basis())


# -- The approval ------------------------------------------------------------------


def test_somebody_else_approves_what_was_calculated():
    payment = after(calculated())
    approve(payment)

    assert emitted(payment) == [
        event(Payment.Approved, total_ore=84_000, acknowledged=())
    ]
    assert (payment.status, payment.standing) == (Status.APPROVED, basis())


def test_who_calculated_does_not_approve():
    payment = after(calculated())

    with refuses(payment, CalculatorApproves, by="handlaggare-1"):
        payment.approve(CALCULATOR, total_ore=84_000, acknowledged=())


def test_who_calculated_first_may_approve_what_another_calculated_last():
    payment = calculated()
    payment.calculate_again(chief(), basis=basis())
    payment.approve(CALCULATOR, total_ore=84_000, acknowledged=())

    assert payment.status is Status.APPROVED


def test_the_amount_that_is_approved_is_the_one_that_was_calculated_last():
    payment = after(calculated())

    with refuses(payment, NotWhatWasCalculated, stated_ore=83_999):
        approve(payment, total_ore=83_999)


def test_what_a_control_found_must_have_a_reason():
    payment = after(calculated(basis(found=(LATE,))))

    with refuses(payment, ControlsNotAcknowledged, controls=[Control.REGISTERED_AFTER]):
        approve(payment)

    approve(payment, acknowledged=(REASON,))
    assert payment.status is Status.APPROVED


def test_it_is_approved_once():
    payment = approved()

    with refuses(payment, PaymentApproved, payment=KEY):
        approve(payment)


@pytest.mark.parametrize(
    ("stamp", "rule"),
    [(scheduler(AT), MachineCannotDecide), (without_mandate(AT), NoMandate)],
)
def test_only_a_person_with_a_mandate_approves(stamp, rule):
    payment = after(calculated())

    with refuses(payment, rule, event=Payment.Approved.TOPIC):
        payment.approve(stamp, total_ore=84_000, acknowledged=())


# -- The file ----------------------------------------------------------------------


def test_a_file_is_told_by_its_digest_and_made_once():
    payment = approved()
    payment.export(CALCULATOR, correction=0)

    ((topic, told),) = emitted(payment)
    assert (topic, told["total_ore"]) == ("payment.exported", 84_000)
    assert payment.exported == {0: told["file_sha256"]}
    with refuses(payment, ExportedAlready, payment=KEY, correction=0):
        payment.export(CALCULATOR, correction=0)


def test_each_correction_has_a_file_of_its_own():
    payment = corrected(basis(), basis(line("3", 126_000)))
    payment.export(CALCULATOR, correction=0)
    payment.export(CALCULATOR, correction=1)

    files = [payment.file(number).decode() for number in (0, 1)]
    assert [file.splitlines()[-1].split(";")[-1] for file in files] == [
        "840,00",
        "420,00",
    ]
    assert files[1].splitlines()[1].split(";")[1] == "1"


def test_what_is_not_approved_has_no_file():
    payment = after(calculated())

    with refuses(payment, PaymentNotApproved, payment=KEY):
        payment.export(CALCULATOR, correction=0)


def test_a_correction_that_is_only_calculated_has_no_file():
    payment = correcting()
    payment.correct(CALCULATOR, basis=basis(line("3", 126_000)))
    after(payment)

    with refuses(payment, NoSuchPart, payment=KEY, corrections=0):
        payment.export(CALCULATOR, correction=1)
