"""Controls find what somebody must look at, and nothing else."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.given import day
from upphandling.domain.compensation import DayKind, TimeOfDay
from upphandling.domain.configuration import Service
from upphandling.domain.pay import GrantedCare
from upphandling.domain.pay.controls import (
    Control,
    Finding,
    Worked,
    controlled,
    registered_after,
    without_price,
)
from upphandling.domain.pay.performed import Visit

CARE = Service.PERSONAL_CARE
MUCH = 10_000
JANUARY, FEBRUARY = day("2026-01-01"), day("2026-02-01")
GRANTED = {("person-1", CARE): MUCH, ("person-2", CARE): MUCH}


def worked(
    key: str,
    starts: int,
    ends: int,
    *,
    staff: str = "personal-1",
    customer: str = "person-1",
    agreement: str = "avtal-a",
    responsible: str | None = "avtal-a",
    after: bool = False,
) -> Worked:
    visit = Visit(key, customer, CARE, "norr", starts, ends)
    return Worked(visit, agreement, staff, responsible, after)


def test_what_is_in_order_is_not_found():
    told = [
        worked("1", 0, 100),
        worked("2", 100, 200),  # one ends as the next begins
        worked("3", 50, 150, staff="personal-2", customer="person-2"),
    ]

    assert controlled(told, GRANTED) == []


def test_staff_who_are_in_two_places_are_found_with_the_time():
    told = [worked("1", 0, 100), worked("2", 70, 200, customer="person-2")]

    assert controlled(told, GRANTED) == [
        Finding(Control.OVERLAPPING_STAFF, "avtal-a", "person-2", ("1", "2"), 30)
    ]


def test_a_long_visit_overlaps_all_within_it():
    told = [worked("1", 0, 100), worked("2", 10, 20), worked("3", 30, 40)]

    found = [(one.visits, one.seconds) for one in controlled(told, GRANTED)]

    assert found == [(("1", "2"), 10), (("1", "3"), 10)]


@pytest.mark.parametrize(
    ("other", "control"),
    [("avtal-a", Control.DOUBLE_STAFFED), ("avtal-b", Control.DOUBLE_VISIT)],
)
def test_two_at_a_time_with_a_customer_are_found(other, control):
    told = [
        worked("1", 0, 100),
        worked("2", 0, 100, staff="personal-2", agreement=other, responsible=other),
    ]

    assert controlled(told, GRANTED) == [
        Finding(control, other, "person-1", ("1", "2"), 100)
    ]


@pytest.mark.parametrize("responsible", ["avtal-b", None])
def test_a_visit_to_somebody_elses_customer_is_found(responsible):
    told = [worked("1", 0, 100, responsible=responsible)]

    assert controlled(told, GRANTED) == [
        Finding(Control.OTHER_PROVIDER, "avtal-a", "person-1", ("1",), 100)
    ]


def test_a_visit_that_nobody_granted_is_found():
    assert controlled([worked("1", 0, 100)], {}) == [
        Finding(Control.WITHOUT_GRANT, "avtal-a", "person-1", ("1",), 100)
    ]


@pytest.mark.parametrize(("granted", "above"), [(200, None), (199, 1), (0, 200)])
def test_more_than_granted_is_found(granted, above):
    told = [worked("1", 0, 100), worked("2", 100, 200)]

    found = controlled(told, {("person-1", CARE): granted})

    assert [(one.control, one.seconds) for one in found] == (
        [] if above is None else [(Control.ABOVE_GRANTED, above)]
    )


def test_what_was_registered_afterwards_is_found_and_counted():
    told = [worked("1", 0, 100, after=True), worked("2", 100, 200)]

    assert [one.control for one in controlled(told, GRANTED)] == [
        Control.REGISTERED_AFTER
    ]
    assert registered_after(told) == {"avtal-a": (1, 2)}


visits = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.integers(1, 30),
        st.sampled_from(["personal-1", "personal-2"]),
        st.sampled_from(["person-1", "person-2"]),
        st.sampled_from(["avtal-a", "avtal-b"]),
    ),
    max_size=9,
)


@given(visits, st.randoms(use_true_random=False))
def test_every_pair_that_overlaps_is_found_once_and_no_other(drawn, order):
    told = [
        worked(
            str(number),
            starts,
            starts + lasts,
            staff=staff,
            customer=customer,
            agreement=agreement,
            responsible=agreement,
        )
        for number, (starts, lasts, staff, customer, agreement) in enumerate(drawn)
    ]
    order.shuffle(told)
    found = [
        frozenset(one.visits)
        for one in controlled(told, GRANTED)
        if one.control is not Control.ABOVE_GRANTED
    ]
    expected = [
        frozenset((one.visit.visit, other.visit.visit))
        for one, other in combinations(told, 2)
        if one.visit.starts < other.visit.ends
        and other.visit.starts < one.visit.ends
        and (one.staff == other.staff or one.visit.customer == other.visit.customer)
    ]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))


def test_another_providers_visit_at_the_same_time_is_found_whoever_came_first():
    mine = worked("2", 50, 150)
    theirs = [
        worked("1", 0, 100, staff="personal-9", agreement="avtal-b"),
        worked("3", 140, 200, staff="personal-9", agreement="avtal-b"),
    ]

    assert controlled([mine], GRANTED, theirs) == [
        Finding(Control.DOUBLE_VISIT, "avtal-a", "person-1", ("1", "2"), 50),
        Finding(Control.DOUBLE_VISIT, "avtal-a", "person-1", ("2", "3"), 10),
    ]


def test_what_others_did_between_themselves_is_not_found_here():
    theirs = [
        worked("1", 0, 100, staff="p-8", agreement="avtal-b", after=True),
        worked("2", 0, 100, staff="p-9", agreement="avtal-c", responsible=None),
    ]

    assert controlled([worked("3", 200, 300)], GRANTED, theirs) == []


def test_what_no_price_pays_for_is_found_whether_it_is_visits_or_granted():
    visit = worked("1", 0, 100).visit
    care = GrantedCare(
        "person-1", CARE, TimeOfDay.DAY, DayKind.WEEKEND, "norr", 60, JANUARY, FEBRUARY
    )

    assert without_price("avtal-a", [visit], [care]) == [
        Finding(Control.WITHOUT_PRICE, "avtal-a", "person-1", ("1",), 100),
        Finding(Control.WITHOUT_PRICE, "avtal-a", "person-1", (), 9 * 1_800),
    ]
