"""What stays secret of a bid after the award is masked in every listing."""

from __future__ import annotations

import json

import pytest
from eventsourcing.persistence import StoredEvent

from tests.award_town import AWARD, BY_RELATIVE_PRICE, TENDER, awarded, compared
from tests.town import Town
from upphandling.domain.errors import WITHHELD
from upphandling.domain.tender import SecretPart
from upphandling.interfaces.disclosure import disclosed
from upphandling.interfaces.masking import masked, masks_now, portrayed
from upphandling.interfaces.scenarios.journal import Scenario
from upphandling.interfaces.scenarios.report import report
from upphandling.interfaces.scenarios.runner import Run

CASES = ("tender:hemtjanst", "award:tilldelning")
TOLD = {
    SecretPart.NAME: ("Utförare B",),
    SecretPart.BIDDER: ("utforare-b",),
    SecretPart.PRICE: ("200017",),
    SecretPart.POINTS: ("4.25",),
    SecretPart.MOTIVE: ("Läst och bedömt.",),
    SecretPart.CONTENT: ("b" * 64,),
}


@pytest.fixture
def town(sqlite_url):
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        compared(
            town.founded(),
            {"a": 0.0, "b": 4.25, "c": 3.0},
            method=BY_RELATIVE_PRICE,
            prices={"a": 100_000, "b": 200_017, "c": 150_000},
        )
        awarded(town)
        town.do("award.request_reasons", {**AWARD, **ASKED})
        yield town


ASKED = {"bidder": "utforare-b", "received_on": "2026-05-05"}


def decide(town: Town, *parts: SecretPart) -> None:
    town.do(
        "tender.decide_secrecy",
        {
            **TENDER,
            "bid": "anbud-b",
            "parts": list(parts),
            "ground": "Affärssekretess",
            "motive": "Skada kan antas.",
        },
    )
    town.house.refresh()


def shown(town: Town) -> str:
    """All that the listings and the portraits say of the tender and its award."""
    lines = [
        line["data"]
        for case_id in (*CASES, None)
        for line in disclosed(town.house, case_id=case_id, limit=1_000)
    ]
    portraits = [
        portrayed(town.house, case_id, town.case(case_id).portrait())
        for case_id in CASES
    ]
    return json.dumps([*lines, *portraits], ensure_ascii=False)


def of_bid_b(text: str) -> str:
    """The same without what is said of the other bids in the same words."""
    return "\n".join(
        json.dumps(part, ensure_ascii=False) for part in parts_of_b(json.loads(text))
    )


def parts_of_b(value):
    if isinstance(value, dict):
        if value.get("bid") == "anbud-b":
            yield value
            return
        for part in value.values():
            yield from parts_of_b(part)
    elif isinstance(value, list):
        for part in value:
            yield from parts_of_b(part)


@pytest.mark.parametrize("part", SecretPart)
def test_a_part_of_a_bid_is_shown_until_it_is_secret(town, part):
    before = shown(town)
    assert all(word in before for word in TOLD[part])

    decide(town, part)

    after = shown(town)
    seen = of_bid_b(after) if part is SecretPart.MOTIVE else after
    assert [word for word in TOLD[part] if word in seen] == []


def test_what_is_not_secret_is_still_shown(town):
    decide(town, SecretPart.PRICE)

    after = shown(town)
    for part, words in TOLD.items():
        if part is not SecretPart.PRICE:
            assert all(word in after for word in words)
    for other in ("utforare-a", "Utförare C", "100000", "150000"):
        assert other in after


def test_the_ranking_does_not_tell_a_secret_price_in_other_words(town):
    decide(town, SecretPart.PRICE)

    assert "2000.17" not in shown(town)


def test_a_tender_that_cannot_be_read_hides_all_of_it_and_nothing_of_others(town):
    decide(town, SecretPart.PRICE)
    version = town.case(CASES[0]).version + 1
    unreadable = StoredEvent(CASES[0], version, "tender.cancelled", b"{}")
    town.house.recorder.insert_events([unreadable])

    masks = masks_now(town.house)

    row = {"case": CASES[0], "price_ore": 200_017, "bids": ["anbud-b"], "late": True}
    hidden = dict.fromkeys(row, WITHHELD) | {"late": True}
    assert [masked(masks, case, row) for case in CASES] == [hidden, hidden]
    assert masked(masks, "plan:a", row) == row


def test_a_decision_may_be_taken_back(town):
    decide(town, *SecretPart)
    decide(town)

    assert all(word in shown(town) for words in TOLD.values() for word in words)


def test_the_decision_itself_says_why(town):
    decide(town, *SecretPart)

    (line,) = [
        line
        for line in disclosed(town.house, limit=1_000)
        if line["event"] == "tender.secrecy_decided"
    ]
    assert line["data"]["motive"] == "Skada kan antas."


def test_neither_a_deadline_nor_a_review_names_a_bidder_who_is_secret(
    town, cli, sqlite_url, monkeypatch, capsys
):
    monkeypatch.setenv("UPPHANDLING_DATABASE", sqlite_url)
    town.do("review.file", {**COURT, "applicant": "utforare-b"})
    decide(town, SecretPart.BIDDER)
    capsys.readouterr()  # the log of the town itself

    for call in (
        ("deadline", "list"),
        ("register", "reviews"),
        ("case", "show", "review:fr-stad.1-26"),
        ("case", "history", "review:fr-stad.1-26"),
    ):
        said = cli(*call, "--json")
        assert said.code == 0
        assert said.json["data"]
        assert "utforare-b" not in said.out


COURT = {
    "court": "fr-stad",
    "case_number": "1-26",
    "against": "award",
    "subject": "tilldelning",
    "received_on": "2026-05-05",
}


def test_the_report_of_a_scenario_does_not_say_whose_answer_was_late(town):
    decide(town, SecretPart.BIDDER)
    assert "award.reasons_overdue" in town.at("2026-06-01T09:00")
    town.house.refresh()

    said = report(town.house, Scenario("prov", "Prov", ()), Run((), (), town.clock.now))

    assert "award.reasons_overdue" in {fallen["event"] for fallen in said["fell"]}
    assert "utforare-b" not in str(said)
