"""The words of the journeys to court: an award that was told, and what is typed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.given import local
from tests.town import Town
from upphandling.domain.errors import Refused

TENDER = {"tender": "hemtjanst"}
AWARD = {"award": "tilldelning"}
CASE = {"review": "fr-goteborg.1234-26"}
BIDDERS = ("a", "b")


def awarded(database_url: str) -> Iterator[Town]:
    """An award that was told electronically on Tuesday 5 May: locked through the 15th."""
    with Town(database_url, "2026-02-02T09:00") as town:
        town.founded().announced("hemtjanst", "2026-04-01")
        town.clock.now = local("2026-03-31T15:00")
        for letter in BIDDERS:
            town.do("tender.receive_bid", bid(letter))
        town.at("2026-04-02T09:00")
        town.do(
            "tender.open_bids",
            {**TENDER, "present": ["handlaggare-1", "handlaggare-2"]},
        )
        assess(town, a=4.5, b=3.0)
        town.do("award.propose", {**AWARD, **TENDER}, by="handlaggare-2")
        decide(town, "a")
        town.clock.now = local("2026-05-05T10:00")
        town.do("award.notify", {**AWARD, "notices": NOTICES})
        yield town


NOTICES = [{"recipient": f"utforare-{letter}"} for letter in BIDDERS]


def bid(letter: str) -> dict[str, object]:
    return {
        **TENDER,
        "bid": f"anbud-{letter}",
        "bidder": f"utforare-{letter}",
        "name": f"Utförare {letter.upper()}",
        "lots": ["norr"],
        "content_hash": letter * 64,
    }


def assess(town: Town, **points: float) -> None:
    for letter, given in points.items():
        one = {**TENDER, "bid": f"anbud-{letter}", "motive": "Prövat mot kraven."}
        town.do("tender.assess_bid", one)
        town.do("tender.score_bid", {**one, "criterion": "kvalitet", "points": given})


def decide(town: Town, letter: str) -> None:
    winner = {"lot": "norr", "bid": f"anbud-{letter}"}
    town.do("award.decide", {**AWARD, "winners": [winner], "motive": "Högst kvalitet."})


def sign(town: Town, letter: str = "a") -> None:
    town.do(
        "agreement.sign",
        {
            **AWARD,
            "agreement": f"avtal-{letter}",
            "lot": "norr",
            "bid": f"anbud-{letter}",
            "bundle": "omvardnad",
            "starts_on": "2027-03-01",
            "ends_on": "2029-02-28",
        },
    )


def not_to_be_signed(town: Town, rule: type[Refused], **details: Any) -> None:
    with pytest.raises(Refused) as refusal:
        sign(town)
    assert type(refusal.value) is rule
    assert details.items() <= refusal.value.details.items()


def file(town: Town, received_on: str, **changed: Any) -> None:
    town.do(
        "review.file",
        {
            "court": "fr-goteborg",
            "case_number": "1234-26",
            "against": "award",
            "subject": "tilldelning",
            "applicant": "utforare-b",
            "received_on": received_on,
            **changed,
        },
    )


def rule(town: Town, ruling: str, outcome: str, on: str, **changed: Any) -> None:
    """A court rules, and it is typed in the same afternoon."""
    town.clock.now = local(f"{on}T15:00")
    town.do(
        "review.rule",
        {
            **CASE,
            "ruling": ruling,
            "instance": "first",
            "outcome": outcome,
            "ruled_on": on,
            **changed,
        },
    )


def confirm(town: Town, ruling: str) -> list[str]:
    said = town.do(
        "review.confirm_ruling", {**CASE, "ruling": ruling}, by="handlaggare-2"
    )
    return [event.TOPIC for event in said.events]


def rows(town: Town, query: Any) -> list[dict[str, Any]]:
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
