"""A tender in whose every stage a bid sings like a canary wherever it is told of."""

from __future__ import annotations

from typing import Any

import pytest

from tests.town import Town
from upphandling.domain.errors import Refused

NAME = "Kanariefågeln AB"
BIDDER = "kanariefageln"
BID = "anbud-kanarie"
HASH = "ca9a51e0" * 8
PRICE = 771_234_567
CANARIES = (NAME, BIDDER, BID, HASH, str(PRICE))
TENDER = {"tender": "hemtjanst"}
THE_BID = {
    **TENDER,
    "bid": BID,
    "bidder": BIDDER,
    "name": NAME,
    "lots": ["norr"],
    "content_hash": HASH,
}
EXCLUDED, LOW, FALLEN, LAPSED, GONE = (f"{BID}-{number}" for number in range(2, 7))
PROCEDURE = {
    "method": {
        "model": "price_deduction",
        "deductions": {"kvalitet": 100_000},
        "combinations": True,
    },
    "negotiation": True,
    "valid_days": 90,
    "hearing_days": 5,
    "explanation_days": 5,
    "correction_days": 5,
}
WORDS = f"{NAME} har lämnat {BID}."
LEFT = {**TENDER, "bid": BID, "content_hash": HASH}


def refused(town: Town, name: str, data: dict[str, Any], **who: Any) -> None:
    with pytest.raises(Refused):
        town.do(name, data, **who)


def up_to_the_proposal(town: Town) -> None:
    """All that happens to a bid in secret, and all that can be refused on the way."""
    until_the_opening(town)
    said_and_set_right(town)
    heard_and_gone(town)
    until_the_validity_ends(town)
    examined_and_proposed(town)


def until_the_opening(town: Town) -> None:
    town.do("tender.receive_bid", THE_BID)
    for other in (EXCLUDED, LOW, FALLEN, LAPSED, GONE):
        town.do("tender.receive_bid", {**THE_BID, "bid": other})
    backed = {**THE_BID, "members": [BIDDER], "relies_on": [BIDDER]}
    town.do("tender.replace_bid", backed)
    town.do("tender.withdraw_bid", {**TENDER, "bid": GONE})
    refused(town, "tender.receive_bid", THE_BID)
    refused(town, "tender.receive_bid", {**THE_BID, "bid": GONE})
    refused(town, "tender.receive_bid", {**THE_BID, "bid": "nytt", "lots": ["oster"]})
    refused(town, "tender.replace_bid", {**THE_BID, "bidder": "utforare-a"})
    refused(town, "tender.withdraw_bid", {**TENDER, "bid": GONE})
    refused(town, "tender.assess_bid", {**TENDER, "bid": BID, "motive": WORDS})
    town.at("2026-04-02T09:00")
    for late in ("receive_bid", "replace_bid"):
        refused(town, f"tender.{late}", THE_BID)
    refused(town, "tender.withdraw_bid", {**TENDER, "bid": BID})
    opening = {**TENDER, "present": ["handlaggare-1", "handlaggare-2"]}
    refused(town, "tender.open_bids", {**TENDER, "present": ["x"], "remarks": WORDS})
    town.do("tender.open_bids", {**opening, "remarks": WORDS})


def said_and_set_right(town: Town) -> None:
    """Dialogue and negotiation."""
    town.do("tender.note_oral_information", {**TENDER, "bid": BID, "text": WORDS})
    refused(
        town, "tender.note_oral_information", {**TENDER, "bid": GONE, "text": WORDS}
    )
    matter = {"bid": BID, "text": WORDS}
    others = [{"bid": other} for other in (EXCLUDED, LOW, FALLEN, LAPSED)]
    invitation = {**TENDER, "invitation": BID, "kind": "correction"}
    refused(town, "tender.invite_correction", {**invitation, "matters": [matter]})
    every = {**invitation, "matters": [matter, *others]}
    town.do("tender.invite_correction", every)
    refused(town, "tender.invite_correction", every)
    town.do("tender.receive_correction", {**LEFT, "invitation": BID})
    refused(town, "tender.receive_correction", {**LEFT, "invitation": GONE})
    meeting = {**TENDER, "round": 1, "bids": [BID], "outcome": WORDS}
    refused(town, "tender.hold_negotiation", {**meeting, "aspects": ["award_criteria"]})
    town.do("tender.hold_negotiation", {**meeting, "aspects": ["price"]})
    town.do("tender.revise_bid", {**LEFT, "round": 1})
    refused(town, "tender.revise_bid", {**LEFT, "round": 2})


