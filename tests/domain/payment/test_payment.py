"""A payment: a proposal until somebody else approves it, then corrected on new lines."""

from __future__ import annotations

from typing import Any

import pytest

from tests.given import day, emitted, event, person, refuses, scheduler, without_mandate
from tests.given import given as after
from upphandling.domain.base import Role, Stamp
from upphandling.domain.configuration import Service
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.pay import Control, Line
from upphandling.domain.payment import (
    Acknowledged,
    Basis,
    Found,
    MonthIsPaid,
    Payment,
    Status,
)
from upphandling.domain.payment.refusals import (
    CalculatorApproves,
    ControlsNotAcknowledged,
    CorrectionIsOpen,
    CorrectionNotOpen,
    ExportedAlready,
    MonthNotOver,
    NoCorrectionPending,
    NoSuchPart,
    NotWhatWasCalculated,
    PaymentApproved,
    PaymentNotApproved,
    SameAsApproved,
)
from upphandling.domain.pricing import PaidBy

AT = "2026-02-03T09:00"
KEY = "avtal-a.2026-01"
CALCULATOR = person(AT, Role.CONTRACT_MANAGER)
LATE = Found(control=Control.REGISTERED_AFTER, number=3, seconds=5_400)
REASON = Acknowledged(
    control=Control.REGISTERED_AFTER, reason="Avbrott i planeringssystemet"
)


def chief(at: str = AT) -> Stamp:
    """Somebody else than who calculates."""
    stamp = person(at, Role.DECISION_MAKER)
    return Stamp(by="chef-1", role=stamp.role, at=stamp.at, mandate=stamp.mandate)


def line(hours: str, ore: int, band: str = "dag") -> Line:
    return Line(
        version=day("2026-01-01"),
        service=Service.PERSONAL_CARE,
        paid_by=PaidBy.PERFORMED_HOUR,
        band=band,
        area="norr",
        ore_per_unit=42_000,
        factor="1",
        quantity=hours,
        unpaid=False,
        ore=ore,
    )


def basis(*lines: Line, vat_ore: int = 0, found: tuple[Found, ...] = ()) -> Basis:
    told = lines or (line("2", 84_000),)
    return Basis(
        tariff="taxa",
        versions=(day("2026-01-01"),),
        batches=(1,),
        visits=1,
        content="0" * 64,
        services=(),
        lines=told,
        vat_ore=vat_ore,
        total_ore=sum(one.ore for one in told) + vat_ore,
        found=found,
    )


def calculated(counted: Basis | None = None, at: str = AT) -> Payment:
    return Payment.calculate_first(
        person(at, Role.CONTRACT_MANAGER),
        system="staden",
        agreement="avtal-a",
        provider="utforare-a",
        month="2026-01",
        basis=counted or basis(),
    )


def approve(payment: Payment, **told: Any) -> None:
    total = payment.calculated.total_ore if payment.calculated else 0
    payment.approve(chief(), **{"total_ore": total, "acknowledged": (), **told})


def approved(counted: Basis | None = None) -> Payment:
    payment = calculated(counted)
    approve(payment)
    return after(payment)


def correcting(counted: Basis | None = None) -> Payment:
    payment = approved(counted)
    payment.open_correction(chief(), cause="Fel taxa")
    return after(payment)


def corrected(*counted: Basis) -> Payment:
    """Each one after another, all of them approved."""
    payment = approved(counted[0])
    for one in counted[1:]:
        payment.open_correction(chief(), cause="Fel taxa")
        payment.correct(CALCULATOR, basis=one)
        assert payment.pending is not None
        payment.approve_correction(
            chief(), total_ore=payment.pending.total_ore, acknowledged=()
        )
    return after(payment)


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


# -- The correction ----------------------------------------------------------------


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
