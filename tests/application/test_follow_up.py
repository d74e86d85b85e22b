"""The follow-up needs no hands: it opens, goes on and ends with the agreement."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.checked_town import (
    CONTROLLER,
    FIRST,
    SECOND,
    checked,
    progress,
    scheduled,
)
from tests.given import local
from tests.town import Town, not_allowed
from upphandling.application.belonging import with_owners
from upphandling.domain.agreement.refusals import AgreementNotInForce
from upphandling.domain.base import Role
from upphandling.domain.errors import NoSuchCase
from upphandling.domain.follow_up.refusals import NothingToCheck
from upphandling.domain.parts import UnknownPart

OPENED = ["follow_up.opened", "follow_up.check_planned"]
MORE = {"system": "staden", "requirement": "lokaler"}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-11-24T09:00") as town:
        yield town.founded()


def more_is_required(town: Town) -> None:
    town.do("choice_system.set_requirement", {**MORE, "text": "Lokalerna är låsta."})
    told = {**MORE, "how": "Besök", "by_whom": "Enheten", "how_often": "quarterly"}
    town.do("choice_system.plan_follow_up", told)


def test_an_agreement_that_begins_gets_its_follow_up(town):
    scheduled(town)
    town.with_agreement("a")

    fell = town.at("2027-01-01T00:00")

    assert fell == ["agreement.began", *OPENED]
    assert progress(town) == {FIRST: "planned"}


def test_own_provision_is_followed_up_alike(town):
    scheduled(town)
    own = {
        "agreement": "egen",
        "system": "staden",
        "provider": "egen-regi",
        "name": "Kommunens egen regi",
        "bundle": "omvardnad",
        "areas": ["norr"],
        "starts_on": "2027-01-01",
    }
    town.do("agreement.entrust_in_house", own)

    town.at("2027-01-01T00:00")

    assert progress(town, "egen") == {FIRST: "planned"}


def test_agreements_in_force_get_theirs_when_checks_are_scheduled(town):
    town.with_agreement("a").with_agreement("b")
    town.at("2027-02-01T09:00")
    assert town.at("2027-02-02T09:00") == []

    scheduled(town, valid_from="2027-02-02")

    assert sorted(town.at("2027-02-02T09:01")) == sorted(OPENED * 2)
    assert progress(town) == progress(town, "b") == {"ledning.2027-05-02": "planned"}


def test_a_schedule_that_is_yet_to_hold_opens_nothing(town):
    town.with_agreement("a")
    town.at("2027-01-02T09:00")
    scheduled(town, valid_from="2027-03-01")

    assert town.at("2027-02-28T23:59") == []
    assert town.at("2027-03-01T00:00") == OPENED
    assert progress(town) == {"ledning.2027-06-01": "planned"}


def test_a_requirement_that_comes_later_is_followed_up_as_well(town):
    scheduled(town)
    town.with_agreement("a")
    town.at("2027-02-01T09:00")
    more_is_required(town)

    scheduled(town, "lokaler", valid_from="2027-02-01")

    assert town.at("2027-02-01T09:01") == ["follow_up.check_planned"]
    assert progress(town) == {FIRST: "planned", "lokaler.2027-05-01": "planned"}


def test_other_systems_are_left_alone(town):
    scheduled(town)
    town.do(
        "choice_system.establish",
        {
            "system": "grannen",
            "name": "Hemtjänst hos grannen",
            "municipality": "Grannen",
            "areas": [{"key": "norr", "name": "Norr"}],
            "bundles": [
                {
                    "key": "omvardnad",
                    "name": "Omvårdnad",
                    "services": ["personal_care"],
                    "regime": "lov",
                }
            ],
            "default": {"rule": "in_house", "legal_basis": "Beslut § 1"},
        },
    )
    town.with_agreement("a", system="grannen")

    assert town.at("2027-02-01T09:00") == ["agreement.began"]
    with pytest.raises(NoSuchCase):
        town.case("follow_up:a")


def test_what_is_opened_is_not_opened_again(town):
    scheduled(town)
    town.with_agreement("a")
    town.at("2027-01-02T09:00")

    asked = {"follow_up": "a", "requirement": "ledning"}
    answer = town.do("follow_up.open", asked, role=Role.SCHEDULER)

    assert answer.events == ()
    assert town.at("2027-01-03T09:00") == []


def test_a_later_schedule_opens_nothing_twice(town):
    scheduled(town)
    scheduled(town, valid_from="2027-02-01", every={"amount": 6, "unit": "months"})
    town.with_agreement("a")

    town.at("2027-03-01T09:00")

    assert progress(town) == {FIRST: "planned"}


def test_after_an_outage_the_checks_are_those_of_the_days_that_passed(town):
    scheduled(town)
    town.with_agreement("a")

    town.at("2027-08-01T09:00")

    assert progress(town) == {
        FIRST: "missed",
        SECOND: "missed",
        "ledning.2027-10-01": "planned",
    }


def test_a_follow_up_is_opened_for_an_agreement_in_force_and_a_schedule(town):
    scheduled(town)
    town.with_agreement("a")
    asked = {"follow_up": "a", "requirement": "ledning"}

    with pytest.raises(AgreementNotInForce):
        town.do("follow_up.open", asked, role=Role.SCHEDULER)
    town.at("2027-01-02T09:00")
    with pytest.raises(NothingToCheck):
        town.do(
            "follow_up.open", {**asked, "requirement": "lokaler"}, role=Role.SCHEDULER
        )


def test_a_check_in_time_brings_the_next_and_nothing_is_missed(town):
    scheduled(town)
    town.with_agreement("a")

    assert "follow_up.check_reminded" in town.at("2027-04-10T09:00")
    checked(town)
    town.at("2027-06-01T09:00")

    assert progress(town) == {FIRST: "done", SECOND: "planned"}


def test_a_missed_check_is_noted_the_day_after_and_escalated_a_week_later(town):
    scheduled(town)
    town.with_agreement("a")
    town.at("2027-04-15T23:59")
    assert progress(town) == {FIRST: "planned"}

    assert town.at("2027-04-16T00:00") == [
        "follow_up.check_overdue",
        "follow_up.check_planned",
    ]
    assert town.at("2027-04-22T00:00") == ["follow_up.check_escalated"]


def test_a_missed_check_that_is_made_late_brings_no_extra_one(town):
    scheduled(town)
    town.with_agreement("a")
    town.at("2027-05-01T09:00")

    checked(town)

    assert progress(town) == {FIRST: "done", SECOND: "planned"}


def test_a_cancelled_check_is_followed_by_the_next(town):
    scheduled(town)
    town.with_agreement("a")
    town.at("2027-02-01T09:00")

    told = {"follow_up": "a", "check": FIRST, "reason": "Görs av IVO"}
    town.do("follow_up.cancel_check", told, role=CONTROLLER)
    town.at("2027-05-01T09:00")

    assert progress(town) == {FIRST: "called_off", SECOND: "planned"}


def test_a_moved_check_is_missed_by_its_new_day(town):
    scheduled(town)
    town.with_agreement("a")
    town.at("2027-02-01T09:00")
    told = {"follow_up": "a", "check": FIRST, "due_on": "2027-05-03"}

    town.do("follow_up.move_check", {**told, "reason": "Ny chef"}, role=CONTROLLER)

    assert town.at("2027-05-17T23:59") == ["follow_up.check_reminded"]
    assert "follow_up.check_overdue" in town.at("2027-05-18T00:00")


def test_a_check_only_finds_something_of_what_is_required(town):
    scheduled(town)
    town.with_agreement("a")
    town.at("2027-04-02T09:00")

    with pytest.raises(UnknownPart):
        checked(town, findings=[{"requirement": "lokaler", "verdict": "fulfilled"}])


def test_an_extension_needs_no_hands(town):
    scheduled(town)
    town.with_agreement("a", ends_on="2027-06-15")
    town.at("2027-05-01T09:00")

    told = {"agreement": "a", "ends_on": "2028-06-15", "reason": "God kvalitet"}
    town.do("agreement.extend", told)
    town.at("2027-07-20T09:00")

    assert progress(town) == {
        FIRST: "missed",
        SECOND: "missed",
        "ledning.2027-10-01": "planned",
    }


def test_what_was_due_after_the_last_day_falls_away_when_the_agreement_expires(town):
    scheduled(town)
    town.with_agreement("a", ends_on="2027-06-15")
    town.at("2027-04-10T09:00")
    checked(town)

    fell = town.at("2027-06-16T00:00")

    assert fell == ["agreement.expired", "follow_up.check_lapsed", "follow_up.closed"]
    assert progress(town) == {FIRST: "done", SECOND: "fallen_away"}
    assert town.at("2028-06-16T00:00") == []


def test_what_was_due_before_the_last_day_is_still_to_be_checked(town):
    scheduled(town)
    town.with_agreement("a", ends_on="2027-04-05")

    town.at("2027-04-10T09:00")
    assert progress(town) == {FIRST: "planned"}
    town.at("2027-05-10T09:00")

    assert progress(town) == {FIRST: "missed"}


def test_an_agreement_that_was_over_before_anybody_looked_is_followed_up_as_well(town):
    more_is_required(town)
    scheduled(town)
    scheduled(town, "lokaler", first_after={"amount": 1, "unit": "months"})
    town.with_agreement("a", ends_on="2027-03-15")

    town.at("2027-05-10T09:00")

    assert progress(town) == {
        FIRST: "fallen_away",
        "lokaler.2027-02-01": "missed",
    }
    assert town.house.next_due(after=town.clock.now) is None
    assert town.at("2027-05-11T09:00") == []


def test_a_rescission_lets_what_is_due_while_it_winds_up_stay(town):
    scheduled(town)
    town.with_agreement("a")
    town.at("2027-05-01T09:00")
    told = {"agreement": "a", "grounds": "Tillståndet är återkallat"}

    town.do("agreement.rescind", {**told, "wind_up_until": "2027-07-05"})
    assert progress(town) == {FIRST: "missed", SECOND: "planned"}
    town.at("2027-08-01T09:00")

    assert progress(town) == {FIRST: "missed", SECOND: "missed"}


def test_a_rescission_takes_away_what_is_due_after_it(town):
    scheduled(town)
    town.with_agreement("a")
    town.at("2027-05-01T09:00")
    told = {"agreement": "a", "grounds": "Tillståndet är återkallat"}

    town.do("agreement.rescind", {**told, "wind_up_until": "2027-06-30"})

    assert progress(town) == {FIRST: "missed", SECOND: "fallen_away"}


def test_an_agreement_that_is_over_gets_no_follow_up(town):
    town.with_agreement("a", ends_on="2027-01-31")
    town.at("2027-02-02T09:00")

    scheduled(town, valid_from="2027-02-02")

    assert town.at("2027-03-01T09:00") == []


def test_the_follow_up_that_is_to_be_opened_is_the_next_deadline(town):
    town.with_agreement("a")
    town.at("2027-01-02T09:00")
    scheduled(town, valid_from="2027-03-01")
    town.house.fall_due(town.clock.now)

    assert town.house.next_due() == local("2027-03-01T00:00")


def test_the_clock_cannot_record_a_check(town):
    scheduled(town)
    town.with_agreement("a")
    town.at("2027-04-02T09:00")

    with not_allowed("role"):
        checked(town, by=Role.SCHEDULER)


def test_whoever_is_conflicted_in_the_agreement_is_so_in_its_follow_up(town):
    scheduled(town)
    town.with_agreement("a")
    before = with_owners(town.house.engine.session(), ["follow_up:a"])
    town.at("2027-01-02T09:00")
    after = with_owners(town.house.engine.session(), ["follow_up:a"])

    whose = {"agreement:a", "choice_system:staden", "provider:utforare-a"}
    assert whose <= set(before)
    assert whose <= set(after)
