"""Forecast of shares: a line by hand, when it leaves the tolerance, and who is new."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.given import day, person
from tests.interfaces.follow_up.people import agreement, customer, in_house, system
from upphandling.domain.agreement import ShareStep
from upphandling.domain.configuration import ShareUnit
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.interfaces.follow_up import the_forecast
from upphandling.interfaces.follow_up.forecast import leaving, month_ends
from upphandling.interfaces.follow_up.forecast_line import Aim, Line

TODAY, UNTIL = day("2026-07-15"), day("2026-12-31")
FIRST = day("2026-01-01")


def test_a_line_by_hand():
    """Days 0, 10, 20 with 10, 20, 24 percent.

    Means 10 and 18; sum of (x - 10)(y - 18) = 80 + 0 + 60 = 140, of squares 200: 7/10 a
    day, and 18 - 7 = 11 on the first day. On day 30 it is 32.
    """
    points = [(FIRST, 10), (day("2026-01-11"), 20), (day("2026-01-21"), 24)]

    line = Line.through([(on, Fraction(share)) for on, share in points])

    assert (line.at_first, line.a_day) == (11, Fraction(7, 10))
    assert line.on(day("2026-01-31")) == 32


@pytest.mark.parametrize(
    ("a_day", "least", "most", "left"),
    [
        (Fraction(1), 10, 24, "2026-01-06"),  # 24 on day 4 is still within
        (Fraction(1), 10, None, None),
        (Fraction(-1), 15, 24, "2026-01-07"),  # 15 on day 5 is still within
        (Fraction(-1), 21, 24, "2026-01-02"),  # outside on the first day
        (Fraction(0), 10, 24, None),
        (Fraction(1, 1000), 10, 24, None),  # too slow to matter within the time
        (Fraction(9), 10, 100, None),  # nobody has more than all
        (Fraction(-9), -1, None, None),  # nor less than nothing
    ],
)
def test_when_a_line_leaves_its_aim(a_day, least, most, left):
    line = Line(FIRST, Fraction(20), a_day)
    aim = Aim(Fraction(least), None if most is None else Fraction(most))

    found = aim.left_on(line, day("2026-01-02"), day("2026-12-31"))

    assert found == (left and day(left))


SHARES = st.fractions(min_value=0, max_value=100, max_denominator=500)


@given(
    shares=st.lists(SHARES, min_size=3, max_size=8),
    least=st.integers(-10, 50),
    most=st.none() | st.integers(51, 110),
)
def test_the_day_it_leaves_is_the_first_outside(shares, least, most):
    line = Line.through(
        [(FIRST + timedelta(days=30 * n), share) for n, share in enumerate(shares)]
    )
    aim = Aim(Fraction(least), None if most is None else Fraction(most))
    days = [FIRST + timedelta(days=number) for number in range(240, 400)]

    outside = [on for on in days if not aim.holds(line.on(on))]

    assert aim.left_on(line, days[0], days[-1]) == (outside[0] if outside else None)


@given(shares=st.lists(SHARES, min_size=2, max_size=8))
def test_no_other_line_is_nearer_to_what_was_measured(shares):
    points = [(FIRST + timedelta(days=30 * n), share) for n, share in enumerate(shares)]
    line = Line.through(points)

    def far(at_first: Fraction, a_day: Fraction) -> Fraction:
        return sum(
            (
                (at_first + a_day * (on - FIRST).days - share) ** 2
                for on, share in points
            ),
            Fraction(0),
        )

    best = far(line.at_first, line.a_day)
    for off in (Fraction(1, 7), Fraction(-1, 7)):
        assert far(line.at_first + off, line.a_day) > best
        assert far(line.at_first, line.a_day + off) > best


def test_only_whole_months_behind_the_day_are_measured():
    assert month_ends(day("2026-03-31"), 2) == [day("2026-02-28"), day("2026-03-31")]
    assert month_ends(day("2026-03-30"), 2) == [day("2026-01-31"), day("2026-02-28")]


def stepped(*steps: tuple[str, float, float | None], **changed: Any):
    case = agreement(**changed)
    case.agree_shares(
        person("2026-01-04T10:00"),
        steps=tuple(
            ShareStep(
                from_on=day(on),
                minimum_percent=least,
                cap_percent=cap,
                unit=ShareUnit.CUSTOMERS,
            )
            for on, least, cap in steps
        ),
        legal_basis="Upphandlingsdokumenten punkt 4",
        reason="Andelen växer.",
    )
    return case


def joined(key: str, since: str) -> CustomerChoice:
    return CustomerChoice.register(
        person(f"{since}T10:00"),
        system="staden",
        customer=key,
        bundle="omvardnad",
        area="norr",
        minutes=420,
        agreement="avtal-a",
        provider="utforare-a",
        since=day(since),
    )


def people() -> list:
    """One more a month joins the one whom Utförare A has; own provision has eight.

    On the last of January 1 of 9, of February 2 of 10 ... of June 6 of 14.
    """
    firsts = ("01-01", "02-01", "03-01", "04-01", "05-01", "06-01")
    theirs = [
        joined(f"k-{number}", f"2026-{first}") for number, first in enumerate(firsts)
    ]
    ours = [customer(f"e-{number}", "egen-regi") for number in range(8)]
    return theirs + ours


def whole_of(found: dict[str, Any], agreement: str = "avtal-a") -> dict[str, Any]:
    (row,) = (
        row
        for row in found["forecasts"]
        if row["agreement"] == agreement and row["area"] is None
    )
    return row


def test_a_growing_share_leaves_its_cap_on_a_day_reckoned_by_hand(told_on_each):
    """Shares of 1/9, 2/10, 3/11, 4/12, 5/13, 6/14 on the last of January to June.

    By hand, days 0, 28, 59, 89, 120, 150 and percent 11.11, 20, 27.27, 33.33, 38.46,
    42.86: means 74.33 and 28.84; products 3 317.38, squares 15 933.33: 0.2082 a day from
    13.363. With a cap of 45 and 5 points of tolerance it is left when
    13.363 + 0.2082 d > 50, after 175.97 days: on the 26th of July.
    """
    connection = told_on_each(
        system(), stepped(("2026-01-01", 5.0, 45.0)), in_house(), *people()
    )

    found = the_forecast(connection, "staden", TODAY, UNTIL)

    assert (found["method"], found["months"]) == ("least_squares", 6)
    row = whole_of(found)
    assert [one["percent"] for one in row["measured"]] == [
        11.11,
        20.0,
        27.27,
        33.33,
        38.46,
        42.86,
    ]
    assert (row["percent"], row["within_tolerance"]) == (42.86, True)
    assert row["points_a_month"] == 6.25
    assert row["drift_on"] == day("2026-07-26")
    assert (row["to"], row["next_step"], row["no_forecast"]) == (UNTIL, None, None)


def test_the_forecast_ends_at_the_next_step_and_says_whether_it_is_met(told):
    case = stepped(("2026-01-01", 5.0, 60.0), ("2026-08-01", 65.0, None))
    connection = told(system(), case, in_house(), *people())

    row = whole_of(the_forecast(connection, "staden", TODAY, UNTIL))

    assert row["next_step"] == {
        "from_on": day("2026-08-01"),
        "unit": "customers",
        "target_percent": 65.0,
        "cap_percent": None,
    }
    assert (row["to"], row["drift_on"]) == (day("2026-08-01"), day("2026-08-01"))


def test_a_step_that_is_met_is_no_drift(told):
    case = stepped(("2026-01-01", 5.0, 60.0), ("2026-08-01", 50.0, None))
    connection = told(system(), case, in_house(), *people())

    assert whole_of(the_forecast(connection, None, TODAY, UNTIL))["drift_on"] is None


def test_a_step_after_the_last_day_is_not_awaited(told):
    case = stepped(("2026-01-01", 5.0, 60.0), ("2026-08-01", 90.0, None))
    connection = told(system(), case, in_house(), *people())

    row = whole_of(the_forecast(connection, None, TODAY, day("2026-07-31")))

    assert (row["next_step"], row["drift_on"]) == (None, None)


def test_nothing_is_forecast_after_the_agreement(told):
    case = stepped(("2026-01-01", 5.0, 45.0), ends_on=day("2026-07-20"))
    connection = told(system(), case, in_house(), *people())

    row = whole_of(the_forecast(connection, None, TODAY, UNTIL))

    assert (row["to"], row["drift_on"]) == (day("2026-07-20"), None)


def test_who_is_new_has_no_forecast_and_is_told_so(told):
    new = stepped(("2026-06-01", 5.0, 10.0), starts_on=day("2026-06-01"))
    ours = [customer(f"e-{number}", "egen-regi") for number in range(8)]
    connection = told(system(), new, in_house(), *ours, joined("k-1", "2026-06-01"))

    row = whole_of(the_forecast(connection, None, TODAY, UNTIL))

    assert row["no_forecast"] == "too_few_months"
    assert (row["expected_percent"], row["points_a_month"]) == (None, None)
    assert len(row["measured"]) == 1
    assert row["drift_on"] is None  # 11,11 of 10, tolerance 5


def test_the_alarm_is_of_those_that_are_within_and_will_leave(told):
    case = stepped(("2026-01-01", 5.0, 45.0))
    connection = told(system(), case, in_house(), *people())

    found = leaving(connection, "staden", TODAY, UNTIL)

    assert [(row["agreement"], row["area"]) for row in found] == [("avtal-a", None)]
    assert leaving(connection, "staden", TODAY, day("2026-07-25")) == []


def test_what_is_outside_already_has_drifted_today(told):
    connection = told(
        system(), stepped(("2026-01-01", 5.0, 20.0)), in_house(), *people()
    )

    row = whole_of(the_forecast(connection, None, TODAY, UNTIL))

    assert (row["within_tolerance"], row["drift_on"]) == (False, TODAY)
    assert not any(
        row["agreement"] == "avtal-a" for row in leaving(connection, None, TODAY, UNTIL)
    )
