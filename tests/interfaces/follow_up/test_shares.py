"""Shares over time: target and actual month by month, and what has drifted."""

from __future__ import annotations

import pytest

from tests.given import day, person
from tests.interfaces.follow_up.people import agreement, customer, in_house, system
from upphandling.domain.agreement import ShareStep
from upphandling.domain.configuration import Basis, ShareUnit
from upphandling.interfaces.every import Every
from upphandling.interfaces.follow_up import the_shares, the_shares_over_time
from upphandling.interfaces.follow_up.shares import measured_days

FROM, TO = day("2026-06-15"), day("2026-08-31")


def with_steps(*steps: ShareStep):
    case = agreement()
    case.agree_shares(
        person("2026-05-04T10:00"),
        steps=steps,
        legal_basis="Upphandlingsdokumenten punkt 4",
        reason="Andelen växer.",
    )
    return case


def growing(unit: ShareUnit = ShareUnit.CUSTOMERS, cap: float | None = None):
    return with_steps(
        *(
            ShareStep(
                from_on=day(on), minimum_percent=percent, cap_percent=cap, unit=unit
            )
            for on, percent in (("2026-06-01", 20.0), ("2026-08-01", 50.0))
        )
    )


def ten(minutes: int = 420) -> list:
    """Two of ten have the provider."""
    theirs = [customer(f"k-{number}", minutes=minutes) for number in range(2)]
    ours = [customer(f"k-{number}", "egen-regi") for number in range(2, 10)]
    return theirs + ours


def whole(rows, agreement="avtal-a"):
    return [
        row for row in rows if row["agreement"] == agreement and row["area"] is None
    ]


def test_the_target_grows_and_the_share_has_drifted_since_it_did(told_on_each):
    connection = told_on_each(system(80.0), growing(), in_house(), *ten())

    found = the_shares_over_time(connection, "staden", FROM, TO, Every.MONTH)

    assert [
        (str(row["on"]), row["target_percent"], row["percent"], row["within_tolerance"])
        for row in whole(found["shares"])
    ] == [
        ("2026-06-30", 20.0, 20.0, True),
        ("2026-07-31", 20.0, 20.0, True),
        ("2026-08-31", 50.0, 20.0, False),
    ]
    (drift,) = found["drift"]
    assert (drift["agreement"], drift["since"]) == ("avtal-a", day("2026-08-31"))
    assert drift["deviation_points"] == -30.0


def test_drift_is_told_since_when_it_has_lasted(told):
    connection = told(system(20.0), growing(), in_house(), *ten())

    found = the_shares_over_time(connection, None, FROM, TO, Every.MONTH)

    lasting = [row["since"] for row in whole(found["drift"], "egen-regi")]
    assert lasting == [day("2026-06-30")] * 3


def test_a_guarantee_is_a_least_share_until_there_is_a_cap(told):
    step = ShareStep(from_on=day("2026-06-01"), minimum_percent=5.0)
    connection = told(system(80.0), with_steps(step), in_house(), *ten())

    (row,) = whole(the_shares(connection, "staden", TO))

    assert (row["target_percent"], row["cap_percent"]) == (5.0, None)
    assert (row["deviation_points"], row["within_tolerance"]) == (15.0, True)


def test_more_than_the_cap_is_drift(told):
    step = ShareStep(from_on=day("2026-06-01"), minimum_percent=5.0, cap_percent=14.0)
    connection = told(system(80.0), with_steps(step), in_house(), *ten())

    (row,) = whole(the_shares(connection, "staden", TO))

    assert row["within_tolerance"] is False  # 20 of 14, tolerance 5


def test_a_share_in_hours_is_measured_in_hours(told):
    connection = told(
        system(80.0), growing(ShareUnit.HOURS), in_house(), *ten(minutes=1_680)
    )

    (row,) = whole(the_shares(connection, "staden", TO))

    assert (row["percent"], row["hours_percent"]) == (20.0, 50.0)
    assert (row["unit"], row["within_tolerance"]) == ("hours", True)


def test_a_step_of_one_area_is_measured_there_alone(told):
    step = ShareStep(from_on=day("2026-06-01"), minimum_percent=40.0, area="soder")
    people = [*ten(), customer("k-10", area="soder")]
    connection = told(system(80.0), with_steps(step), in_house(), *people)

    rows = [
        (row["area"], row["target_percent"], row["within_tolerance"])
        for row in the_shares(connection, "staden", TO)
        if row["agreement"] == "avtal-a"
    ]

    assert rows == [(None, None, None), ("norr", None, None), ("soder", 40.0, True)]


def test_a_later_agreement_replaces_the_steps_from_its_first_day(told):
    case = growing()
    case.agree_shares(
        person("2026-05-18T10:00"),
        steps=(ShareStep(from_on=day("2026-07-01"), minimum_percent=10.0),),
        legal_basis="Tilläggsavtal 1",
        reason="Andelen växer långsammare.",
    )
    connection = told(system(80.0), case, in_house(), *ten())

    found = the_shares_over_time(connection, "staden", FROM, TO, Every.MONTH)

    assert [row["target_percent"] for row in whole(found["shares"])] == [20, 10, 10]


def test_a_takeover_shows_in_the_month_it_happened(told):
    moving = customer("k-1")
    moving.place(
        person("2026-07-01T10:00"),
        agreement="egen-regi",
        provider="staden",
        basis=Basis.CHOICE,
        reason="Ditt val.",
    )
    moving.take_over(
        person("2026-07-15T10:00"), provider="staden", on=day("2026-07-15")
    )
    connection = told(system(), agreement(), in_house(), moving)

    found = the_shares_over_time(connection, "staden", FROM, TO, Every.MONTH)

    assert [row["customers"] for row in whole(found["shares"])] == [1, 0, 0]


@pytest.mark.parametrize(
    ("every", "days"),
    [
        (Every.WEEK, ["2026-06-21", "2026-06-28", "2026-07-02"]),
        (Every.MONTH, ["2026-06-30", "2026-07-02"]),
        (Every.QUARTER, ["2026-06-30", "2026-07-02"]),
        (Every.YEAR, ["2026-07-02"]),
    ],
)
def test_shares_are_measured_on_last_days(every, days):
    measured = measured_days(FROM, day("2026-07-02"), every)

    assert [str(on) for on in measured] == days


def test_a_year_ends_in_december():
    measured = measured_days(day("2026-01-01"), day("2028-03-01"), Every.YEAR)

    assert [str(on) for on in measured] == ["2026-12-31", "2027-12-31", "2028-03-01"]
