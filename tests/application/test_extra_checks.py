"""Extra checks and corrections across cases: the agreement, the deviation, the deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.checked_town import CONTROLLER, checked, progress, scheduled
from tests.stopped import reported
from tests.town import Town, not_allowed
from upphandling.domain.agreement.refusals import AgreementNotInForce
from upphandling.domain.base import Role
from upphandling.domain.deviation.refusals import DeviationElsewhere
from upphandling.domain.errors import NoMandate, NoSuchCase
from upphandling.domain.follow_up.refusals import DueAfterEnd
from upphandling.domain.parts import UnknownPart

COURSE: dict[str, Any] = {
    "within": {"amount": 7, "unit": "days"},
    "remind": {"amount": 3, "unit": "days"},
    "escalate": {"amount": 7, "unit": "days"},
    "announced": False,
    "responsible": "contract_manager",
    "evidence": "Protokoll från besöket",
}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-11-24T09:00") as town:
        town.founded().with_agreement("a").with_agreement("b")
        town.at("2027-01-02T09:00")
        yield town


def order(
    town: Town, by: Role = CONTROLLER, mandate: str | None = "4.2", **changed: Any
) -> None:
    told = {
        "follow_up": "a",
        "check": "extra-1",
        "requirement": "ledning",
        "due_on": "2027-02-01",
        "course": COURSE,
        "reason": "Klagomål på ledningen",
    }
    town.do("follow_up.order_check", {**told, **changed}, role=by, mandate=mandate)


def correct(town: Town, by: Role = CONTROLLER, **changed: Any) -> None:
    told = {
        "follow_up": "a",
        "check": "extra-1",
        "checker": "handlaggare-3",
        "done_on": "2027-01-02",
        "outcome": "failed",
        "findings": [{"requirement": "ledning", "verdict": "not_fulfilled"}],
        "evidence": [{"reference": "Dnr 2027-18", "sha256": "b" * 64}],
        "reason": "Fel ruta var ikryssad",
    }
    town.do("follow_up.correct_check", {**told, **changed}, role=by)


def topics(town: Town) -> list[str]:
    return [topic for topic, _ in town.log("follow_up:a")]


def test_a_check_is_ordered_also_where_no_schedule_has_opened_a_follow_up(town):
    order(town)

    assert topics(town) == ["follow_up.opened", "follow_up.check_ordered"]
    assert progress(town) == {"extra-1": "planned"}


def test_a_schedule_that_comes_later_opens_nothing_twice(town):
    order(town)
    scheduled(town, valid_from="2027-01-02")
    town.at("2027-01-02T09:01")

    assert topics(town)[1:] == ["follow_up.check_ordered", "follow_up.check_planned"]


def test_an_extra_check_is_reminded_of_missed_and_escalated_by_the_clock(town):
    order(town)

    assert town.at("2027-01-29T00:00") == ["follow_up.check_reminded"]
    assert town.at("2027-02-08T23:59") == []
    assert town.at("2027-02-09T00:00") == ["follow_up.check_overdue"]
    assert town.at("2027-02-15T00:00") == ["follow_up.check_escalated"]


def test_an_extra_check_that_is_made_leaves_the_schedule_as_it_was(town):
    scheduled(town, valid_from="2027-01-02")
    order(town)
    town.at("2027-02-01T09:00")

    checked(town, "extra-1")

    assert progress(town) == {"ledning.2027-04-02": "planned", "extra-1": "done"}
    assert town.at("2027-03-01T09:00") == []


def test_an_extra_check_is_of_a_requirement_that_the_system_has(town):
    with pytest.raises(UnknownPart):
        order(town, requirement="lokaler")


def test_an_extra_check_may_rest_on_a_deviation_of_the_same_agreement(town):
    reported(town, "b")
    with pytest.raises(DeviationElsewhere):
        order(town, deviation="avv-b")
    with pytest.raises(NoSuchCase):
        order(town, deviation="avv-x")

    reported(town, "a")
    order(town, deviation="avv-a")

    assert town.log("follow_up:a")[-1][1]["deviation"] == "avv-a"


def test_an_agreement_that_has_not_begun_is_not_checked(town):
    town.with_agreement("c", starts_on="2027-06-01")

    with pytest.raises(AgreementNotInForce):
        order(town, follow_up="c")


def test_an_agreement_that_is_wound_up_is_checked_while_it_lasts(town):
    over = {"grounds": "Brist.", "wind_up_until": "2027-01-31"}
    town.do("agreement.rescind", {"agreement": "a", **over})
    with pytest.raises(DueAfterEnd):
        order(town, due_on="2027-02-01")

    order(town, due_on="2027-01-31")

    assert "follow_up.closed" in topics(town)
    assert progress(town) == {"extra-1": "planned"}


def test_whoever_follows_up_orders_checks_and_corrects_them(town):
    with not_allowed("role"):
        order(town, by=Role.CARE_ADMINISTRATOR)
    with pytest.raises(NoMandate):
        order(town, mandate=None)
    order(town)
    checked(town, "extra-1", by=Role.CARE_ADMINISTRATOR)
    with not_allowed("role"):
        correct(town, by=Role.CARE_ADMINISTRATOR)

    correct(town)

    assert topics(town)[-1] == "follow_up.check_corrected"


def test_a_correction_only_finds_something_of_what_is_required(town):
    order(town)
    checked(town, "extra-1")

    with pytest.raises(UnknownPart):
        correct(town, findings=[{"requirement": "lokaler", "verdict": "fulfilled"}])


def test_a_correction_plans_no_check(town):
    scheduled(town, valid_from="2027-01-02")
    town.at("2027-04-02T09:00")
    first = "ledning.2027-04-02"
    checked(town, first)
    before = progress(town)

    correct(town, check=first, done_on="2027-04-02")

    assert progress(town) == before


def test_what_is_said_of_people_in_a_correction_is_in_the_vault(town):
    order(town)
    found = {"requirement": "ledning", "verdict": "not_fulfilled", "text": "Kerstin"}
    checked(town, "extra-1", outcome="failed", findings=[found])
    correct(town, findings=[{**found, "text": "Kerstin och Sven"}])

    assert "Kerstin" not in repr(town.log("follow_up:a"))
