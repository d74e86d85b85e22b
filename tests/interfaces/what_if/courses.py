"""Small courses that a counterfactual is asked about, and how it is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.award_town import AWARD, REVIEW, TENDER, TO_ALL, lot
from tests.town import Town
from upphandling.interfaces.cli.finding import find_case
from upphandling.interfaces.what_if import what_if

POINTS = {
    ("anbud-a", "kvalitet"): 9.0,
    ("anbud-a", "leverans"): 4.0,
    ("anbud-b", "kvalitet"): 6.0,
    ("anbud-b", "leverans"): 9.0,
    ("anbud-c", "kvalitet"): 3.0,
    ("anbud-c", "leverans"): 3.0,
}
WEIGHTS = {"kvalitet": 70.0, "leverans": 30.0}
"""By these A wins; with the weights the other way about, B."""

__all__ = ["REVIEW", "ask", "awarded", "bids_in", "row_of", "signed", "written"]


def ask(town: Town, case: str, *changes: str) -> dict[str, Any]:
    """What would have come of it."""
    return what_if(town.url, case, changes, find_case)


def row_of(rows: list[dict[str, Any]], **told: Any) -> dict[str, Any]:
    """The only row that says so."""
    (found,) = [row for row in rows if told.items() <= row.items()]
    return found


def written(folder: Path, text: str) -> str:
    """A file of an addition, as a change."""
    file = folder / "tillagg.json"
    file.write_text(text, encoding="utf-8")
    return f"add={file}"


def announced(town: Town) -> None:
    """A tender with two criteria, announced in March until the first of April."""
    town.founded()
    town.do(
        "tender.prepare",
        {
            **TENDER,
            "system": "staden",
            "title": "Hemtjänst",
            "lots": [lot("norr")],
            "criteria": [
                {
                    "criterion": criterion,
                    "title": criterion.title(),
                    "max_points": 10.0,
                    "weight": weight,
                }
                for criterion, weight in WEIGHTS.items()
            ],
        },
    )
    town.at("2026-03-01T09:00")
    town.do(
        "tender.announce", {**TENDER, "last_day": "2026-04-01", "notice": "Annons 1"}
    )


def bids_in(town: Town) -> None:
    """Three bids, a week apart; one of them on the last day."""
    announced(town)
    for letter, day in (("a", "03-18"), ("b", "03-25"), ("c", "04-01")):
        town.at(f"2026-{day}T10:00")
        town.do(
            "tender.receive_bid",
            {
                **TENDER,
                "bid": f"anbud-{letter}",
                "bidder": f"utforare-{letter}",
                "name": f"Utförare {letter.upper()}",
                "lots": ["norr"],
                "content_hash": letter * 64,
            },
        )


def awarded(town: Town) -> None:
    """Opened, scored, proposed, decided for A on the fourth of May, told the day after."""
    bids_in(town)
    town.at("2026-04-02T09:00")
    town.do("tender.open_bids", {**TENDER, "present": ["handlaggare-1", "vittne-2"]})
    for letter in "abc":
        one = {**TENDER, "bid": f"anbud-{letter}", "motive": "Läst och bedömt."}
        town.do("tender.assess_bid", one)
        for criterion in WEIGHTS:
            points = POINTS[one["bid"], criterion]
            town.do(
                "tender.score_bid", {**one, "criterion": criterion, "points": points}
            )
    town.do("award.propose", {**AWARD, **TENDER})
    town.at("2026-05-04T09:00")
    winners = [{"lot": "norr", "bid": "anbud-a"}]
    town.do("award.decide", {**AWARD, "winners": winners, "motive": "Bäst."})
    town.at("2026-05-05T10:00")
    town.do("award.notify", {**AWARD, "notices": TO_ALL})


def signed(town: Town) -> None:
    """The standstill has run out in silence, and the contract is signed."""
    awarded(town)
    town.at("2026-05-25T09:00")
    town.do(
        "agreement.sign",
        {
            **AWARD,
            "agreement": "avtal",
            "lot": "norr",
            "bid": "anbud-a",
            "bundle": "omvardnad",
            "starts_on": "2027-01-01",
        },
    )
