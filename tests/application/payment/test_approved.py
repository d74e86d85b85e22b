"""After the approval: the month stands, a correction is its difference, and both verify."""

from __future__ import annotations

import pytest

from tests.application.payment.matters import approved
from tests.payment_town import calculate, correct, decide, payment_of
from tests.visits_town import imported, tell, visit, withdraw, written
from upphandling.domain.base import Role
from upphandling.domain.pay import difference
from upphandling.domain.payment import MonthIsPaid, Status
from upphandling.domain.payment.refusals import PaymentApproved, SameAsApproved
from upphandling.infrastructure.verification import fan_out


def test_an_approved_month_is_not_calculated_again(town):
    approved(town)

    with pytest.raises(PaymentApproved):
        calculate(town)


def test_visits_do_not_change_in_an_approved_month(town):
    approved(town)
    batch = written(town, [visit("b-9", "2026-01-14T08:00", "2026-01-14T09:00")])

    with pytest.raises(MonthIsPaid):
        tell(town, batch, 1)
    with pytest.raises(MonthIsPaid):
        withdraw(town, 1)


def test_others_visits_are_imported_all_the_same(town):
    approved(town)
    other = visit("b-9", "2026-01-14T08:00", "2026-01-14T09:00", agreement="avtal-b")

    assert imported(town, other) == 2


def test_a_late_visit_is_paid_by_a_correction(town):
    approved(town)
    decide(town, "open_correction", cause="Ett besök kom in för sent")
    imported(town, visit("b-9", "2026-01-14T08:00", "2026-01-14T09:00"))
    correct(town)
    payment = payment_of(town)
    decide(town, "approve_correction", total_ore=payment.pending.total_ore)

    payment = payment_of(town)
    (correction,) = payment.corrections
    assert [line.ore for line in correction.lines] == [45_570]
    assert (
        correction.vat_ore == 1_139
    )  # 10 269,78 öre in all, of which 9 130,98 was paid
    assert payment.status is Status.APPROVED
    with pytest.raises(MonthIsPaid):
        withdraw(town, 1)


def test_two_corrections_and_the_month_are_a_fresh_calculation(town):
    approved(town)
    for n in (8, 9):
        decide(town, "open_correction", cause="Ett besök kom in för sent")
        imported(town, visit(f"b-{n}", f"2026-01-1{n}T08:00", f"2026-01-1{n}T09:01"))
        correct(town)
        pending = payment_of(town).pending
        decide(town, "approve_correction", total_ore=pending.total_ore)
    payment = payment_of(town)

    decide(town, "open_correction", cause="För säkerhets skull")
    with pytest.raises(SameAsApproved):
        correct(town)
    parts = [payment.part(number) for number in range(3)]
    assert sum(part.total_ore for part in parts) == payment.standing.total_ore
    assert difference(payment.standing.lines, payment.standing.lines) == ()


def test_a_tariff_that_was_indexed_afterwards_is_paid_by_a_correction(town):
    approved(town)
    decide(town, "open_correction", cause="Taxan räknades upp i efterhand")
    town.do(
        "tariff.index",
        {
            "tariff": "taxa",
            "valid_from": "2026-01-30",
            "index": "Omsorgsprisindex",
            "factor": "1.02",
            "source": "Nämndens beslut",
        },
        role=Role.DECISION_MAKER,
    )
    correct(town)

    pending = payment_of(town).pending
    assert sorted((line.band, line.ore) for line in pending.lines) == [
        ("kvall", -8_409),
        ("kvall", 8_577),
        ("natt", -297_833),
        ("natt", 303_789),
    ]


def test_all_of_a_payment_is_computed_again(town):
    approved(town)
    town.do(
        "payment.export",
        {"payment": "avtal-a.2026-01"},
        role=Role.CONTRACT_MANAGER,
    )
    decide(town, "open_correction", cause="Ett besök kom in för sent")
    imported(town, visit("b-9", "2026-01-14T08:00", "2026-01-14T09:00"))
    correct(town)
    pending = payment_of(town).pending
    decide(town, "approve_correction", total_ore=pending.total_ore)

    assert fan_out.verify(town.house.database).differences == []


def test_a_visit_that_was_changed_afterwards_is_told(town):
    approved(town)
    with town.house.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE visits SET ends = ends + 60 WHERE line = 2")

    told = fan_out.verify(
        town.house.database, case="payment:avtal-a.2026-01"
    ).differences
    assert {one.field for one in told} >= {"basis.content", "basis.total_ore"}
    assert all(one.event == "payment:avtal-a.2026-01@1" for one in told)
