"""What changed in a case between two times that it was known at."""

from __future__ import annotations

import pytest

from tests.award_town import TENDER, compared
from upphandling.interfaces.history import difference

PROVIDER = "provider:utforare-a"


@pytest.fixture
def diff(cli):
    def call(*args: str):
        return cli("case", "diff", *args, "--json")

    return call


def test_every_changed_field_is_told_with_the_event_that_changed_it(licensed, diff):
    found = diff(PROVIDER, "2026-02-06T00:00", "2026-02-13T00:00").json["data"]

    assert found["changes"] == [
        {
            "field": "rulings.tillstand-1.in_force_from",
            "old": "2026-02-01",
            "new": "2026-03-01",
            "events": [f"{PROVIDER}@3"],
        }
    ]
    assert [line["event"] for line in found["events"]] == [f"{PROVIDER}@3"]
    assert (found["known_before"], found["followed"]) == (True, True)


def test_the_page_for_people_has_both_values_and_the_events_between(licensed, cli):
    said = cli("case", "diff", PROVIDER, "2026-02-06T00:00", "2026-02-13T00:00")

    assert said.code == 0
    for words in ("2026-02-01", "2026-03-01", f"{PROVIDER}@3", "har rättats"):
        assert words in said.out


def test_nothing_has_changed_where_nothing_was_recorded(licensed, diff):
    found = diff(PROVIDER, "2026-02-06T00:00", "2026-02-07T00:00").json["data"]

    assert (found["changes"], found["events"]) == ([], [])


def test_a_case_that_was_not_known_at_first_is_all_new(licensed, diff, cli):
    found = diff(PROVIDER, "2026-01-01T00:00", "2026-02-03T00:00").json["data"]

    assert found["known_before"] is False
    assert {
        "field": "name",
        "old": None,
        "new": "Utförare A",
        "events": [f"{PROVIDER}@1"],
    } in (found["changes"])
    text = cli("case", "diff", PROVIDER, "2026-01-01T00:00", "2026-02-03T00:00").out
    assert "inte känt vid den första tidpunkten" in text


def test_what_held_at_an_instant_changed_when_it_was_recorded_late(licensed, diff):
    times = ("2026-02-03T00:00", "2026-02-06T00:00")

    held = diff(PROVIDER, *times, "--true-at", "2026-02-02T13:00").json["data"]
    before = diff(PROVIDER, *times, "--true-at", "2026-02-02T12:00").json["data"]

    assert [line["event"] for line in held["events"]] == [f"{PROVIDER}@2"]
    assert [row["field"] for row in held["changes"]] == ["rulings.tillstand-1"]
    assert (before["changes"], before["events"]) == ([], [])


DAYS = ("2026-02-06T00:00", "2026-02-07T00:00")


def test_times_that_make_no_sense_are_told(licensed, diff):
    for times, code, rule in (
        (("2026-02-06T00:00", "2999-01-01T00:00"), 1, "NotYetKnown"),
        (("2025-01-01T00:00", "2025-02-01T00:00"), 1, "NothingKnown"),
        (("2026-02-06T00:00", "2026-02-05T00:00"), 2, None),
        (("i går", "2026-02-05T00:00"), 2, None),
        (("2025-10-26T02:30", "2026-02-05T00:00"), 2, None),
        (("2026-02-05T00:00", "2026-03-29T02:30"), 2, None),
        ((*DAYS, "--true-at", "2999-01-01T00:00"), 1, "NotYetKnown"),
    ):
        said = diff(PROVIDER, *times)

        assert said.code == code
        assert said.json["diagnostics"][0].get("rule") == rule


def test_the_changes_are_read_page_by_page(licensed, diff):
    times = ("2026-01-01T00:00", "2026-02-13T00:00")
    whole = diff(PROVIDER, *times).json["data"]["changes"]
    pages = [
        diff(PROVIDER, *times, "--limit", "1", "--offset", str(n)).json["data"]
        for n in range(len(whole))
    ]

    assert [row for page in pages for row in page["changes"]] == whole


def test_a_sealed_tender_tells_nothing_of_its_bids(town, diff, cli):
    town.founded().announced("hemtjanst", "2026-03-20")
    town.clock.now = town.clock.now.replace(day=9)
    bid = {
        "bid": "anbud-1",
        "bidder": "utforare-x",
        "name": "Utförare X",
        "lots": ["norr"],
    }
    town.do("tender.receive_bid", {**TENDER, **bid, "content_hash": "0" * 64})

    times = ("2026-02-03T00:00", "2026-02-10T00:00")
    found = diff("tender:hemtjanst", *times).json["data"]

    assert (found["changes"], found["events"]) == ([], [])
    assert "utforare-x" not in cli("case", "diff", "tender:hemtjanst", *times).out


def test_too_many_events_between_are_not_asked_one_by_one(town, diff, monkeypatch):
    monkeypatch.setattr(difference, "FOLLOWED", 3)
    compared(town.founded(), {"a": 4.0, "b": 3.0, "c": 2.0})
    town.do("tender.cancel", {**TENDER, "reason_code": "other", "reasons": "Skäl."})

    found = diff("tender:hemtjanst", "2026-01-01T00:00", "2026-04-02T09:00").json[
        "data"
    ]

    assert found["followed"] is False
    assert all(row["events"] == [] for row in found["changes"])
    assert len(found["events"]) > 3
