"""Bids bind for the documents' time: the clock reminds, and lets lapse what was not prolonged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.town import Town
from upphandling.projections.deadlines import waiting

TENDER = {"tender": "hemtjanst"}
TWO = {**TENDER, "present": ["handlaggare-1", "handlaggare-2"]}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        town.founded()
        town.do(
            "tender.prepare",
            {
                **TENDER,
                "system": "staden",
                "title": "Hemtjänst",
                "lots": [{"lot": "norr", "title": "Norr", "areas": ["norr"]}],
                "criteria": [
                    {"criterion": "kvalitet", "title": "Kvalitet", "max_points": 5.0}
                ],
            },
        )
        procedure = {
            "method": {"model": "quality_points"},
            "valid_days": 90,
            "reminder_days": 21,
        }
        town.do("tender.set_procedure", {**TENDER, "procedure": procedure})
        town.do(
            "tender.announce",
            {**TENDER, "last_day": "2026-04-01", "notice": "Annons 2026-1"},
        )
        for number, bidder in ((1, "utforare-a"), (2, "utforare-b")):
            town.do(
                "tender.receive_bid",
                {
                    **TENDER,
                    "bid": f"anbud-{number}",
                    "bidder": bidder,
                    "name": "Utförare",
                    "lots": ["norr"],
                    "content_hash": "0" * 64,
                },
            )
        yield town


def opened(town: Town) -> None:
    town.at("2026-04-01T09:00")
    assert town.at("2026-04-02T08:00") == ["tender.closed", "tender.validity_started"]
    town.do("tender.open_bids", TWO)


def awaited(town: Town) -> list[tuple[str, str]]:
    town.house.projector.catch_up()
    with town.house.database.engine.connect() as connection:
        rows = connection.execute(waiting("tender:hemtjanst", 10, 0)).all()
    return [(row.deadline, row.last_day.isoformat()) for row in rows]


def test_the_clock_reminds_and_lets_lapse_what_was_not_prolonged(town):
    opened(town)
    assert awaited(town) == [
        ("bid_validity_reminder", "2026-06-09"),
        ("bid_validity_ends", "2026-06-30"),
    ]

    assert town.at("2026-06-10T08:00") == ["tender.prolongation_due"]
    assert awaited(town) == [("bid_validity_ends", "2026-06-30")]
    town.do(
        "tender.ask_for_prolongation",
        {**TENDER, "until": "2026-09-30", "reason": "Prövningen tar längre tid."},
    )
    town.do("tender.accept_prolongation", {**TENDER, "bid": "anbud-1"})
    assert awaited(town) == [
        ("bid_validity_ends", "2026-06-30"),
        ("bid_validity_reminder", "2026-09-09"),
    ]

    assert town.at("2026-07-01T00:00") == ["tender.validity_ended"]
    assert town.case("tender:hemtjanst").in_play == {"anbud-1"}
    assert awaited(town) == [
        ("bid_validity_reminder", "2026-09-09"),
        ("bid_validity_ends", "2026-09-30"),
    ]

    assert town.at("2026-10-02T00:00") == [
        "tender.prolongation_due",
        "tender.validity_ended",
    ]
    assert town.case("tender:hemtjanst").in_play == set()
    assert awaited(town) == []


def test_the_validity_ends_at_the_midnight_after_its_last_day(town):
    opened(town)
    town.at("2026-06-10T08:00")

    assert town.at("2026-06-30T23:59:59") == []
    assert town.at("2026-07-01T00:00") == ["tender.validity_ended"]
    assert town.case("tender:hemtjanst").bound_until is None


def test_a_cancelled_tender_waits_for_no_validity(town):
    opened(town)

    town.do(
        "tender.cancel", {**TENDER, "reason_code": "chan-need", "reasons": "Ny budget."}
    )

    assert awaited(town) == []


def test_a_hearing_is_not_among_what_everybody_may_see_is_awaited(town):
    opened(town)
    before = awaited(town)

    town.do(
        "tender.intend_exclusion",
        {
            **TENDER,
            "bid": "anbud-1",
            "ground": "insolvency",
            "circumstances": "Konkursansökan.",
        },
    )
    town.do(
        "tender.ask_for_explanation", {**TENDER, "bid": "anbud-2", "about": "Priset."}
    )

    assert awaited(town) == before
