"""What in a reference looks like a personal number, and what is only digits."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upphandling.domain.personal_number import (
    can_be_somebodys,
    check_digit_fits,
    looks_like_one,
)

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
COORDINATION = 60


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Twelve digits: a day of birth, or 60 more, a number of birth, a check digit."""
    born, later = draw(DAYS), draw(st.sampled_from([0, COORDINATION]))
    serial = draw(st.integers(0, 999))
    nine = f"{born:%y%m}{born.day + later:02}{serial:03}"
    check = next(d for d in "0123456789" if check_digit_fits(nine + d))
    return f"{born:%Y}"[:2] + nine + check


@given(
    numbers(),
    st.sampled_from([10, 12]),
    st.sets(st.integers(1, 11)),
    st.sampled_from(["-", "+", ".", "_", " "]),
    st.sampled_from(["", "k-", "k", "kund_", "k-x-"]),
    st.sampled_from(["", "-x", "-7f3a", "x"]),
)
def test_a_personal_number_is_seen_in_any_grouping(
    number, length, cuts, separator, before, after
):
    grouped = "".join(
        separator + digit if place in cuts else digit
        for place, digit in enumerate(number[-length:])
    )

    assert looks_like_one(before + grouped + after)


@given(st.text("0123456789abcdef", min_size=12, max_size=12))
def test_random_hexadecimal_digits_are_a_reference_unless_the_check_digit_fits(digits):
    suspect = digits.isdigit() and check_digit_fits(digits[-10:])

    assert suspect or not looks_like_one(f"k-{digits}")


@given(numbers(), st.integers(1, 9))
def test_digits_whose_check_digit_is_wrong_are_random(number, more):
    wrong = number[:-1] + str((int(number[-1]) + more) % 10)

    assert not looks_like_one(f"k-{wrong}")
    assert looks_like_one(wrong)


@pytest.mark.parametrize(
    "reference",
    [
        "k-461d95543e77",
        "k-7f3a",
        "k-2026-0001",
        "k-181212121212",
        "k-191313121212",
        "k-1912121212125f",
        "person-1",
        "0b2c7d1e-1f2a-4c3d-9e8f-123456789012",
    ],
)
def test_an_opaque_reference_stays_one(reference):
    assert not looks_like_one(reference)


@pytest.mark.parametrize(
    "reference",
    [
        "191212121212",
        "1212121212",
        "k-191212121212",
        "k-121212-1212-x",
        "1912-12-12-1212",
        "k-121272-1212",
        "k-19121212-1213",
    ],
)
def test_a_number_is_refused_however_it_is_written(reference):
    assert looks_like_one(reference)


@pytest.mark.parametrize("number", ["191212121212", "191212720005", "19121212A001"])
def test_days_coordination_numbers_and_reserve_numbers_can_be_somebodys(number):
    assert can_be_somebodys(number)


@pytest.mark.parametrize(
    "number",
    ["191212121213", "191212320001", "191302290007", "191213121211", "191212920000"],
)
def test_a_day_that_never_was_and_a_wrong_check_digit_are_nobodys(number):
    assert not can_be_somebodys(number)


@given(numbers())
def test_every_number_of_a_day_can_be_somebodys(number):
    assert can_be_somebodys(number)
