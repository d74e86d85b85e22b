"""An award on its way to a contract, in the words that its journeys are told in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.town import Town
from upphandling.domain.award import LockKind
from upphandling.domain.award.refusals import SigningIsLocked

TENDER = {"tender": "hemtjanst"}
AWARD = {"award": "tilldelning"}
REVIEW = {"review": "fr-stad.1234-26"}
TO_ALL = [{"recipient": f"utforare-{letter}"} for letter in "abc"]
BY_QUALITY = {"model": "quality_points"}
BY_RELATIVE_PRICE = {"model": "relative_points", "price_max_points": 5.0}


def lot(key: str) -> dict[str, Any]:
    return {"lot": key, "title": f"Området {key}", "areas": [key]}


def compared(
    town: Town,
    points: dict[str, float],
    *,
    method: dict[str, Any] = BY_QUALITY,
    lots: tuple[str, ...] = ("norr",),
    prices: dict[str, int] | None = None,
    reserved: str | None = None,
) -> None:
    """Three bids on every lot, opened, examined and proposed."""
    town.do(
        "tender.prepare",
        {
            **TENDER,
            "system": "staden",
            "title": "Hemtjänst",
            "lots": [lot(key) for key in lots],
            "criteria": [
                {"criterion": "kvalitet", "title": "Kvalitet", "max_points": 5.0}
            ],
        },
    )
    town.do("tender.set_procedure", {**TENDER, "procedure": {"method": method}})
    if reserved is not None:
        town.do("tender.reserve", {**TENDER, "kind": reserved, "grounds": "Målet."})
    town.do(
        "tender.announce", {**TENDER, "last_day": "2026-04-01", "notice": "Annons 1"}
    )
    for letter in points:
        town.do(
            "tender.receive_bid",
            {
                **TENDER,
                "bid": f"anbud-{letter}",
                "bidder": f"utforare-{letter}",
                "name": f"Utförare {letter.upper()}",
                "lots": list(lots),
                "content_hash": letter * 64,
            },
        )
    town.at("2026-04-02T09:00")
    town.do("tender.open_bids", {**TENDER, "present": ["handlaggare-1", "vittne-2"]})
    for letter, got in points.items():
        one = {**TENDER, "bid": f"anbud-{letter}", "motive": "Läst och bedömt."}
        town.do("tender.assess_bid", one)
        town.do("tender.score_bid", {**one, "criterion": "kvalitet", "points": got})
        if prices is not None:
            offer = {"lot": "norr", "price_ore": prices[letter]}
            town.do("tender.read_price", {**TENDER, "bid": f"anbud-{letter}", **offer})
    town.do("award.propose", {**AWARD, **TENDER})


def proposed_winners(town: Town) -> list[tuple[str, str]]:
    won = town.case("award:tilldelning").evaluation.winners
    return [(one.lot, one.bid) for one in won]


def decide(town: Town, **departure: str) -> None:
    """As was proposed, by the chief."""
    winners = [{"lot": lot, "bid": bid} for lot, bid in proposed_winners(town)]
    town.do(
        "award.decide", {**AWARD, "winners": winners, "motive": "Bäst.", **departure}
    )


def awarded(town: Town) -> None:
    """Decided on the fourth of May and told the day after."""
    town.at("2026-05-04T09:00")
    decide(town)
    town.at("2026-05-05T10:00")
    town.do("award.notify", {**AWARD, "notices": TO_ALL})


def reviewed(town: Town) -> None:
    """One who lost goes to court while the standstill runs."""
    town.at("2026-05-12T09:00")
    town.do(
        "review.file",
        {
            "court": "fr-stad",
            "case_number": "1234-26",
            "against": "award",
            "subject": "tilldelning",
            "received_on": "2026-05-12",
            "applicant": "utforare-c",
        },
    )


def ruled(town: Town, outcome: str) -> None:
    """The court's ruling in August, confirmed by another and accepted."""
    town.at("2026-08-03T09:00")
    ruling = {**REVIEW, "ruling": "dom"}
    town.do(
        "review.rule",
        {**ruling, "instance": "first", "outcome": outcome, "ruled_on": "2026-08-03"},
    )
    town.do("review.confirm_ruling", ruling, by="chef-1")
    town.do("review.accept_ruling", {**ruling, "motive": "Vi följer domen."})


def sign(town: Town, bid: str = "anbud-a") -> None:
    town.do(
        "agreement.sign",
        {
            **AWARD,
            "agreement": "avtal",
            "lot": "norr",
            "bid": bid,
            "bundle": "omvardnad",
            "starts_on": "2027-01-01",
        },
    )


def held(town: Town) -> LockKind:
    """What a contract that is tried now is refused for."""
    with pytest.raises(SigningIsLocked) as refusal:
        sign(town)
    return LockKind(refusal.value.details["kind"])
