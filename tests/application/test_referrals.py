"""At the one door: what a referred question holds up, and what its answer lets go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.town import Town
from upphandling.domain.choice_system.refusals import QuestionUnanswered

STADEN = {"system": "staden"}
WINNER = {"lot": "norr", "bid": "anbud-1"}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        yield town.founded()


def announcing(town: Town) -> tuple[str, dict[str, Any]]:
    town.do(
        "tender.prepare",
        {
            "tender": "prov",
            **STADEN,
            "title": "Hemtjänst i norr",
            "lots": [{"lot": "norr", "title": "Norr", "areas": ["norr"]}],
            "criteria": [{"criterion": "kvalitet", "title": "K", "max_points": 5.0}],
        },
    )
    return (
        "tender.announce",
        {"tender": "prov", "last_day": "2026-04-01", "notice": "Annons 2026-1"},
    )


def signing(town: Town) -> tuple[str, dict[str, Any]]:
    town.opened("prov")
    town.do("award.propose", {"award": "tilldelning", "tender": "prov"})
    town.do(
        "award.decide", {"award": "tilldelning", "winners": [WINNER], "motive": "m"}
    )
    to_all = [{"recipient": "utforare-a"}]
    town.do("award.notify", {"award": "tilldelning", "notices": to_all})
    town.at("2026-04-01T09:00")
    return (
        "agreement.sign",
        {
            "agreement": "avtal-a",
            "award": "tilldelning",
            **WINNER,
            "bundle": "omvardnad",
            "starts_on": "2027-01-01",
        },
    )


def opening_a_round(town: Town) -> tuple[str, dict[str, Any]]:
    return (
        "choice_round.open",
        {**STADEN, "round": "val", "bundle": "omvardnad", "last_day": "2026-03-31"},
    )


def planning_a_transition(town: Town) -> tuple[str, dict[str, Any]]:
    town.do(
        "agreement.entrust_in_house",
        {
            "agreement": "a",
            **STADEN,
            "provider": "egen-regi",
            "name": "Egen regi",
            "bundle": "omvardnad",
            "areas": ["norr"],
            "starts_on": "2026-01-01",
        },
    )
    town.registered(["kund-1"])
    town.do(*opening_a_round(town))
    invited = {"round": "val", "customers": ["kund-1"], "channel": "Brev"}
    town.do("choice_round.invite", invited)
    town.at("2026-04-01T09:00")
    town.do("choice_round.propose", {"round": "val", "agreements": ["a"]})
    town.do("choice_round.adopt", {"round": "val"})
    waves = [{"wave": "v1", "on": "2026-05-01", "areas": ["norr"]}]
    return (
        "transition.plan",
        {"transition": "overtagande", "round": "val", "waves": waves},
    )


@pytest.mark.parametrize(
    ("phase", "prepared"),
    [
        ("announce_tender", announcing),
        ("sign_agreement", signing),
        ("open_choice_round", opening_a_round),
        ("plan_transition", planning_a_transition),
    ],
)
def test_a_phase_waits_for_the_council(
    town: Town, phase: str, prepared: Callable[[Town], tuple[str, dict[str, Any]]]
):
    name, data = prepared(town)
    refer(town, phase)

    with pytest.raises(QuestionUnanswered) as refusal:
        town.do(name, data)
    assert refusal.value.details["phase"] == phase

    answer(town)
    assert town.do(name, data).events


def test_an_agreement_does_not_begin_until_the_council_has_answered(town):
    refer(town, "begin_agreement")
    town.with_agreement("avtal-a", starts_on="2026-03-01")

    assert town.at("2026-03-02T09:00") == []

    answer(town)
    assert town.at("2026-03-02T09:01") == ["agreement.began"]


def refer(town: Town, phase: str) -> None:
    town.do(
        "choice_system.refer_question",
        {
            **STADEN,
            "question": "natt",
            "from_body": "board",
            "to_body": "council",
            "matter": "Ska natten ingå?",
            "blocks": [phase],
        },
    )


def answer(town: Town) -> None:
    town.do(
        "choice_system.record_decision",
        {
            **STADEN,
            "decision": "kf-1",
            "body": "council",
            "taken_on": "2026-02-02",
            "minutes": "§ 1",
            "matter": "Natten ingår.",
        },
    )
    town.do(
        "choice_system.answer_question",
        {**STADEN, "question": "natt", "decision": "kf-1", "outcome": "Ja."},
    )
