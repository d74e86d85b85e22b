"""Compensation: what each provider is expected to be paid, month by month."""

from __future__ import annotations

from tests.given import day, person
from tests.interfaces.follow_up.people import (
    agreement,
    care,
    customer,
    granted,
    in_house,
    rate,
    system,
    tender,
)
from upphandling.domain.compensation import DayKind, TimeOfDay
from upphandling.domain.configuration import Basis, Regime, Service
from upphandling.interfaces.follow_up import the_compensation

JUNE = (day("2026-06-01"), day("2026-06-30"))  # 22 weekdays and 8 days of weekend
PRICE = 40_000


def by_agreement(connection, *days):
    return {
        row["agreement"]: row
        for row in the_compensation(connection, "staden", *(days or JUNE))
    }


def test_an_hour_a_day_is_paid_for_each_day_of_the_month(told):
    connection = told(system(), tender(), agreement(), customer(), granted())

    (row,) = the_compensation(connection, "staden", *JUNE)

    assert (row["month"], row["agreement"]) == ("2026-06", "avtal-a")
    assert (row["customers"], row["assumed_customers"]) == (1, 0)
    assert (row["hours"], row["ore"]) == (30.0, 30 * PRICE)
    assert (row["tender"], row["paid_for"]) == ("hemtjanst", "performed_time")
    assert row["without_rate"] == []


def test_the_municipalitys_own_provision_is_paid_alike(told):
    connection = told(
        system(),
        tender(),
        agreement(),
        in_house(),
        customer("k-1"),
        customer("k-2", "egen-regi"),
    )

    rows = by_agreement(connection)

    assert rows["egen-regi"]["ore"] == rows["avtal-a"]["ore"] == 30 * PRICE


def test_the_municipalitys_own_provision_has_no_rates_of_its_own(told):
    connection = told(
        system(),
        tender(same_for_in_house=False),
        agreement(),
        in_house(),
        customer("k-2", "egen-regi"),
    )

    row = by_agreement(connection)["egen-regi"]

    assert (row["ore"], row["tender"]) == (None, None)


def test_the_month_is_shared_on_the_day_somebody_takes_over(told_on_each):
    moving = customer(of="egen-regi")
    moving.place(
        person("2026-06-01T10:00"),
        agreement="avtal-a",
        provider="utforare-a",
        basis=Basis.CHOICE,
        reason="Ditt val.",
    )
    moving.take_over(
        person("2026-06-11T10:00"), provider="utforare-a", on=day("2026-06-11")
    )
    connection = told_on_each(
        system(), tender(), agreement(), in_house(), moving, granted()
    )

    rows = by_agreement(connection)

    assert rows["egen-regi"]["ore"] == 10 * PRICE
    assert rows["avtal-a"]["ore"] == 20 * PRICE


def test_nobody_is_paid_after_the_agreement_has_ended(told):
    over = agreement(ends_on=day("2026-06-10"))
    connection = told(system(), tender(), over, customer(), granted())

    assert by_agreement(connection)["avtal-a"]["ore"] == 10 * PRICE


def test_a_decision_is_paid_on_the_days_it_holds(told):
    short = granted(valid_from="2026-06-21", valid_to="2026-06-25")
    served = customer()
    served.change_care(
        person("2026-06-21T10:00"),
        minutes=420,
        services=(Service.PERSONAL_CARE,),
        reason="Beslut.",
    )
    connection = told(system(), tender(), agreement(), served, short)

    row = by_agreement(connection, day("2026-06-21"), day("2026-06-30"))["avtal-a"]

    assert row["ore"] == 5 * PRICE


def test_of_whom_only_minutes_are_known_the_first_service_is_assumed(told_on_each):
    connection = told_on_each(
        system(), tender(), agreement(), customer(), customer("k-2")
    )

    row = by_agreement(connection)["avtal-a"]

    assert (row["customers"], row["assumed_customers"]) == (2, 2)
    assert row["ore"] == 2 * 30 * PRICE


def test_what_no_rate_pays_for_is_named(told):
    nightly = granted("k-1", care(), care(140, time_of_day=TimeOfDay.NIGHT))
    connection = told(system(), tender(), agreement(), customer(), nightly)

    row = by_agreement(connection)["avtal-a"]

    assert row["ore"] == 30 * PRICE
    assert row["hours"] == 40.0
    assert row["without_rate"] == [
        {
            "service": "personal_care",
            "time_of_day": "night",
            "day_kind": kind,
            "hours": hours,
        }
        for kind, hours in (("weekday", 7.33), ("weekend", 2.67))
    ]


def test_weekends_have_their_rate(told):
    rates = (rate(PRICE, DayKind.WEEKDAY), rate(60_000, DayKind.WEEKEND))
    connection = told(system(), tender(*rates), agreement(), customer(), granted())

    assert by_agreement(connection)["avtal-a"]["ore"] == 22 * PRICE + 8 * 60_000


def test_a_provider_under_lov_is_not_paid_by_a_tender(told):
    other = agreement("lov-a", regime=Regime.LOV)
    other.collect_events()
    admitted = type(other).register(
        person("2026-01-02T10:00"), "lov-a", terms=other.agreed
    )
    connection = told(system(), tender(), agreement(), admitted, customer(of="lov-a"))

    row = by_agreement(connection)["lov-a"]

    assert (row["ore"], row["tender"]) == (None, None)


def test_every_month_has_its_row_and_a_late_one_names_the_index(told):
    connection = told(system(), tender(), agreement(), customer(), granted())

    rows = the_compensation(connection, None, day("2026-12-15"), day("2027-02-10"))

    assert [(row["month"], row["hours"], row["index"]) for row in rows] == [
        ("2026-12", 17.0, None),
        ("2027-01", 31.0, "Omsorgsprisindex"),
        ("2027-02", 10.0, "Omsorgsprisindex"),
    ]
