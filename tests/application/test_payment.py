"""A month is paid by what counts then: visits, granted care, responsibility, tariff."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.given import local
from tests.payment_town import (
    BY_HAND,
    CALCULATOR,
    calculate,
    correct,
    counted_by_hand,
    decide,
    granted,
    january,
    lines_of,
    paying,
    payment_of,
    version,
)
from tests.town import SYSTEM, Town, not_allowed
from tests.visits_town import imported, tell, visit, withdraw, written
from upphandling.domain.base import Role
from upphandling.domain.pay import Control, difference
from upphandling.domain.payment import MonthIsPaid, Status
from upphandling.domain.payment.refusals import (
    MonthNotOver,
    PaymentApproved,
    SameAsApproved,
    TariffOfAnotherSystem,
)
from upphandling.infrastructure.verification import fan_out


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-02-03T09:00") as town:
        yield town


OTHER = {
    **SYSTEM,
    "system": "grannen",
    "name": "Hemtjänst hos grannen",
}


def found(town: Town, key: str = "avtal-a.2026-01") -> dict[Control, tuple[int, int]]:
    basis = payment_of(town, key).calculated
    return {one.control: (one.number, one.seconds) for one in basis.found}


def approved(town: Town) -> Town:
    """January, counted by hand and approved."""
    counted_by_hand(paying(town))
    decide(town, "approve", total_ore=BY_HAND)
    return town


def test_a_month_is_what_was_worked_by_hand(town):
    counted_by_hand(paying(town))

    basis = payment_of(town).calculated
    assert lines_of(basis) == {"dag": 37_975, "kvall": 29_431, "natt": 297_833}
    assert (basis.vat_ore, basis.total_ore, basis.visits) == (9_131, BY_HAND, 3)
    assert basis.found == ()


def test_granted_hours_are_paid_for_the_days_of_the_agreement(town):
    paying(town, paid_by="granted_hour")
    calculate(town)

    (line,) = payment_of(town).calculated.lines
    assert line.quantity == "155/7"  # 31 days of a seventh of five hours
    assert line.ore == 1_009_050  # 22,142857 h x 420 kr x 1,085


def test_own_provision_is_paid_by_the_same_lines_without_vat(town):
    paying(town)
    town.do(
        "agreement.entrust_in_house",
        {
            "agreement": "egen",
            "system": "staden",
            "provider": "egen-regi",
            "name": "Egen regi",
            "bundle": "omvardnad",
            "areas": ["norr"],
            "starts_on": "2025-01-01",
        },
    )
    granted(town, "k-2", "egen")
    own = [
        one._replace(customer="k-2", agreement="egen", visit=f"e{one.visit}")
        for one in january()
    ]
    imported(town, *january(), *own)
    calculate(town)
    calculate(town, "egen")

    private, in_house = (
        payment_of(town, f"{key}.2026-01").calculated for key in ("avtal-a", "egen")
    )
    assert in_house.lines == private.lines
    assert (in_house.vat_ore, private.vat_ore) == (0, 9_131)


def test_what_is_above_the_cap_is_shown_and_not_paid(town):
    paying(town, most_percent="1")  # of 22 hours and nine minutes a month
    imported(town, *january())
    calculate(town)

    basis = payment_of(town).calculated
    assert sum(line.ore for line in basis.lines if line.unpaid) == 0
    assert lines_of(basis) == {"dag": 10_089}  # 797 seconds
    assert [line.band for line in basis.lines if line.unpaid] == [
        "dag",
        "kvall",
        "natt",
    ]


def test_a_withdrawn_batch_is_not_paid(town):
    paying(town)
    batch = imported(town, *january())
    imported(town, visit("b-9", "2026-01-14T08:00", "2026-01-14T09:00"))
    withdraw(town, batch)
    calculate(town)

    assert lines_of(payment_of(town).calculated) == {"dag": 45_570}


def test_a_month_without_visits_is_nothing_to_pay(town):
    paying(town)
    calculate(town)

    basis = payment_of(town).calculated
    assert (basis.lines, basis.total_ore, basis.visits) == ((), 0, 0)


@pytest.mark.parametrize(
    ("told", "control", "much"),
    [
        ([{"registered_after": True}], Control.REGISTERED_AFTER, (1, 3_600)),
        ([{"customer": "k-9"}], Control.WITHOUT_GRANT, (1, 3_600)),
        ([{"customer": "k-9"}], Control.OTHER_PROVIDER, (1, 3_600)),
        ([{"service": "domestic_services"}], Control.WITHOUT_PRICE, (1, 3_600)),
        ([{}, {"staff": "p-2"}], Control.DOUBLE_STAFFED, (1, 3_600)),
        ([{}, {"agreement": "avtal-b", "staff": "p-2"}], Control.DOUBLE_VISIT, (1, 3_600)),
        ([{}, {}], Control.OVERLAPPING_STAFF, (1, 3_600)),
    ],
)  # fmt: skip
def test_the_controls_say_what_must_be_looked_at(town, told, control, much):
    paying(town)
    hour = "2026-01-14T08:00", "2026-01-14T09:00"
    imported(town, *(visit(f"b-{n}", *hour, **one) for n, one in enumerate(told)))
    calculate(town)

    assert found(town)[control] == much


def test_more_than_was_granted_is_found(town):
    paying(town)
    imported(
        town,
        *(
            visit(f"b-{d}", f"2026-01-{d:02}T08:00", f"2026-01-{d:02}T09:00")
            for d in range(1, 32)
        ),
    )
    calculate(town)

    assert found(town) == {Control.ABOVE_GRANTED: (1, 31 * 3_600 - 79_714)}


def test_whoever_has_another_provider_is_paid_for_and_found(town):
    paying(town)
    granted(town, "k-2", "avtal-b")
    imported(town, visit("b-1", "2026-01-14T08:00", "2026-01-14T09:00", customer="k-2"))
    calculate(town)

    assert lines_of(payment_of(town).calculated) == {"dag": 45_570}
    assert found(town) == {
        Control.ABOVE_GRANTED: (1, 3_600),
        Control.OTHER_PROVIDER: (1, 3_600),
    }


def test_granted_care_that_no_price_pays_for_is_found(town):
    paying(town, service="domestic_services")
    calculate(town)

    assert found(town) == {Control.WITHOUT_PRICE: (1, 79_714)}


def test_a_month_that_is_not_over_is_not_calculated(town):
    paying(town)

    with pytest.raises(MonthNotOver):
        calculate(town, month="2026-02")


def test_a_tariff_of_another_system_pays_nobody_here(town):
    paying(town)
    town.do("choice_system.establish", OTHER)
    data = {"tariff": "annan", "system": "grannen", "version": version(area_factors=[])}
    town.do("tariff.adopt", data, role=Role.DECISION_MAKER)

    with pytest.raises(TariffOfAnotherSystem):
        calculate(town, tariff="annan")


# -- After the approval ----------------------------------------------------------


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


# -- Verification ----------------------------------------------------------------


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


# -- Whom the agreement answered for ------------------------------------------------


def test_whoever_changes_provider_is_paid_for_by_the_days_of_each(town):
    town.clock.now = local("2026-01-16T09:00")
    paying(town, paid_by="granted_hour")
    town.chose("k-1", "avtal-b")
    taken = {"customer": "k-1", "bundle": "omvardnad", "on": "2026-01-16"}
    town.do("customer_choice.take_over", taken, role=Role.CARE_ADMINISTRATOR)
    town.clock.now = local("2026-02-03T09:00")
    for agreement in ("avtal-a", "avtal-b"):
        calculate(town, agreement)

    quantities = [
        payment_of(town, f"{agreement}.2026-01").calculated.lines[0].quantity
        for agreement in ("avtal-a", "avtal-b")
    ]
    assert quantities == ["75/7", "80/7"]  # 15 and 16 days of 5/7 hours


def test_whoever_moves_is_paid_for_by_the_area_of_each_day(town):
    town.clock.now = local("2026-01-21T09:00")
    paying(town)
    moved = {"customer": "k-1", "area": "soder", "on": "2026-01-21"}
    town.do("customer.move", moved, role=Role.CARE_ADMINISTRATOR)
    town.clock.now = local("2026-02-03T09:00")
    imported(
        town,
        visit("b-1", "2026-01-20T08:00", "2026-01-20T09:00"),
        visit("b-2", "2026-01-21T08:00", "2026-01-21T09:00"),
    )
    calculate(town)

    lines = payment_of(town).calculated.lines
    assert [(line.area, line.ore) for line in lines] == [
        ("norr", 45_570),
        ("soder", 42_000),
    ]


def test_care_after_a_death_is_paid_for_by_nobody(town):
    paying(town, paid_by="granted_hour")
    town.do(
        "customer.note_death",
        {"customer": "k-1", "on": "2026-01-14"},
        role=Role.CARE_ADMINISTRATOR,
    )
    calculate(town)

    (line,) = payment_of(town).calculated.lines
    assert line.quantity == "10"  # 14 days of 5/7 hours


# -- Who may -----------------------------------------------------------------------


def test_who_calculated_is_not_let_in_to_approve(town):
    counted_by_hand(paying(town))

    with not_allowed("not_proposer"):
        town.do(
            "payment.approve",
            {"payment": "avtal-a.2026-01", "total_ore": BY_HAND},
            by=CALCULATOR,
            role=Role.CONTRACT_MANAGER,
        )
