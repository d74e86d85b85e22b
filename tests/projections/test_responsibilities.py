"""Responsibilities: exactly one is responsible for each customer, every day."""

from __future__ import annotations

import pytest

from tests.given import day, person
from tests.projections.test_choices import placed, registered
from upphandling.domain.configuration import Service
from upphandling.projections.agreements import AGREEMENTS
from upphandling.projections.responsibilities import (
    RESPONSIBILITIES,
    of_agreement,
    of_customer,
    responsibilities,
)

AT_HOME = ("staden", "k-1", "omvardnad", "norr", 420, "egen-regi", "staden")
AWAY = ("staden", "k-1", "omvardnad", "norr", 420, "avtal", "omsorg")
NOBODY = ("staden", "k-1", "omvardnad", "soder", 300, None, None)
ON, OVER = False, True


@pytest.fixture
def periods_after(rows_after):
    """The rows, but for the event that began each period."""

    def periods(customer):
        return [
            row[:-2] for row in rows_after(RESPONSIBILITIES, responsibilities, customer)
        ]

    return periods


def test_a_period_names_the_event_that_began_it(rows_after):
    customer = placed()
    customer.take_over(
        person("2026-09-01T10:00"), provider="omsorg", on=day("2026-09-01")
    )
    version = customer.version

    begun = [
        row[-2:] for row in rows_after(RESPONSIBILITIES, responsibilities, customer)
    ]

    case = "customer_choice:k-1/omvardnad"
    assert begun == [(1, f"{case}@1"), (version, f"{case}@{version}")]


def test_a_takeover_ends_one_period_and_begins_the_next_on_the_same_day(periods_after):
    customer = placed()
    customer.take_over(
        person("2026-09-01T10:00"), provider="omsorg", on=day("2026-09-01")
    )

    assert periods_after(customer) == [
        ("k-1/omvardnad", "2020-01-01", "2026-09-01", *AT_HOME, ON),
        ("k-1/omvardnad", "2026-09-01", None, *AWAY, ON),
    ]


def test_a_takeover_on_the_first_day_replaces_the_period(periods_after):
    customer = placed()
    customer.take_over(
        person("2026-09-01T10:00"), provider="omsorg", on=day("2020-01-01")
    )

    assert periods_after(customer) == [("k-1/omvardnad", "2020-01-01", None, *AWAY, ON)]


def test_who_steps_in_is_responsible_from_the_day_the_other_is_not(periods_after):
    customer = registered()
    customer.fall_back(
        person("2026-09-01T00:00"),
        agreement="avtal",
        provider="omsorg",
        on=day("2026-09-01"),
        reason="Avtalet har upphört.",
    )

    assert periods_after(customer) == [
        ("k-1/omvardnad", "2020-01-01", "2026-09-01", *AT_HOME, ON),
        ("k-1/omvardnad", "2026-09-01", None, *AWAY, ON),
    ]


def test_more_care_begins_a_period_with_the_same_provider(periods_after):
    customer = registered()
    customer.change_care(
        person("2026-06-02T10:00"),
        minutes=600,
        services=(Service.PERSONAL_CARE,),
        reason="Nytt beslut.",
        on=day("2026-03-01"),
    )

    first, second = periods_after(customer)

    assert first == ("k-1/omvardnad", "2020-01-01", "2026-03-01", *AT_HOME, ON)
    assert second[1:3] == ("2026-03-01", None)
    assert second[7:10] == (600, "egen-regi", "staden")


def test_a_move_between_areas_begins_a_period_with_the_same_provider(periods_after):
    customer = registered()
    customer.move_area(person("2026-06-02T10:00"), area="soder", on=day("2026-03-01"))
    customer.end_care(person("2026-06-03T10:00"), last_day=day("2026-03-31"))

    first, second = periods_after(customer)

    assert first == ("k-1/omvardnad", "2020-01-01", "2026-03-01", *AT_HOME, ON)
    assert second[1:3] == ("2026-03-01", "2026-04-01")
    assert (second[6], second[8], second[10]) == ("soder", "egen-regi", OVER)


def test_ended_care_is_covered_to_its_last_day(periods_after):
    customer = registered()
    customer.end_care(person("2026-09-03T10:00"), last_day=day("2026-08-31"))

    assert periods_after(customer) == [
        ("k-1/omvardnad", "2020-01-01", "2026-09-01", *AT_HOME, OVER)
    ]


def test_who_returns_has_nobody_until_somebody_takes_over(periods_after):
    customer = registered()
    customer.end_care(person("2026-06-02T10:00"), last_day=day("2026-02-28"))
    customer.return_to_care(
        person("2026-06-03T10:00"),
        area="soder",
        minutes=300,
        services=(Service.PERSONAL_CARE,),
        since=day("2026-05-04"),
    )

    assert periods_after(customer) == [
        ("k-1/omvardnad", "2020-01-01", "2026-03-01", *AT_HOME, OVER),
        ("k-1/omvardnad", "2026-05-04", None, *NOBODY, ON),
    ]


def test_a_persons_history_is_told_in_order(rows_after, database):
    customer = placed()
    customer.take_over(
        person("2026-09-01T10:00"), provider="omsorg", on=day("2026-09-01")
    )
    rows_after(RESPONSIBILITIES, responsibilities, customer, registered("k-2"))
    rows_after(AGREEMENTS, AGREEMENTS.tables[0])

    with database.engine.connect() as connection:
        found = connection.execute(of_customer("k-1")).all()

    assert [row.agreement for row in found] == ["egen-regi", "avtal"]


def test_the_customers_of_an_agreement_are_read_page_by_page(rows_after, database):
    people = [registered(f"k-{number}") for number in range(5)]
    rows_after(RESPONSIBILITIES, responsibilities, *people)
    pages, after = [], ""

    with database.engine.connect() as connection:
        while page := connection.execute(
            of_agreement("egen-regi", day("2026-01-01"), after, 2)
        ).all():
            pages.append([row.customer for row in page])
            after = page[-1].key

    assert pages == [["k-0", "k-1"], ["k-2", "k-3"], ["k-4"]]


def test_nobody_is_an_agreements_before_the_first_day(rows_after, database):
    rows_after(RESPONSIBILITIES, responsibilities, registered())

    with database.engine.connect() as connection:
        query = of_agreement("egen-regi", day("2019-12-31"), "", 10)
        assert connection.execute(query).all() == []


def test_after_a_death_nobody_is_responsible_whatever_was_recorded_first(periods_after):
    customer = placed()
    customer.take_over(
        person("2026-09-01T10:00"), provider="omsorg", on=day("2026-09-01")
    )
    customer.end_care(person("2026-09-03T10:00"), last_day=day("2026-09-02"))

    customer.end_at_death(person("2026-09-04T10:00"), died_on=day("2026-08-30"))

    assert periods_after(customer) == [
        ("k-1/omvardnad", "2020-01-01", "2026-08-31", *AT_HOME, OVER),
        ("k-1/omvardnad", "2026-09-01", "2026-09-01", *AWAY, OVER),
    ]
