"""An extra check opened the follow-up while no deadlines fell; the schedules catch up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.application.test_extra_checks import order
from tests.checked_town import progress, scheduled
from tests.given import day, local, scheduler
from tests.town import Town
from upphandling.application.verification import RECOUNTS
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.follow_up import FollowUp
from upphandling.infrastructure.verification.fan_out import verify

A_MONTH = {"amount": 1, "unit": "months"}
EXTRA, FIRST, SECOND = "extra-1", "ledning.2027-03-01", "ledning.2027-06-01"


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-11-24T09:00") as town:
        yield town.founded()


def ordered_in_an_outage(town: Town, **terms: str) -> None:
    """No deadlines fall from the second of January on; a check is ordered in February."""
    town.with_agreement("a", **terms)
    town.at("2027-01-02T09:00")
    scheduled(town, valid_from="2027-01-10", first_after=A_MONTH)
    town.clock.now = local("2027-02-01T09:00")
    order(town, due_on="2027-02-05")


def is_whole(town: Town) -> bool:
    """Nothing waits that is due, and what was planned can be counted again."""
    now = town.clock.now
    town.house.refresh()
    assert town.house.fall_due(now) == []
    due = town.house.next_due()
    assert due is None or due > now
    return verify(town.house.database, jobs=1).total == 0


def test_an_agreement_that_ended_in_the_outage_is_checked_from_the_day_it_was_followed(
    town,
):
    ordered_in_an_outage(town, ends_on="2027-03-15")

    fell = town.at("2027-05-10T09:00")

    assert "follow_up.check_planned" in fell
    assert progress(town) == {EXTRA: "missed", FIRST: "missed"}
    assert town.log("follow_up:a")[2][1]["effective_at"] == "2027-05-10T07:00:00Z"
    assert is_whole(town)


def test_what_would_be_due_after_the_end_falls_away(town):
    ordered_in_an_outage(town, ends_on="2027-02-20")

    town.at("2027-05-10T09:00")

    assert progress(town) == {EXTRA: "missed", FIRST: "fallen_away"}
    assert is_whole(town)


def test_an_agreement_that_was_rescinded_in_the_outage_is_checked_as_well(town):
    ordered_in_an_outage(town)
    told = {"agreement": "a", "grounds": "Brist.", "wind_up_until": "2027-02-20"}
    town.do("agreement.rescind", told)

    town.at("2027-05-10T09:00")

    assert progress(town) == {EXTRA: "missed", FIRST: "fallen_away"}
    assert is_whole(town)


def test_an_agreement_that_goes_on_is_checked_as_if_the_clock_had_gone(town):
    ordered_in_an_outage(town)

    town.at("2027-05-10T09:00")

    assert progress(town) == {EXTRA: "missed", FIRST: "missed", SECOND: "planned"}
    assert is_whole(town)


def test_a_schedule_that_came_to_hold_after_the_order_opens_on_its_own_day(town):
    town.with_agreement("a", ends_on="2027-04-30")
    town.at("2027-01-02T09:00")
    scheduled(town, valid_from="2027-02-10", first_after=A_MONTH)
    town.clock.now = local("2027-02-01T09:00")
    order(town, due_on="2027-02-05")

    town.at("2027-05-10T09:00")

    assert progress(town) == {EXTRA: "missed", "ledning.2027-03-10": "missed"}
    assert is_whole(town)


def recounted(town: Town, planned_on: str, as_on: str | None) -> tuple[str, str]:
    """A first check planned on one day as on another: its key, and what it ought to be."""
    then = town.house.engine.session()
    schedule = then.fetch(ChoiceSystem, "staden").check_schedules["ledning"][0]
    case = then.fetch(FollowUp, "a")
    planned = case.twin()
    planned.plan(
        scheduler(planned_on),
        requirement="ledning",
        schedule=schedule,
        day=None if as_on is None else day(as_on),
    )
    said = planned.pending_events[-1]
    (row,) = RECOUNTS[FollowUp.CheckPlanned.TOPIC]
    return said.check.check, row.how(said, case, then).check


def test_what_an_older_program_counted_from_the_day_of_the_event_is_no_difference(town):
    ordered_in_an_outage(town)

    check, ought = recounted(town, "2027-05-10T09:00", None)

    assert check == ought == "ledning.2027-06-10"


def test_a_check_that_is_counted_from_any_other_day_is_a_difference(town):
    ordered_in_an_outage(town)

    check, ought = recounted(town, "2027-05-10T09:00", "2027-01-20")

    assert (check, ought) == ("ledning.2027-02-20", FIRST)
