"""Sealed bids stay sealed: neither asked about, nor told of in another answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydantic_core import to_json

from tests.interfaces.what_if.courses import ask, awarded, bids_in
from tests.town import Town
from upphandling.interfaces.what_if.refusals import SealedFromWhatIf

TENDER, SYSTEM = "tender:hemtjanst", "choice_system:staden"


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        yield town


@pytest.mark.parametrize(
    "change",
    [
        "weight.kvalitet=30",
        "rule.standstill.length=15",
        "set.tender:hemtjanst@2.last_day=2026-03-20",
        "without=tender:hemtjanst@4",
        "without=tender:hemtjanst@400",
    ],
)
def test_a_sealed_tender_answers_no_such_question(town, change):
    bids_in(town)

    with pytest.raises(SealedFromWhatIf) as refusal:
        ask(town, TENDER, change)

    assert refusal.value.details == {"case": TENDER}


def test_nor_can_it_be_asked_by_way_of_another_case(town, tmp_path):
    bids_in(town)
    file = tmp_path / "tillagg.json"
    file.write_text(
        '{"after": "tender:hemtjanst@4", "command": "tender.close",'
        ' "data": {"tender": "hemtjanst"}}'
    )

    for change in ("date.tender:hemtjanst@4=2026-03-20", f"add={file}"):
        with pytest.raises(SealedFromWhatIf):
            ask(town, SYSTEM, change)


def test_an_answer_about_something_else_tells_nothing_of_sealed_bids(town):
    """Without the follow-up nothing is announced, and all that was sent in is refused."""
    bids_in(town)

    found = ask(town, SYSTEM, "without=choice_system:staden@3")

    assert [row["command"] for row in found["refused"]] == ["tender.announce"]
    said = to_json(found, fallback=str).decode()
    for secret in ("anbud-", "utforare-", "receive_bid", "bid_received"):
        assert secret not in said
    assert TENDER not in [row["case"] for row in found["cases"]]


def test_an_award_that_is_not_decided_is_not_told_of_either(town):
    bids_in(town)
    town.at("2026-04-02T09:00")
    told = {"tender": "hemtjanst", "present": ["v-1", "v-2"]}
    town.do("tender.open_bids", told, by="v-1")
    one = {"tender": "hemtjanst", "bid": "anbud-a", "motive": "Läst."}
    town.do("tender.assess_bid", one)
    for criterion in ("kvalitet", "leverans"):
        town.do("tender.score_bid", {**one, "criterion": criterion, "points": 5.0})
    town.do("award.propose", {"award": "tilldelning", "tender": "hemtjanst"})

    with pytest.raises(SealedFromWhatIf):
        ask(town, "award:tilldelning", "weight.kvalitet=30", "weight.leverans=70")


def test_when_the_award_is_decided_the_question_is_answered(town):
    awarded(town)

    found = ask(town, TENDER, "weight.kvalitet=30", "weight.leverans=70")

    assert found["ranking"]


def test_what_was_decided_to_stay_secret_is_masked_in_both_courses(town):
    awarded(town)
    town.do(
        "tender.decide_secrecy",
        {
            "tender": "hemtjanst",
            "bid": "anbud-a",
            "parts": ["points"],
            "ground": "Affärssekretess",
            "motive": "Skada kan antas.",
        },
    )

    found = ask(town, TENDER, "weight.kvalitet=30", "weight.leverans=70")

    (mine,) = [row for row in found["ranking"] if row["bid"] == "anbud-a"]
    assert mine["recorded"]["score"] == mine["counterfactual"]["score"] == "sekretess"
