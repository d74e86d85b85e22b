"""Every example: the same again, the same on every database, and recounted."""

from __future__ import annotations

import re

import pytest
from pydantic_core import from_json, to_json

from tests.journeys import EXAMPLES, NAMES, Journey, once, run
from upphandling.domain.allocation import Proposal, Question, allocate
from upphandling.interfaces.scenarios.journal import read

ROUNDS = ("orebro-planned", "botkyrka-planned", "botkyrka-actual", "soderhamn")


@pytest.fixture
def journey(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Journey:
    return once(request.param, tmp_path_factory)


def untokened(journey: Journey) -> str:
    """The report without the tokens of free text, which are drawn by each vault."""
    return re.sub(r"valv:[a-z]+-[a-z]+", "valv:", journey.in_json())


def recounted(question: dict[str, object]) -> Proposal:
    """What anybody gets who asks the kept question again."""
    return allocate(Question.model_validate_json(to_json(question)))


@pytest.mark.parametrize(
    "journey", ["orebro-planned", "botkyrka-actual"], indirect=True
)
def test_a_journey_played_again_changes_nothing(journey: Journey) -> None:
    again = run(journey.scenario.name, journey.url)

    assert again.in_json() == journey.in_json()
    assert again.log == journey.log
    assert again.periods == journey.periods


@pytest.mark.parametrize("journey", ["botkyrka-actual", "soderhamn"], indirect=True)
def test_every_database_tells_the_same_story(
    journey: Journey, database_url: str
) -> None:
    elsewhere = run(journey.scenario.name, database_url)

    assert untokened(elsewhere) == untokened(journey)
    assert elsewhere.periods == journey.periods


@pytest.mark.parametrize("journey", ROUNDS, indirect=True)
def test_whoever_recounts_a_proposal_gets_the_same_bytes(journey: Journey) -> None:
    said = journey.only("choice_round.allocation_proposed")

    again = from_json(recounted(said["question"]).model_dump_json())

    assert to_json({part: said[part] for part in again}) == to_json(again)
    assert said["seed"] == said["question"]["seed"]


@pytest.mark.parametrize("journey", ROUNDS, indirect=True)
def test_nothing_surpasses_a_proposal_and_no_guarantee_is_missed(
    journey: Journey,
) -> None:
    said = journey.only("choice_round.allocation_proposed")

    for stage in said["stages"]:
        assert stage["proved"] is True
        assert stage["objective"] == stage["bound"]
    assert said["shortfalls"] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_example_names_invented_bidders_and_persons_only(name: str) -> None:
    for act in read(EXAMPLES / name).acts:
        bidder = getattr(act.command, "bidder", None)
        assert bidder is None or bidder.startswith("utforare-")
        provider = getattr(act.command, "provider", "egen-regi")
        assert provider == "egen-regi" or provider.startswith("utforare-")
