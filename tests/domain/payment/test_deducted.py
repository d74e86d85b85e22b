"""Deductions of a payment: told beside the calculation, approved and corrected with it."""

from __future__ import annotations

from typing import Any

from tests.domain.payment.cases import (
    AT,
    CALCULATOR,
    KEY,
    approved,
    basis,
    calculated,
    chief,
    line,
)
from tests.given import emitted, event, person, refuses
from tests.given import given as after
from upphandling.domain.base import Role
from upphandling.domain.pay import Deduction, Settled, Withheld
from upphandling.domain.payment import Payment, Status
from upphandling.domain.payment.refusals import (
    DeductionsOutdated,
    NotWhatWasCalculated,
    SameAsApproved,
)


def fine(ore: int, *, carried_ore: int = 0) -> tuple[Deduction, ...]:
    return (
        Deduction(
            sanction="vite-1",
            kind=Withheld.FINE,
            decision="agreement:avtal-a@9",
            clause="8.3",
            percent=None,
            claimed_ore=ore + carried_ore,
            elsewhere_ore=0,
            ore=-ore,
            carried_ore=carried_ore,
        ),
    )


def fined(ore: int = 1_000, **told: Any) -> Payment:
    """A month of 84 000 öre, of which a fine is deducted."""
    return Payment.calculate_first(
        person(AT, Role.CONTRACT_MANAGER),
        system="staden",
        agreement="avtal-a",
        provider="utforare-a",
        month="2026-01",
        basis=basis(),
        deductions=fine(ore, **told),
    )


def approved_with(ore: int = 1_000) -> Payment:
    payment = fined(ore)
    payment.approve(
        chief(), total_ore=84_000 - ore, acknowledged=(), deductions=fine(ore)
    )
    return after(payment)


def correcting(ore: int = 1_000) -> Payment:
    payment = approved_with(ore)
    payment.open_correction(chief(), cause="Vitet var för högt")
    return after(payment)


# -- The calculation ---------------------------------------------------------------


def test_deductions_are_told_in_an_event_of_their_own():
    topics = [topic for topic, _ in emitted(fined())]

    assert topics == ["payment.calculated", "payment.deducted"]
    assert fined().pending_events[1].total_ore == 83_000
    assert (fined().to_pay, fined().worth_sek) == (83_000, 840)


def test_a_month_without_sanctions_is_told_as_it_always_was():
    payment = calculated()

    assert [topic for topic, _ in emitted(payment)] == ["payment.calculated"]
    assert not {"deductions", "deducted"} & payment.portrait().keys()
    assert not {"deductions", "deducted"} & approved().portrait().keys()


def test_a_new_calculation_forgets_what_was_deducted_before():
    payment = after(fined())
    payment.calculate_again(CALCULATOR, basis=basis())

    assert [topic for topic, _ in emitted(payment)] == ["payment.calculated"]
    assert (payment.deductions, payment.to_pay) == ((), 84_000)


# -- The approval ------------------------------------------------------------------


def test_what_is_approved_is_what_is_left_to_pay():
    payment = after(fined())
    with refuses(payment, NotWhatWasCalculated, stated_ore=84_000):
        payment.approve(
            chief(), total_ore=84_000, acknowledged=(), deductions=fine(1_000)
        )

    payment.approve(chief(), total_ore=83_000, acknowledged=(), deductions=fine(1_000))

    assert emitted(payment) == [
        event(Payment.Approved, total_ore=83_000, acknowledged=())
    ]
    assert payment.settled == Settled("2026-01", 84_000, fine(1_000))


def test_a_sanction_that_came_or_went_since_is_calculated_first():
    payment = after(fined())
    for now in ((), fine(900), fine(1_000, carried_ore=1)):
        with refuses(payment, DeductionsOutdated, payment=KEY):
            payment.approve(chief(), total_ore=83_000, acknowledged=(), deductions=now)

    plain = after(calculated())
    with refuses(plain, DeductionsOutdated, payment=KEY):
        plain.approve(
            chief(), total_ore=84_000, acknowledged=(), deductions=fine(1_000)
        )


def test_what_stands_nowhere_is_settled_nowhere():
    assert fined().settled is None


# -- The correction ----------------------------------------------------------------


def test_a_fine_that_was_withdrawn_comes_back_by_a_correction():
    payment = correcting()
    payment.correct(CALCULATOR, basis=basis())

    assert emitted(payment)[1:] == [
        event(Payment.Deducted, deductions=(), total_ore=1_000)
    ]
    assert payment.to_pay == 1_000
    with refuses(after(payment), DeductionsOutdated, payment=KEY):
        payment.approve_correction(
            chief(), total_ore=1_000, acknowledged=(), deductions=fine(1)
        )
    payment.approve_correction(chief(), total_ore=1_000, acknowledged=())

    assert [one.ore for one in payment.deducted_in(1)] == [1_000]
    assert [payment.paid_in(part) for part in (0, 1)] == [83_000, 1_000]
    assert payment.settled == Settled("2026-01", 84_000, ())


def test_the_month_and_its_corrections_are_a_fresh_calculation():
    payment = correcting()
    payment.correct(CALCULATOR, basis=basis(line("3", 126_000)), deductions=fine(1_500))
    assert payment.to_pay == 42_000 - 500
    payment.approve_correction(
        chief(), total_ore=41_500, acknowledged=(), deductions=fine(1_500)
    )

    assert sum(payment.paid_in(part) for part in (0, 1)) == 126_000 - 1_500
    assert [one.ore for one in payment.deducted_in(1)] == [-500]
    payment.export(CALCULATOR, correction=1)
    assert payment.pending_events[-1].total_ore == 41_500
    assert payment.file(1).decode().splitlines()[-1].split(";")[14] == "415,00"


def test_the_sum_of_a_correction_is_what_is_approved():
    payment = correcting()
    payment.correct(CALCULATOR, basis=basis(), deductions=fine(500))
    after(payment)

    with refuses(payment, NotWhatWasCalculated, stated_ore=0):
        payment.approve_correction(
            chief(), total_ore=0, acknowledged=(), deductions=fine(500)
        )


def test_the_same_deductions_again_are_nothing_to_correct():
    payment = correcting()

    with refuses(payment, SameAsApproved, payment=KEY):
        payment.correct(CALCULATOR, basis=basis(), deductions=fine(1_000))


def test_a_correction_that_was_abandoned_leaves_the_deductions():
    payment = correcting()
    payment.correct(CALCULATOR, basis=basis(), deductions=fine(400))
    payment.abandon_correction(chief(), reason="Vitet var rätt")

    assert (payment.status, payment.deductions) == (Status.APPROVED, fine(1_000))
    assert payment.to_pay == 83_000
