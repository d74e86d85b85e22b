"""Refused attempts by rule: those of the system, and nothing that tells of bids."""

from __future__ import annotations

import re
from typing import Any

from tests.interfaces.report.control.conftest import (
    figures,
    refuse,
    values,
)
from tests.stopped import LADDER
from tests.town import SYSTEM

TENDER: dict[str, Any] = {
    "tender": "soder-2026",
    "system": "staden",
    "title": "Hemtjänst i söder",
    "lots": [
        {"lot": "soder", "title": "Söder", "areas": ["soder"], "share_percent": 10.0}
    ],
    "criteria": [{"criterion": "kvalitet", "title": "Kvalitet", "max_points": 5.0}],
}


def test_what_rules_forbade_is_counted_by_rule(town):
    for _ in range(2):
        refuse(town, "deviation.accept_plan", {"deviation": "ingen", "motive": "Ja."})
    again = {"agreement": "avtal-a", "rungs": LADDER}
    refuse(town, "agreement.agree_sanctions", again)

    found = figures(town)
    assert found["refused"].value == 3
    assert sorted(values(found, "refused").values()) == [1, 2]
    assert all(
        re.fullmatch(r"refusal:\d+", one) for one in found["refused"].sources.few
    )


def test_an_attempt_in_another_system_is_told_of_there(town):
    town.do("choice_system.establish", {**SYSTEM, "system": "byn"})
    refuse(town, "choice_system.establish", {**SYSTEM, "system": "byn"})

    assert figures(town)["refused"].value == 0
    assert figures(town, system="byn")["refused"].value == 1


def test_an_attempt_about_somebody_belongs_to_their_system(town):
    town.registered(["k-1"], "avtal-a", since="2026-01-06")
    town.do("choice_system.establish", {**SYSTEM, "system": "byn"})
    who = {"customer": "k-1", "bundle": "omvardnad"}
    refuse(town, "customer_choice.choose", {**who, "wishes": ["finns-inte"]})

    assert figures(town)["refused"].value == 1
    assert figures(town, system="byn")["refused"].value == 0


def test_refused_bids_are_not_counted_before_the_award(town):
    town.announced("norr-2026", "2026-02-20")
    bid = {
        "tender": "norr-2026",
        "bid": "anbud-1",
        "bidder": "utforare-a",
        "name": "Utförare A",
        "lots": ["finns-inte"],
        "content_hash": "0" * 64,
    }
    refuse(town, "tender.receive_bid", bid)

    assert figures(town)["refused"].value == 0


def test_what_names_a_bid_is_not_counted_before_the_tender_is_announced_either(town):
    town.do("tender.prepare", TENDER)
    refuse(town, "tender.withdraw_bid", {"tender": "soder-2026", "bid": "anbud-1"})

    assert figures(town)["refused"].value == 0


def test_no_attempt_is_named_whose_number_could_count_bids(town):
    refuse(town, "deviation.accept_plan", {"deviation": "ingen", "motive": "Ja."})
    town.announced("norr-2026", "2026-02-20")
    refuse(town, "deviation.accept_plan", {"deviation": "ingen", "motive": "Ja."})

    found = figures(town)["refused"]
    assert (found.value, found.sources.few) == (2, ("refusal:1",))
    assert "hemliga" in (found.note or "")


def test_attempts_are_counted_in_the_quarter_in_which_they_were_made(town):
    refuse(town, "deviation.accept_plan", {"deviation": "ingen", "motive": "Ja."})
    town.at("2026-04-02T09:00")
    assert figures(town, "2026-Q2")["refused"].value == 0

    refuse(town, "deviation.accept_plan", {"deviation": "ingen", "motive": "Ja."})
    assert figures(town)["refused"].value == 1
    assert figures(town, "2026-Q2")["refused"].value == 1
