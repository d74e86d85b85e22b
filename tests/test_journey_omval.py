"""A round with its information and reminder, then re-choice: notice, queue, offer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.town import SYSTEM, Town
from upphandling.domain.choice_round.refusals import NeedNotChoose, TooManyWishes
from upphandling.domain.customer_choice.refusals import (
    NoticeRunning,
    WishEndsTooSoon,
)

BUNDLE = {
    "key": "omvardnad",
    "name": "Omvårdnad",
    "services": ["personal_care", "safety_alarm_response"],
    "regime": "lou",
    "without_choice": ["safety_alarm_response"],
}
CARE = {"bundle": "omvardnad"}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    """Three providers, and customers of whom one has an alarm and nothing else."""
    with Town(database_url, "2026-09-01T08:00") as town:
        town.do(
            "choice_system.establish",
            {**SYSTEM, "bundles": [BUNDLE], "choosing": {"notice_days": 14}},
        )
        for key, name, ends_on in (
            ("egen", "Öppen regi", None),
            ("avtal-a", "Åsens hemtjänst", None),
            ("avtal-z", "Zeta vård", "2026-09-30"),
        ):
            town.with_agreement(
                key,
                name=name,
                regime="lou",
                starts_on="2026-01-01",
                ends_on=ends_on,
                places={} if key == "egen" else {"norr": 1},
            )
        town.at("2026-09-01T08:01")
        town.do(
            "customer_choice.register",
            {
                "system": "staden",
                "bundle": "omvardnad",
                "since": "2026-01-01",
                "customers": [
                    {
                        "customer": customer,
                        "area": "norr",
                        "minutes_per_week": 600,
                        "services": [service],
                        "agreement": "egen",
                    }
                    for customer, service in (
                        ("person-1", "personal_care"),
                        ("person-2", "personal_care"),
                        ("larm-1", "safety_alarm_response"),
                    )
                ],
            },
        )
        yield town


def opened(town: Town, **rules: Any) -> None:
    town.do(
        "choice_round.open",
        {
            "round": "host",
            "system": "staden",
            "bundle": "omvardnad",
            "last_day": "2026-09-30",
            **rules,
        },
    )


def invite(town: Town, *customers: str, **also: Any) -> None:
    town.do(
        "choice_round.invite",
        {"round": "host", "customers": customers, "channel": "Brev", **also},
    )


def choose(town: Town, customer: str, *wishes: str) -> None:
    town.do(
        "customer_choice.choose",
        {"customer": customer, **CARE, "round": "host", "wishes": wishes},
    )


def test_whoever_has_nothing_but_an_alarm_is_invited_only_on_purpose(town):
    opened(town)

    with pytest.raises(NeedNotChoose) as refusal:
        invite(town, "person-1", "larm-1")
    assert refusal.value.details == {"customers": ["larm-1"]}
    invite(town, "person-1", "larm-1", also_without_duty=True)

    assert town.case("choice_round:host").invited == {"person-1", "larm-1"}


def test_a_round_may_ask_for_one_wish_and_choices_may_be_corrected(town):
    opened(town, most_wishes=1)
    invite(town, "person-1")

    with pytest.raises(TooManyWishes):
        choose(town, "person-1", "avtal-a", "egen")
    choose(town, "person-1", "avtal-a")
    choose(town, "person-1", "egen")

    chosen = town.case("customer_choice:person-1/omvardnad")
    assert chosen.wishes == ("egen",)


def test_a_provider_who_leaves_before_the_round_is_over_is_not_wished_for(town):
    opened(town)
    invite(town, "person-1")

    with pytest.raises(WishEndsTooSoon):
        choose(town, "person-1", "avtal-z")


def test_providers_are_presented_alike_in_a_neutral_order(town):
    opened(town)

    town.do(
        "choice_round.publish_information",
        {
            "round": "host",
            "providers": [
                {"agreement": key, "facts": {"sprak": "Svenska"}}
                for key in ("egen", "avtal-a", "avtal-z")
            ],
        },
    )

    shown = town.case("choice_round:host").information
    assert [one.name for one in shown] == ["Zeta vård", "Åsens hemtjänst", "Öppen regi"]


def test_the_clock_calls_for_a_reminder_and_a_person_sends_it(town):
    opened(town, remind_on="2026-09-21")
    invite(town, "person-1", "person-2", "larm-1", also_without_duty=True)
    choose(town, "person-1", "avtal-a")

    fell = town.at("2026-09-21T07:00")
    town.do(
        "choice_round.remind",
        {"round": "host", "customers": ["person-2"], "channel": "Brev"},
    )

    assert fell == ["choice_round.reminder_due"]
    said = dict(town.log("choice_round:host"))
    assert said["choice_round.reminder_due"]["waiting"] == 1  # the alarm need not
    assert said["choice_round.reminded"]["customers"] == ["person-2"]
    assert town.at("2026-10-01T00:00") == ["agreement.expired", "choice_round.closed"]


def test_a_customer_who_changes_provider_waits_for_notice_queue_and_offer(town):
    for customer in ("person-1", "person-2"):
        town.do(
            "customer_choice.choose_and_place",
            {"customer": customer, **CARE, "wishes": ["avtal-a"]},
        )
    first, second = (
        {"customer": customer, **CARE} for customer in ("person-1", "person-2")
    )

    town.at("2026-09-14T09:00")
    with pytest.raises(NoticeRunning):
        town.do("customer_choice.take_over", {**first, "on": "2026-09-14"})
    town.at("2026-09-15T09:00")
    town.do("customer_choice.take_over", {**first, "on": "2026-09-15"})
    town.do("customer_choice.end_care", {**first, "last_day": "2026-09-15"})
    town.do("agreement.offer_place", {"agreement": "avtal-a", "customer": "person-2"})
    town.do("customer_choice.accept_offer", {**second, "agreement": "avtal-a"})
    town.do("customer_choice.take_over", {**second, "on": "2026-09-15"})

    moved = town.case("customer_choice:person-2/omvardnad")
    assert (moved.agreement, moved.queued_at) == ("avtal-a", set())
