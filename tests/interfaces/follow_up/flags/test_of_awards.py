"""Red flags of awards: lots with too few bids."""

from __future__ import annotations

from tests.given import day
from tests.interfaces.follow_up.flags.flagging import (
    decide,
    flags,
)
from tests.town import Town
from upphandling.domain.base import Role


def awarded(town: Town, *, bids: int = 1) -> None:
    town.announced("prov", "2026-02-18")
    for number in range(1, bids + 1):
        told = {
            "bid": f"anbud-{number}",
            "bidder": f"utforare-{number}",
            "name": f"Utförare {number}",
            "lots": ["norr"],
            "content_hash": str(number) * 64,
        }
        town.do("tender.receive_bid", {"tender": "prov", **told})
    town.at("2026-02-19T09:00")
    present = ["handlaggare-1", "handlaggare-2"]
    town.do("tender.open_bids", {"tender": "prov", "present": present})
    for number in range(1, bids + 1):
        bid = {"bid": f"anbud-{number}", "motive": "Prövat mot kraven."}
        town.do("tender.assess_bid", {"tender": "prov", **bid})
        points = {"criterion": "kvalitet", "points": 5.0 / number, "motive": "m"}
        town.do("tender.score_bid", {"tender": "prov", "bid": bid["bid"], **points})
    town.do("award.propose", {"award": "tilldelning", "tender": "prov"})


def decide_award(town: Town) -> None:
    winner = {"lot": "norr", "bid": "anbud-1"}
    town.do(
        "award.decide", {"award": "tilldelning", "winners": [winner], "motive": "m"}
    )


def test_a_lot_with_one_bid_is_flagged_when_it_has_been_awarded(town):
    awarded(town)
    assert flags(town, "single_bid", "2026-12-31") == []

    decide_award(town)

    (flag,) = flags(town, "single_bid", "2026-02-19")
    assert flag["subject"] == "tender:prov"
    assert flag["what"] == {"lot": "norr", "bids": 1}
    assert (flag["since"], flag["limit"]) == (day("2026-02-19"), 2)
    assert [one.partition("@")[0] for one in flag["events"]] == [
        "award:tilldelning",
        "award:tilldelning",
    ]
    assert flags(town, "single_bid", "2026-02-18") == []


def test_two_bids_are_enough_until_more_are_asked_for(town):
    awarded(town, bids=2)
    decide_award(town)
    assert flags(town, "single_bid", "2026-02-19") == []

    decide(town, fewest_bids=3)

    (flag,) = flags(town, "single_bid", "2026-02-19")
    assert flag["what"]["bids"] == 2


def test_a_tender_that_was_cancelled_is_not_flagged(town):
    awarded(town)
    town.do(
        "tender.cancel",
        {"tender": "prov", "reason_code": "other", "reasons": "Behovet har upphört"},
        role=Role.PROCUREMENT_MANAGER,
    )
    assert flags(town, "single_bid", "2026-12-31") == []
