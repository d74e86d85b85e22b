"""`upphandling verify`: what is told, what it ends with, and what is never told."""

from __future__ import annotations

import pytest

from tests.infrastructure.verification.lived import changed
from tests.town import Town
from tests.verified_town import lived_and_destroyed
from upphandling.application.verification import Computation
from upphandling.infrastructure.storage.database import Database
from upphandling.interfaces.cli.verifying import WHAT


@pytest.fixture(scope="module")
def lived_url(database_factory):
    """One log for all; whoever changes it puts it right."""
    url = database_factory.migrated()
    lived_and_destroyed(url)
    yield url
    database_factory.drop(url)


@pytest.fixture
def log(lived_url, monkeypatch):
    monkeypatch.setenv("UPPHANDLING_DATABASE", lived_url)
    with Database(lived_url) as database:
        yield database


def test_what_is_right_is_told_with_how_much_was_counted(cli, log):
    said = cli("verify", "--json")
    told = cli("verify")

    assert said.code == told.code == 0
    data = said.json["data"]
    assert (data["total"], data["underivable"], data["differences"]) == (0, 0, [])
    assert all(number > 0 for number in data["checked"].values())
    assert set(data["checked"]) == set(map(str, Computation)) == set(WHAT)
    assert "Allt stämmer." in told.out


def test_what_is_wrong_is_told_with_both_values_and_why(cli, log):
    with changed(
        log, "agreement.signed", lambda data: data["terms"].update(share_percent=25.0)
    ):
        said = cli("verify", "--json")
        told = cli("verify", "--case", "agreement:avtal", "--jobs", "1")

    assert said.code == told.code == 1
    assert said.json["status"] == "found"
    events = [
        one
        for one in said.json["data"]["differences"]
        if one["computation"] != "read_model"
    ]
    assert events == [
        {
            "case": "agreement:avtal",
            "event": "agreement:avtal@1",
            "field": "terms.share_percent",
            "recorded": 25.0,
            "recomputed": 0.0,
            "why": "Avtal har ingåtts efter upphandling (LOU 20 kap. 1 §).",
            "computation": "share",
            "derivable": True,
        }
    ]
    for word in ("agreement:avtal@1", "terms.share_percent", "25,00", "0,00"):
        assert word in told.out
    assert "1 skillnader, varav 0 inte kan räknas om." in told.out


@pytest.mark.parametrize("case", ["agreement:ingen", "ingenting", "tender:"])
def test_a_case_that_is_not_there_is_refused(cli, log, case):
    said = cli("verify", "--case", case)

    assert said.code == 1
    assert "Ärendet finns inte." in said.err


def test_an_award_that_is_not_decided_is_not_there(cli, sqlite_url, monkeypatch):
    with Town(sqlite_url, "2026-02-02T09:00") as town:
        town.founded().opened("hemtjanst")
        town.do(
            "tender.score_bid",
            {
                "tender": "hemtjanst",
                "bid": "anbud-1",
                "criterion": "kvalitet",
                "points": 4.0,
                "motive": "God.",
            },
        )
        town.do("award.propose", {"award": "tilldelning", "tender": "hemtjanst"})
    monkeypatch.setenv("UPPHANDLING_DATABASE", sqlite_url)

    assert "Ärendet finns inte." in cli("verify", "--case", "award:tilldelning").err
    assert cli("verify").code == 0


def test_a_row_that_cannot_be_read_stops_nothing_else(cli, log):
    with changed(log, "customer.granted", lambda data: data.pop("area")):
        said = cli("verify", "--json")

    assert said.code == 1
    (unread,) = [
        one for one in said.json["data"]["differences"] if one["computation"] == "form"
    ]
    assert unread["event"].startswith("customer:person-9@")
    assert said.json["data"]["checked"]["evaluation"] > 0


def test_no_processes_is_a_fault_in_the_call(cli, log):
    assert cli("verify", "--jobs", "0").code == 2
