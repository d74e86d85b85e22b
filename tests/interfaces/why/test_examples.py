"""Why, in the examples: every customer's chain reaches the council, refusals too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys import NAMES, Journey, once
from upphandling.bootstrap import House, open_house
from upphandling.interfaces.cli.finding import find_case
from upphandling.interfaces.why.asking import Asked, explained
from upphandling.interfaces.why.reading import Log

ASKED = ("orebro-planned", "botkyrka-actual")
COUNCIL = {"orebro-planned": "kf-2018-03-21", "botkyrka-actual": "kf-2019-05"}
EVERY = 250  # so many customers are asked about at the command line itself
RULES = {
    "orebro-planned": [
        ("RequirementWithoutFollowUp", "lokal ordning", "choice_system:orebro"),
        ("BidTooLate", "LOU 19 kap. 11 §", "tender:omvardnad-2019"),
        ("StandstillRunning", "LOU 20 kap. 1 §", "award:tilldelning-2019"),
        ("NewCustomersRefused", "lokal ordning", "agreement:avtal-d"),
    ],
    "orebro-actual": [
        ("RequirementWithoutFollowUp", "lokal ordning", "choice_system:orebro"),
    ],
    "botkyrka-planned": [],
    "soderhamn": [
        ("FollowUpMissing", "lokal ordning", "choice_system:soderhamn"),
        ("QuestionUnanswered", "KL 5 kap. 1 §", "choice_system:soderhamn"),
        ("StartsBeforeWindow", "lokal ordning", "application:ansokan-d"),
        ("NoticeRunning", "lokal ordning", "customer_choice:k-008d762259b8/omvardnad"),
        ("QuestionUnanswered", "KL 5 kap. 1 §", "choice_system:soderhamn"),
    ],
    "borlange": [],
}


@pytest.fixture
def journey(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Journey:
    return once(request.param, tmp_path_factory)


@pytest.fixture
def asked(cli, journey, monkeypatch):
    """Ask at the command line, of the example's database."""
    monkeypatch.setenv("UPPHANDLING_DATABASE", journey.url)

    def ask(*words: str) -> Any:
        said = cli("why", *words, "--json")
        assert said.code == 0, said
        return said.json["data"]

    return ask


