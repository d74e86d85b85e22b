"""Deadlines that fall late: a case that was opened meanwhile never holds them up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from tests.given import day, local
from tests.town import SYSTEM, Town
from upphandling.domain.agreement.refusals import AgreementNotInForce
from upphandling.domain.base import Role

LATER = {"customer": "person-2", "bundle": "omvardnad"}
AFTER = day("2026-07-01")


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """A customer whose provider answers until the last of June."""
    with Town(sqlite_url, "2026-05-18T09:00") as town:
        town.do("choice_system.establish", SYSTEM)
        town.with_agreement("avtal-a", starts_on="2026-01-01", ends_on="2026-06-30")
        town.registered(["person-1"], "avtal-a")
        yield town


def in_house(town: Town) -> None:
    """Entrusted and named to step in, today."""
    own = {
        "agreement": "egen",
        "system": "staden",
        "provider": "egen-regi",
        "name": "Kommunens egen regi",
        "bundle": "omvardnad",
        "areas": ["norr"],
        "starts_on": "2026-01-01",
    }
    town.do("agreement.entrust_in_house", own)
    named = {"system": "staden", "bundle": "omvardnad", "agreement": "egen"}
    town.do("choice_system.name_fallback", {**named, "legal_basis": "Beslut § 7"})


def granted(town: Town, decision: str = "b-1", **changed: Any) -> None:
    told = {
        "customer": "person-1",
        "decision": decision,
        "system": "staden",
        "area": "norr",
        "granted_on": town.clock.now.date().isoformat(),
        "valid_from": "2026-05-18",
        "services": [{"service": "personal_care", "minutes_per_week": 600}],
    }
    town.do("customer.grant", {**told, **changed}, role=Role.CARE_NEEDS_ASSESSOR)


def until_the_end(_: Town) -> None:
    """The agreement runs out."""


def until_it_is_wound_up(town: Town) -> None:
    what = {"agreement": "avtal-a", "grounds": "Brister."}
    town.do("agreement.rescind", {**what, "wind_up_until": "2026-06-30"})


def choice(town: Town) -> Any:
    return town.case("customer_choice:person-1/omvardnad")


def agreement(town: Town, key: str = "avtal-a") -> Any:
    return town.case(f"agreement:{key}")


# -- The end of an agreement --------------------------------------------------------


@pytest.mark.parametrize("ending", [until_the_end, until_it_is_wound_up])
@pytest.mark.parametrize("opened", [in_house, granted])
def test_an_agreement_ends_though_a_case_was_opened_before_the_clock_saw_it(
    town: Town, ending: Callable[[Town], None], opened: Callable[[Town], None]
) -> None:
    ending(town)
    town.clock.now = local("2026-07-02T07:00")
    opened(town)

    town.at("2026-07-02T09:00")

    ended = {"agreement.expired", "agreement.wound_up"}
    assert ended & {topic for topic, _ in town.log("agreement:avtal-a")}
    if opened is in_house:
        assert (choice(town).agreement, choice(town).since) == ("egen", AFTER)
    else:
        assert agreement(town).left == {"person-1": AFTER}
    assert town.house.next_due() is None or town.house.next_due() > town.clock.now


def test_what_is_late_is_told_of_and_stamped_as_late(town):
    town.clock.now = local("2026-07-02T07:00")
    in_house(town)

    with structlog.testing.capture_logs() as lines:
        town.at("2026-07-02T09:00")

    fell = [one for one in lines if one["event"] == "deadline_fell"]
    assert [one["late_since"] for one in fell if "late_since" in one] == [
        "2026-06-30T22:00:00+00:00"
    ]
    (expired,) = [
        data
        for topic, data in town.log("agreement:avtal-a")
        if topic == "agreement.expired"
    ]
    assert expired["ended_on"] == "2026-06-30"
    assert expired["effective_at"] == "2026-07-02T07:00:00Z"


def test_what_falls_in_time_is_not_called_late(town):
    in_house(town)

    with structlog.testing.capture_logs() as lines:
        town.at("2026-07-02T09:00")

    assert not any("late_since" in one for one in lines)
    assert choice(town).since == AFTER


# -- Care decisions -----------------------------------------------------------------


def moved_to_a_new_agreement(town: Town) -> None:
    """The clock stands still while a new agreement is made, and the customer moves there."""
    town.clock.now = local("2026-06-10T09:00")
    town.with_agreement("avtal-b", starts_on="2026-06-10")
    town.chose("person-2", "avtal-b")
    town.do("customer_choice.take_over", {**LATER, "on": "2026-06-10"})


@pytest.fixture
def cared_for(town: Town) -> Town:
    """Somebody else with a decision that ends, and with one that begins, in June."""
    granted(town, "b-2", customer="person-2", valid_to="2026-06-08")
    more = {"customer": "person-2", "valid_from": "2026-06-05"}
    return_to = [{"service": "personal_care", "minutes_per_week": 120}]
    granted(town, "b-3", **more, services=return_to)
    town.chose("person-2", "avtal-a")
    town.do("customer_choice.take_over", {**LATER, "on": "2026-05-18"})
    return town


def test_decisions_begin_and_end_though_the_customer_has_moved_to_a_new_agreement(
    cared_for,
):
    moved_to_a_new_agreement(cared_for)

    cared_for.at("2026-06-10T12:00")

    topics = [topic for topic, _ in cared_for.log("customer:person-2")]
    assert topics.count("customer.decision_began") == 1
    assert topics.count("customer.decision_expired") == 1
    assert agreement(cared_for, "avtal-b").holders["person-2"].minutes == 120


@pytest.mark.parametrize("opened_on", ["2026-06-07", "2026-06-10"])
def test_granted_care_changes_from_the_legal_day_also_when_it_is_recorded_late(
    cared_for, opened_on
):
    for today in ("2026-06-07", "2026-06-10"):
        cared_for.clock.now = local(f"{today}T09:00")
        if today == opened_on:
            cared_for.with_agreement("avtal-b", starts_on=today)
            cared_for.chose("person-2", "avtal-b")
        cared_for.at(f"{today}T12:00")

    changes = [
        (data["on"], data["minutes"])
        for topic, data in cared_for.log("customer_choice:person-2/omvardnad")
        if topic == "customer_choice.care_changed"
    ]
    assert changes == [("2026-06-05", 720), ("2026-06-09", 120)]


def test_care_ends_though_a_takeover_was_recorded_after_its_last_day(town):
    granted(town, "b-2", customer="person-2", valid_to="2026-06-08")
    town.chose("person-2", "avtal-a")
    town.do("customer_choice.take_over", {**LATER, "on": "2026-05-18"})
    moved_to_a_new_agreement(town)

    town.at("2026-06-10T12:00")

    ended = town.case("customer_choice:person-2/omvardnad")
    assert ended.ended_on == day("2026-06-09")
    assert agreement(town, "avtal-b").customers == {}


# -- Newcomers ----------------------------------------------------------------------


def _placed(town: Town) -> None:
    place = {"agreement": "avtal-a", "reason": "Kundens val."}
    town.do("customer_choice.place", {**LATER, **place})


def _queued(town: Town) -> None:
    town.do("customer_choice.queue", {**LATER, "agreement": "avtal-a"})


def _registered(town: Town) -> None:
    town.registered(["person-3"], "avtal-a")


@pytest.mark.parametrize("come", [_placed, _queued, _registered])
def test_nobody_comes_to_an_agreement_past_its_last_day_even_before_the_clock(
    town: Town, come: Callable[[Town], None]
) -> None:
    town.registered(["person-2"])
    town.do("customer_choice.choose", {**LATER, "wishes": ["avtal-a"]})
    town.clock.now = local("2026-07-01T00:00")

    with pytest.raises(AgreementNotInForce):
        come(town)


@pytest.mark.parametrize("come", [_placed, _queued, _registered])
def test_the_last_day_is_a_day_to_come_on(
    town: Town, come: Callable[[Town], None]
) -> None:
    town.registered(["person-2"])
    town.do("customer_choice.choose", {**LATER, "wishes": ["avtal-a"]})
    town.clock.now = local("2026-06-30T23:59")

    come(town)