def heard_and_gone(town: Town) -> None:
    """Hearings, explanations, and what ended in a bid being out of it."""
    hearing = {**TENDER, "ground": "crime", "circumstances": WORDS}
    why = {**TENDER, "motive": WORDS}
    refused(town, "tender.exclude", {**why, "bid": EXCLUDED})
    for bid in (BID, EXCLUDED):
        town.do("tender.intend_exclusion", {**hearing, "bid": bid})
        refused(town, "tender.intend_exclusion", {**hearing, "bid": bid})
    refused(town, "tender.exclude", {**why, "bid": EXCLUDED})
    town.do("tender.comment_on_exclusion", LEFT)
    refused(town, "tender.comment_on_exclusion", {**LEFT, "bid": LOW})
    town.do("tender.drop_exclusion", {**why, "bid": BID})
    refused(town, "tender.drop_exclusion", {**why, "bid": BID})
    asked = {**TENDER, "bid": LOW, "about": WORDS}
    refused(town, "tender.reject_low_bid", {**why, "bid": LOW})
    town.do("tender.ask_for_explanation", asked)
    refused(town, "tender.reject_low_bid", {**why, "bid": LOW})
    town.do("tender.receive_explanation", {**LEFT, "bid": LOW})
    refused(town, "tender.receive_explanation", LEFT)
    town.do("tender.reject_low_bid", {**why, "bid": LOW})
    refused(town, "tender.ask_for_explanation", asked)
    fall = {**TENDER, "bid": FALLEN, "cause": "withdrawn_by_bidder", "reason": WORDS}
    town.do("tender.let_bid_fall", fall)
    refused(town, "tender.let_bid_fall", fall)
    town.at("2026-04-14T09:00")
    refused(town, "tender.receive_correction", {**LEFT, "invitation": BID})
    town.do("tender.exclude", {**why, "bid": EXCLUDED})


def until_the_validity_ends(town: Town) -> None:
    town.at("2026-06-20T09:00")
    accepted = {**TENDER, "bid": BID}
    refused(town, "tender.accept_prolongation", accepted)
    town.do(
        "tender.ask_for_prolongation",
        {**TENDER, "until": "2026-09-30", "reason": "Målet är i domstol."},
    )
    town.do("tender.accept_prolongation", accepted)
    refused(town, "tender.accept_prolongation", {**TENDER, "bid": FALLEN})
    fallen = town.at("2026-07-02T09:00")
    assert fallen == ["tender.validity_ended"]
    refused(town, "tender.accept_prolongation", {**TENDER, "bid": LAPSED})


def examined_and_proposed(town: Town) -> None:
    price = {**TENDER, "bid": BID, "price_ore": PRICE}
    town.do("tender.read_price", {**price, "lot": "norr"})
    refused(town, "tender.read_price", {**price, "lot": "soder"})
    refused(town, "tender.read_price", {**price, "bid": LAPSED, "lot": "norr"})
    refused(town, "tender.read_combination", {**price, "lots": ["norr", "soder"]})
    score = {**TENDER, "criterion": "kvalitet", "points": 4.0, "motive": WORDS}
    refused(town, "tender.assess_bid", {**TENDER, "bid": "annat", "motive": "Fel."})
    refused(town, "tender.assess_bid", {**TENDER, "bid": LOW, "motive": WORDS})
    refused(town, "tender.score_bid", {**score, "bid": "annat"})
    refused(town, "tender.score_bid", {**score, "bid": BID})
    town.do("tender.assess_bid", {**TENDER, "bid": BID, "motive": WORDS})
    refused(town, "tender.score_bid", {**score, "bid": BID, "points": 6.0})
    town.do("tender.score_bid", {**score, "bid": BID})
    town.do("award.propose", {"award": "tilldelning", "tender": "hemtjanst"})
    winner = {"lot": "soder", "bid": BID}
    refused(
        town,
        "award.decide",
        {"award": "tilldelning", "winners": [winner], "motive": "Fel del."},
    )
    refused(
        town,
        "award.notify",
        {"award": "tilldelning", "notices": [{"recipient": "utforare-a"}]},
    )
    refused(
        town, "tender.notify_cancellation", {**TENDER, "notices": [{"recipient": "x"}]}
    )


def decide(town: Town, **who: Any) -> None:
    town.do(
        "award.decide",
        {
            "award": "tilldelning",
            "winners": [{"lot": "norr", "bid": BID}],
            "motive": "Högst kvalitet.",
        },
        **who,
    )
