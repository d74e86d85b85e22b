"""A month is paid by what counts then: visits, granted care, tariff, and the controls."""

from __future__ import annotations

import pytest

from tests.payment_town import (
    BY_HAND,
    CALCULATOR,
    calculate,
    counted_by_hand,
    granted,
    january,
    lines_of,
    paying,
    payment_of,
    version,
)
from tests.town import SYSTEM, Town, not_allowed
from tests.visits_town import imported, visit, withdraw
from upphandling.domain.base import Role
from upphandling.domain.pay import Control
from upphandling.domain.payment.refusals import MonthNotOver, TariffOfAnotherSystem

OTHER = {
    **SYSTEM,
    "system": "grannen",
    "name": "Hemtjänst hos grannen",
}


def found(town: Town, key: str = "avtal-a.2026-01") -> dict[Control, tuple[int, int]]:
    basis = payment_of(town, key).calculated
    return {one.control: (one.number, one.seconds) for one in basis.found}


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


def test_who_calculated_is_not_let_in_to_approve(town):
    counted_by_hand(paying(town))

    with not_allowed("not_proposer"):
        town.do(
            "payment.approve",
            {"payment": "avtal-a.2026-01", "total_ore": BY_HAND},
            by=CALCULATOR,
            role=Role.CONTRACT_MANAGER,
        )
