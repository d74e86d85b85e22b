"""Shares: what was decided and agreed, and how many each provider has on a day."""

from __future__ import annotations

import pytest

from tests.given import day, person
from tests.projections.test_agreements import signed
from tests.projections.test_choices import placed
from tests.town import SYSTEM
from upphandling.domain.agreement import ShareStep
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.configuration import (
    SharePolicy,
    ShareUnit,
    SystemConfiguration,
)
from upphandling.projections.responsibilities import RESPONSIBILITIES, responsibilities
from upphandling.projections.shares import SHARES, actual, share_policies, share_steps


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


def test_agreed_steps_are_kept_by_day_and_area(rows_after):
    agreement = signed()
    agreement.agree_shares(
        person("2026-06-02T10:00"),
        steps=(
            ShareStep(from_on=day("2026-07-01"), minimum_percent=20.0),
            ShareStep(
                from_on=day("2027-01-01"),
                minimum_percent=30.0,
                cap_percent=50.0,
                unit=ShareUnit.HOURS,
                area="norr",
            ),
        ),
        legal_basis="Upphandlingsdokumenten punkt 4",
        reason="Andelen växer.",
    )

    assert rows_after(SHARES, share_steps, agreement) == [
        ("avtal", "2026-07-01", "", 20.0, None, "customers", 2),
        ("avtal", "2027-01-01", "norr", 30.0, 50.0, "hours", 2),
    ]


@pytest.mark.parametrize(
    ("on", "who"), [("2026-08-31", "egen-regi"), ("2026-09-01", "avtal")]
)
def test_the_actual_share_is_counted_on_a_day(rows_after, database, on, who):
    customer = placed()
    customer.take_over(
        person("2026-09-01T10:00"), provider="omsorg", on=day("2026-09-01")
    )
    rows_after(RESPONSIBILITIES, responsibilities, customer)

    with database.engine.connect() as connection:
        (row,) = connection.execute(actual("staden", day(on)))

    assert (row.agreement, row.customers, row.minutes) == (who, 1, 420)