def there(journey: Journey) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every event of the log by its name: its topic and its data."""
    versions: dict[str, int] = {}
    events = {}
    for case, topic, data in journey.log:
        versions[case] = versions.get(case, 0) + 1
        events[f"{case}@{versions[case]}"] = (topic, json.loads(data))
    return events


def customers(journey: Journey) -> list[str]:
    return sorted({row.customer for row in journey.periods})


def must_reach_the_council(
    chain: dict[str, Any], journey: Journey, events: Any
) -> None:
    """Through named events that exist, each with its place, from one to the next."""
    assert chain["complete"], chain["ends"]
    topic, said = events[chain["council"]]
    assert (topic, said["body"]) == ("choice_system.decision_taken", "council")
    assert said["decision"] == COUNCIL[journey.scenario.name]
    for link in chain["links"]:
        topic, said = events[link["event"]]
        assert link["topic"] == topic
        assert link["event"] == f"{link['case']}@{link['version']}"
        assert (link["by"], link["role"]) == (said["by"], said["role"])
        assert link["mandate"] == said["mandate"]
        assert link["position"] > 0
        assert link["paragraph"]
        assert link["why"]
    assert _linked(chain["links"]) == set(range(1, len(chain["links"]) + 1))


def _linked(links: list[dict[str, Any]]) -> set[int]:
    """The links that can be walked to from the first."""
    seen = {link["number"] for link in links if link["parent"] is None}
    ahead = list(seen)
    while ahead:
        for ground in links[ahead.pop() - 1]["grounds"]:
            if ground["link"] not in seen:
                seen.add(ground["link"])
                ahead.append(ground["link"])
    return seen


@pytest.mark.parametrize("journey", ASKED, indirect=True)
def test_every_customers_chain_reaches_the_council(journey: Journey) -> None:
    events = there(journey)
    with open_house(journey.url) as house:
        house.refresh()
        log = Log.of(house)
        for customer in customers(journey):
            for chain in explained(log, Asked(about=customer), find_case)["chains"]:
                must_reach_the_council(chain, journey, events)


@pytest.mark.parametrize("journey", ASKED, indirect=True)
def test_the_command_line_says_the_same(journey: Journey, asked, cli) -> None:
    events = there(journey)
    for customer in customers(journey)[::EVERY]:
        found = asked(customer)
        assert found["complete"]
        for chain in found["chains"]:
            must_reach_the_council(chain, journey, events)
            assert chain["agreement"] == journey.courses(customer)[-1][0]
        page = cli("why", customer).out
        assert "Kedjan når fullmäktiges beslut" in page
        for chain in found["chains"]:
            for link in chain["links"]:
                assert link["event"].partition("@")[0] in page


@pytest.mark.parametrize("journey", ["orebro-planned"], indirect=True)
def test_each_day_has_its_own_provider_and_reason(journey: Journey, asked) -> None:
    moved = next(c for c in customers(journey) if len(journey.courses(c)) > 1)
    for agreement, first, _ in journey.courses(moved):
        (chain,) = asked(moved, "--on", first.isoformat())["chains"]

        assert (chain["agreement"], chain["since"]) == (agreement, first.isoformat())
        assert agreement in chain["answer"]


@pytest.mark.parametrize("journey", ["orebro-planned"], indirect=True)
def test_a_chain_tells_the_wishes_the_agreement_the_seed_and_the_policy(
    journey: Journey, asked
) -> None:
    chosen = next(case for case, _ in journey.events("customer_choice.chosen"))
    (chain,) = asked(chosen.partition(":")[2], "--on", "2020-05-01")["chains"]

    topics = {link["topic"] for link in chain["links"]}
    assert topics >= {
        "customer_choice.taken_over",
        "customer_choice.placed",
        "customer_choice.chosen",
        "choice_round.allocation_adopted",
        "choice_round.allocation_proposed",
        "choice_system.shares_decided",
        "choice_system.established",
        "transition.wave_taken_over",
    }
    facts = {
        (link["topic"], fact["name"])
        for link in chain["links"]
        for fact in link["facts"]
    }
    assert ("choice_round.allocation_proposed", "seed") in facts
    assert ("choice_round.allocation_proposed", "rule") in facts
    assert ("customer_choice.chosen", "wishes") in facts


@pytest.mark.parametrize("journey", ["orebro-planned"], indirect=True)
def test_an_agreement_goes_back_over_award_tender_and_board(
    journey: Journey, asked
) -> None:
    (chain,) = asked("agreement:avtal-a@1")["chains"]

    topics = [link["topic"] for link in chain["links"]]
    steps = ["agreement.signed", "award.decided", "tender.announced", "tender.prepared"]
    assert topics[0] == "agreement.signed"
    assert set(steps) <= set(topics)
    assert [s for s in topics if s in steps] == steps
    bodies = [
        fact["value"]
        for link in chain["links"]
        for fact in link["facts"]
        if fact["name"] == "body"
    ]
    assert bodies[:2] == ["board", "council"]


def refusals(house: House) -> Iterator[dict[str, Any]]:
    log = Log.of(house)
    for number in range(1, 1 + sum(1 for _ in house.recorder.refusals())):
        yield explained(log, Asked(about=f"refusal:{number}"), find_case)["chains"][0]


@pytest.mark.parametrize("journey", sorted(RULES), indirect=True)
def test_every_refusal_names_rule_paragraph_and_state(journey: Journey) -> None:
    events = there(journey)
    with open_house(journey.url) as house:
        house.refresh()
        found = list(refusals(house))

    told = []
    for chain in found:
        refusal = chain["refusal"]
        assert refusal["state"]
        assert set(refusal["made_by"]) <= events.keys()
        assert chain["complete"], chain["ends"]
        assert chain["links"][0]["event"] == refusal["made_by"][0]
        case = refusal["made_by"][0].partition("@")[0]
        told.append((refusal["rule"], refusal["paragraph"], case))
    assert told == RULES[journey.scenario.name]


@pytest.mark.parametrize("journey", NAMES, indirect=True)
def test_no_example_has_a_refusal_that_is_not_explained(journey: Journey) -> None:
    with open_house(journey.url) as house:
        house.refresh()
        for kept, chain in zip(house.recorder.refusals(), refusals(house), strict=True):
            refusal = chain["refusal"]
            assert refusal["rule"] == kept.rule
            assert refusal["state"] == kept.details
            assert refusal["made_by"]


@pytest.mark.parametrize("journey", ["orebro-planned"], indirect=True)
def test_a_date_tells_its_rule_its_edition_and_its_count(
    journey: Journey, asked
) -> None:
    for words in (
        ("deadline:award:tilldelning-2019/standstill_ends",),
        ("award:tilldelning-2019", "--deadline", "standstill_ends"),
        ("award:tilldelning-2019@4",),
    ):
        (chain,) = asked(*words)["chains"]

        (rule,) = chain["links"][0]["rules"]
        assert chain["kind"] == "date"
        assert (rule["rule"], rule["paragraph"]) == ("standstill", "LOU 20 kap. 1 §")
        assert rule["rulebook"]
        assert rule["last_day"] == "2019-10-18"
        assert rule["working"] in chain["answer"]
        assert chain["complete"]


@pytest.mark.parametrize("journey", ["orebro-planned"], indirect=True)
def test_a_deadline_that_has_fallen_tells_what_ended_it(
    journey: Journey, asked
) -> None:
    (chain,) = asked("deadline:award:tilldelning-2019/standstill_ends")["chains"]

    starts = [link for link in chain["links"] if link["parent"] is None]
    assert chain["running"] is False
    assert [one["topic"] for one in starts] == [
        "award.notified",
        "award.signing_unlocked",
    ]


@pytest.mark.parametrize("journey", ["orebro-planned"], indirect=True)
def test_a_score_tells_what_the_bid_was_given_and_by_whom(
    journey: Journey, asked
) -> None:
    said = journey.only("award.evaluated")
    for row in said["evaluation"]["ranking"]:
        (chain,) = asked("award:tilldelning-2019", "--bid", row["bid"])["chains"]

        (place,) = chain["places"]
        assert place["rank"] == row["rank"]
        assert row["motive"] in chain["answer"]
        scored = [
            link for link in chain["links"] if link["topic"] == "tender.bid_scored"
        ]
        given = {
            fact["value"]
            for link in scored
            for fact in link["facts"]
            if fact["name"] == "points"
        }
        assert given == {
            score["points"]
            for score in said["comparison"]["scores"]
            if score["bid"] == row["bid"]
        }
        assert chain["complete"]
        (weighed,) = [
            fact["value"]
            for link in chain["links"]
            for fact in link["facts"]
            if fact["name"] == "criteria"
        ]
        assert weighed == [
            f"{one['title']} (vikt {one['weight']:g})"
            for one in said["comparison"]["criteria"]
        ]


@pytest.mark.parametrize("journey", ["orebro-planned"], indirect=True)
def test_a_case_is_explained_by_its_last_decision(journey: Journey, asked) -> None:
    (chain,) = asked("transition:overtagande-2020")["chains"]

    assert chain["kind"] == "decision"
    assert chain["links"][0]["topic"] == "transition.completed"
