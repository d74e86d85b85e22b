"""A payment is corrected: opened by somebody, the difference on new lines, approved anew."""

from __future__ import annotations

from tests.domain.payment.cases import (
    AT,
    CALCULATOR,
    KEY,
    LATE,
    REASON,
    approved,
    basis,
    calculated,
    chief,
    corrected,
    correcting,
    line,
)
from tests.given import given as after
from tests.given import refuses, without_mandate
from upphandling.domain.errors import NoMandate
from upphandling.domain.pay import Control
from upphandling.domain.payment import MonthIsPaid, Payment, Status
from upphandling.domain.payment.refusals import (
    CalculatorApproves,
    ControlsNotAcknowledged,
    CorrectionIsOpen,
    CorrectionNotOpen,
    NoCorrectionPending,
    NotWhatWasCalculated,
    PaymentNotApproved,
    SameAsApproved,
)


def test_the_visits_of_an_approved_month_stay_as_they_were():
    payment = approved()

    with refuses(payment, MonthIsPaid, payment=KEY):
        payment.must_not_be_paid()


def test_they_may_change_while_the_month_is_corrected():
    correcting().must_not_be_paid()
    calculated().must_not_be_paid()


def test_what_is_not_approved_is_not_corrected():
    payment = after(calculated())

    with refuses(payment, PaymentNotApproved, payment=KEY):
        payment.open_correction(chief(), cause="Fel taxa")
    with refuses(payment, PaymentNotApproved, payment=KEY):
        payment.correct(CALCULATOR, basis=basis())


def test_a_correction_is_opened_first():
    payment = approved()

    with refuses(payment, CorrectionNotOpen, payment=KEY):
        payment.correct(CALCULATOR, basis=basis(line("3", 126_000)))


def test_a_correction_is_opened_once():
    payment = correcting()

    with refuses(payment, CorrectionIsOpen, payment=KEY, cause="Fel taxa"):
        payment.open_correction(chief(), cause="En till")


def test_a_correction_is_the_difference_on_new_lines():
    payment = correcting()
    payment.correct(CALCULATOR, basis=basis(line("3", 126_000), vat_ore=100))

    assert payment.pending is not None
    assert payment.pending.lines == (line("1", 42_000),)
    assert (payment.pending.vat_ore, payment.pending.total_ore) == (100, 42_100)
    assert payment.pending.cause == "Fel taxa"
    assert payment.standing == basis()


def test_lines_that_even_out_are_a_correction_all_the_same():
    payment = correcting()
    payment.correct(CALCULATOR, basis=basis(line("2", 84_000, "natt")))

    assert payment.pending is not None
    assert (len(payment.pending.lines), payment.pending.total_ore) == (2, 0)


def test_vat_alone_is_a_correction():
    payment = correcting()
    payment.correct(CALCULATOR, basis=basis(vat_ore=1))

    assert payment.pending is not None
    assert (payment.pending.lines, payment.pending.total_ore) == ((), 1)


def test_the_same_again_is_nothing_to_correct():
    payment = correcting()

    with refuses(payment, SameAsApproved, payment=KEY):
        payment.correct(CALCULATOR, basis=basis())


def test_a_correction_is_approved_like_the_month_itself():
    payment = correcting()
    with refuses(payment, NoCorrectionPending, payment=KEY):
        payment.approve_correction(chief(), total_ore=0, acknowledged=())
    payment.correct(CALCULATOR, basis=basis(line("3", 126_000), found=(LATE,)))
    after(payment)

    with refuses(payment, NotWhatWasCalculated, stated_ore=126_000):
        payment.approve_correction(chief(), total_ore=126_000, acknowledged=(REASON,))
    with refuses(payment, CalculatorApproves, by="handlaggare-1"):
        payment.approve_correction(CALCULATOR, total_ore=42_000, acknowledged=(REASON,))
    with refuses(payment, ControlsNotAcknowledged, controls=[Control.REGISTERED_AFTER]):
        payment.approve_correction(chief(), total_ore=42_000, acknowledged=())
    with refuses(payment, NoMandate, event=Payment.CorrectionApproved.TOPIC):
        payment.approve_correction(
            without_mandate(AT), total_ore=42_000, acknowledged=(REASON,)
        )

    payment.approve_correction(chief(), total_ore=42_000, acknowledged=(REASON,))
    assert payment.status is Status.APPROVED
    assert payment.standing is payment.calculated
    assert (payment.pending, payment.cause) == (None, "")


def test_a_correction_without_an_open_one_is_not_approved():
    payment = approved()

    with refuses(payment, CorrectionNotOpen, payment=KEY):
        payment.approve_correction(chief(), total_ore=0, acknowledged=())


def test_two_corrections_sum_to_a_fresh_calculation():
    first, then, last = (
        basis(line("2", 84_000)),
        basis(line("3", 126_000), vat_ore=7),
        basis(line("1", 42_000), line("1", 61_000, "natt"), vat_ore=3),
    )
    payment = corrected(first, then, last)

    parts = [payment.part(number) for number in range(3)]
    assert sum(part.total_ore for part in parts) == last.total_ore
    assert sum(part.vat_ore for part in parts) == last.vat_ore
    assert payment.standing == last
    assert payment.part(0) == first


def test_a_correction_that_was_abandoned_leaves_what_was_approved():
    payment = correcting()
    payment.correct(CALCULATOR, basis=basis(line("3", 126_000)))
    payment.abandon_correction(chief(), reason="Taxan var rätt")

    assert (payment.status, payment.calculated) == (Status.APPROVED, basis())
    assert (payment.pending, payment.corrections) == (None, [])


def test_only_an_open_correction_is_abandoned():
    payment = approved()

    with refuses(payment, CorrectionNotOpen, payment=KEY):
        payment.abandon_correction(chief(), reason="Taxan var rätt")
