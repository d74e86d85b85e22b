"""A round is proposed, adopted and told: shares, room, queue, reasons, and a proof."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.town import Town
from upphandling.domain.allocation import Infeasible, Question, SharesUnderLov, allocate

ROUND = "choice_round:vinter-2027"
PROPOSED = {"round": "vinter-2027", "agreements": ["avtal-a", "avtal-b", "egen-regi"]}
WISHES = {
    "person-1": ["avtal-a", "avtal-b"],
    "person-2": ["avtal-a", "avtal-b"],
    "person-3": ["avtal-a"],
    "person-4": [],
}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2027-01-04T09:00") as town:
        yield town


def closed(town: Town, own_places: int = 10, regime: str = "lou") -> Town:
    """One place with A, half of all guaranteed B, and a round that has closed."""
    begun = {"regime": regime, "starts_on": "2027-01-01"}
    town.founded().with_agreement("avtal-a", places={"norr": 1}, **begun)
    town.with_agreement("avtal-b", share_percent=50.0, **begun | {"name": "Utförare B"})
    own = {"agreement": "egen-regi", "provider": "kommunen", "name": "Egen regi"}
    town.do(
        "agreement.entrust_in_house",
        {
            **own,
            "system": "staden",
            "bundle": "omvardnad",
            "areas": ["norr"],
            "starts_on": "2027-01-01",
            "places": {"norr": own_places},
        },
    )
    town.do(
        "customer_choice.register",
        {
            "system": "staden",
            "bundle": "omvardnad",
            "since": "2027-01-01",
            "customers": [
                {"customer": key, "area": "norr", "minutes_per_week": 60}
                for key in WISHES
            ],
        },
    )
    opened = {"round": "vinter-2027", "system": "staden", "bundle": "omvardnad"}
    town.do("choice_round.open", {**opened, "last_day": "2027-02-28"})
    invited = {"round": "vinter-2027", "customers": list(WISHES), "channel": "Brev"}
    town.do("choice_round.invite", invited)
    for customer, wishes in WISHES.items():
        if wishes:
            choice = {"customer": customer, "bundle": "omvardnad", "wishes": wishes}
            town.do("customer_choice.choose", {**choice, "round": "vinter-2027"})
    town.at("2027-03-01T09:00")
    return town


def test_everybody_gets_a_place_a_reason_and_the_queue_number_that_was_told(town):
    closed(town).do("choice_round.propose", PROPOSED)
    town.do("choice_round.adopt", {"round": "vinter-2027"})

    placed = {p.customer: p for p in town.case(ROUND).placements}
    assert sorted(p.agreement for p in placed.values()) == [
        "avtal-a",
        "avtal-b",
        "avtal-b",
        "egen-regi",
    ]
    full = town.case("agreement:avtal-a")
    assert len(full.queue) == 2
    for customer in full.queue:
        number = full.queue_place(customer)
        assert placed[customer].reason.endswith(f"du står på plats {number} i kön.")


def test_the_proposal_keeps_its_question_and_whoever_asks_again_gets_the_same(town):
    closed(town).do("choice_round.propose", {**PROPOSED, "seed": "Vinter 2027"})

    (said,) = (
        data
        for topic, data in town.log(ROUND)
        if topic == "choice_round.allocation_proposed"
    )
    again = allocate(Question.model_validate_json(json.dumps(said["question"])))
    told = json.loads(again.model_dump_json())
    assert said["seed"] == said["question"]["seed"] == "Vinter 2027"
    assert all(stage.proved for stage in again.stages)
    assert {part: said[part] for part in told} == told


def test_when_not_everybody_can_be_placed_nothing_is_proposed_and_why_is_told(town):
    closed(town, own_places=0)

    with pytest.raises(Infeasible) as refusal:
        town.do("choice_round.propose", PROPOSED)

    assert refusal.value.details["nearest"] == [
        "Höj platserna hos Egen regi i område Norr med 1 kund, från 0 till 1."
    ]
    assert town.case(ROUND).placements == ()


def test_no_share_is_filled_among_lov_providers(town):
    with pytest.raises(SharesUnderLov):
        closed(town, regime="lov")
