"""Shares: exactly one is responsible for each customer, every day."""

from __future__ import annotations

import pytest

from tests.given import day, person
from tests.projections.test_choices import placed, registered
from tests.town import SYSTEM
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import SharePolicy, SystemConfiguration
from upphandling.projections.shares import (
    SHARES,
    actual,
    responsibilities,
    share_policies,
)

AT_HOME = ("staden", "omvardnad", "norr", 420, "egen-regi", "staden")
AWAY = ("staden", "omvardnad", "norr", 420, "avtal", "omsorg")


def policy(valid_from: str, in_house: float, note: str | None = None) -> SharePolicy:
    return SharePolicy(
        valid_from=day(valid_from),
        in_house_percent=in_house,
        external_percent=100 - in_house,
        note=note,
    )


def test_decided_shares_are_kept_by_day(rows_after):
    configuration = SystemConfiguration.model_validate_json(
        SystemConfiguration.model_validate(SYSTEM, strict=False)
        .model_copy(update={"shares": [policy("2026-01-01", 100.0)]})
        .model_dump_json()
    )
    system = ChoiceSystem.establish(person("2026-01-12T10:00"), configuration)
    at = person("2026-03-02T10:00")
    system.decide_shares(at, policy=policy("2027-01-01", 60.0, "§ 7"), decision=None)
    system.decide_shares(at, policy=policy("2026-01-01", 90.0), decision=None)

    assert rows_after(SHARES, share_policies, system) == [
        ("staden", "2026-01-01", "customers", 90.0, 10.0, 1.0, None),
        ("staden", "2027-01-01", "customers", 60.0, 40.0, 1.0, "§ 7"),
    ]


def test_a_takeover_ends_one_period_and_begins_the_next_on_the_same_day(rows_after):
    customer = placed()
    customer.take_over(
        person("2026-09-01T10:00"), provider="omsorg", on=day("2026-09-01")
    )

    assert rows_after(SHARES, responsibilities, customer) == [
        ("k-1/omvardnad", "2020-01-01", "2026-09-01", *AT_HOME),
        ("k-1/omvardnad", "2026-09-01", None, *AWAY),
    ]


def test_a_takeover_on_the_first_day_replaces_the_period(rows_after):
    customer = placed()
    customer.take_over(
        person("2026-09-01T10:00"), provider="omsorg", on=day("2020-01-01")
    )

    assert rows_after(SHARES, responsibilities, customer) == [
        ("k-1/omvardnad", "2020-01-01", None, *AWAY)
    ]


def test_ended_care_is_covered_to_its_last_day(rows_after):
    customer = registered()
    customer.end_care(person("2026-09-03T10:00"), last_day=day("2026-08-31"))

    assert rows_after(SHARES, responsibilities, customer) == [
        ("k-1/omvardnad", "2020-01-01", "2026-09-01", *AT_HOME)
    ]


@pytest.mark.parametrize(
    ("on", "who"), [("2026-08-31", "egen-regi"), ("2026-09-01", "avtal")]
)
def test_the_actual_share_is_counted_on_a_day(rows_after, database, on, who):
    customer = placed()
    customer.take_over(
        person("2026-09-01T10:00"), provider="omsorg", on=day("2026-09-01")
    )
    rows_after(SHARES, responsibilities, customer)

    with database.engine.connect() as connection:
        (row,) = connection.execute(actual("staden", day(on)))

    assert (row.agreement, row.customers, row.minutes) == (who, 1, 420)
