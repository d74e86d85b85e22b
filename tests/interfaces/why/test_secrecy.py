"""Before the award nothing about bids can be asked out of the log, nor by guessing numbers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.award_town import AWARD, BY_RELATIVE_PRICE, awarded, compared
from tests.interfaces.why.conftest import COUNCIL, ask
from tests.town import Town
from upphandling.domain.errors import WITHHELD, NoSuchCase, Refused
from upphandling.interfaces.cli.finding import find_case
from upphandling.interfaces.why.asking import Asked, why
from upphandling.interfaces.why.refusals import SealedUntilAward

POINTS = {"a": 0.0, "b": 4.25, "c": 3.0}
PRICES = {"a": 100_000, "b": 200_017, "c": 150_000}
BID = {
    "tender": "hemtjanst",
    "bid": "anbud-kanarie",
    "bidder": "utforare-kanarie",
    "name": "Utförare Kanarie",
    "lots": ["norr"],
    "content_hash": "c" * 64,
}


def compared_in(town: Town) -> Town:
    """Three bids have come in, been scored and compared; nobody has decided."""
    compared(town.founded(), POINTS, method=BY_RELATIVE_PRICE, prices=dict(PRICES))
    town.do("choice_system.record_decision", COUNCIL)
    return town


@pytest.fixture
def sealed(database_url):
    with Town(database_url, "2026-02-02T09:00") as town:
        yield compared_in(town)


def said(town: Town, about: str, **narrowed: Any) -> str:
    """All that an answer says, or the refusal it is."""
    town.house.refresh()
    try:
        found = why(town.house, Asked(about=about, **narrowed), find_case)
    except Refused as refusal:
        return f"{refusal.rule()} {refusal.message()} {refusal.details}"
    return json.dumps(found, default=str)


def test_no_question_gets_anything_about_bids_while_they_are_sealed(sealed):
    with pytest.raises(Refused):
        sealed.do("tender.receive_bid", BID)
    attempt = list(sealed.house.recorder.refusals())[-1]
    questions = [
        *(f"tender:hemtjanst@{number}" for number in range(1, 40)),
        *(f"award:tilldelning@{number}" for number in range(1, 9)),
        *(f"refusal:{number}" for number in range(9)),
        f"refusal:{attempt.receipt.command_id}",
        "tender:hemtjanst",
        "award:tilldelning",
        "choice_system:staden",
        "deadline:tender:hemtjanst/tender_closes",
        "deadline:tender:hemtjanst/bid_validity_ends",
    ]
    for question in questions:
        told = said(sealed, question)
        for secret in ("anbud-", "utforare-", "Utförare", "200017", "4.25", "Bug"):
            assert secret not in told, (question, told)


def test_a_number_that_is_not_there_is_refused_like_one_that_is_secret(sealed):
    sealed.house.refresh()
    last = len(sealed.log("tender:hemtjanst"))
    for version in (last - 1, last, last + 1, last + 100):
        with pytest.raises(SealedUntilAward):
            ask(sealed, f"tender:hemtjanst@{version}")
    for number in (1, 99):
        with pytest.raises(SealedUntilAward):
            ask(sealed, f"refusal:{number}")


def test_a_score_cannot_be_asked_before_the_decision(sealed):
    for award in ("award:tilldelning", "award:finns-inte"):
        for bid in ("anbud-b", "anbud-z"):
            with pytest.raises(SealedUntilAward) as refusal:
                ask(sealed, award, bid=bid)
            assert refusal.value.details == {}


def test_with_nothing_sealed_an_award_that_is_not_there_is_said_not_to_be(town):
    with pytest.raises(NoSuchCase):
        ask(town, "award:finns-inte", bid="anbud-b")


def test_positions_and_versions_are_withheld_since_the_announcement(sealed):
    sealed.with_agreement("a", starts_on="2026-01-01")

    first, *_, last = ask(sealed, "agreement:a")["links"]

    assert (first["event"], first["version"], first["position"]) == (
        "agreement:a",
        None,
        None,
    )
    assert last["event"].startswith("choice_system:staden")


def test_a_cause_that_tells_of_bids_is_not_followed(sealed):
    rows = sealed.house.recorder.records(stream_id="tender:hemtjanst")
    bid = next(row for row in rows if row.topic == "tender.bid_received")
    named = {"agreement": "a", "provider": "utforare-x", "name": "X", "regime": "lov"}
    terms = {"system": "staden", "bundle": "omvardnad", "areas": ["norr"]}
    sealed.do(
        "agreement.register",
        {**named, **terms, "starts_on": "2026-01-01"},
        because=f"{bid.stream_id}@{bid.version}",
    )

    chain = ask(sealed, "agreement:a")

    (cause, *_) = chain["links"][0]["grounds"]
    assert "OSL 19 kap. 3 §" in cause["withheld"]
    assert chain["links"][0]["because"] == "tender:hemtjanst"
    assert not [one for one in chain["links"] if one["case"] == "tender:hemtjanst"]


def test_two_bids_look_just_like_three(database_factory):
    told = []
    for points in (POINTS, {"a": 0.0, "b": 4.25}):
        url = database_factory.migrated()
        with Town(url, "2026-02-02T09:00") as town:
            prices = {bid: PRICES[bid] for bid in points}
            compared(town.founded(), points, method=BY_RELATIVE_PRICE, prices=prices)
            town.do("choice_system.record_decision", COUNCIL)
            town.with_agreement("a", starts_on="2026-01-01")
            chain = ask(town, "agreement:a")
        told.append([(link["event"], link["why"]) for link in chain["links"]])
    assert told[0] == told[1]


def test_after_the_award_the_score_is_told(sealed):
    awarded(sealed)

    chain = ask(sealed, "award:tilldelning", bid="anbud-b")

    assert chain["places"][0]["bid"] == "anbud-b"
    assert chain["complete"]
    assert "4.25" in json.dumps(chain, default=str)


def test_what_stays_secret_is_masked_in_the_score_too(sealed):
    awarded(sealed)
    sealed.do(
        "tender.decide_secrecy",
        {
            "tender": "hemtjanst",
            "bid": "anbud-b",
            "parts": ["price", "points", "name", "bidder"],
            "ground": "Affärssekretess",
            "motive": "Skada kan antas.",
        },
    )

    told = said(sealed, AWARD_ID, bid="anbud-b")

    for secret in ("4.25", "4,25", "200017", "Utförare B", "utforare-b"):
        assert secret not in told
    assert WITHHELD in told


def test_a_refusal_about_bids_is_told_after_the_award(sealed):
    with pytest.raises(Refused):
        sealed.do("tender.receive_bid", BID)
    awarded(sealed)
    attempts = [
        one for one in sealed.house.recorder.refusals() if one.rule != "NotAllowed"
    ]

    chain = ask(sealed, f"refusal:{attempts[-1].number}")

    assert chain["refusal"]["rule"] == "BidTooLate"
    assert chain["refusal"]["paragraph"] == "LOU 19 kap. 11 §"


AWARD_ID = f"award:{AWARD['award']}"
