"""What pages, figures and their log keep to themselves: bids, and what was asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog

from tests.interfaces.vitals.asking import pages
from tests.town import Town

BID = {
    "tender": "prov",
    "bidder": "utforare-a",
    "name": "Utförare A",
    "lots": ["norr"],
    "content_hash": "0" * 64,
}


def test_neither_pages_nor_figures_move_with_the_number_of_bids(sqlite_url, at_once):
    """Two equal houses, one with two bids: every page says the same."""
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        town.founded().announced("prov", "2026-04-01")
        town.house.refresh()
        with pages(town.house) as page:
            before = [unmoved(page(path)[1]) for path in ("/readyz", "/metrics")]
            for number in (1, 2):
                town.do("tender.receive_bid", {**BID, "bid": f"anbud-{number}"})
            town.house.refresh()
            after = [unmoved(page(path)[1]) for path in ("/readyz", "/metrics")]

    assert after == before
    assert "upphandling_deadlines_overdue 0.0" in after[1]


def test_a_bid_that_no_read_model_has_seen_is_not_seen_to_wait(sqlite_url, at_once):
    """One that asks again and again would see each bid come."""
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        town.founded().announced("prov", "2026-04-01")
        town.house.refresh()
        with pages(town.house) as page:
            town.do("tender.receive_bid", {**BID, "bid": "anbud-1"})
            assert "upphandling_projection_lag_seconds 0.0" in page("/metrics")[1]

            town.do(
                "choice_system.set_requirement",
                {"system": "staden", "requirement": "nycklar", "text": "Nycklar."},
            )
            assert "upphandling_projection_lag_seconds 0.0" not in page("/metrics")[1]


@pytest.mark.parametrize("path", ["/19121212-1212", "/healthz?namn=19121212-1212"])
def test_what_is_asked_for_is_not_repeated_in_the_log(town, path):
    with structlog.testing.capture_logs() as lines, pages(town.house) as page:
        page(path)
        page(path, "PUT")

    said = [line for line in lines if line["event"] == "http"]
    assert [line["status"] for line in said][-1] == 405
    assert "1212" not in str(said)


def unmoved(said: str) -> list[str]:
    """The lines that do not tell of this process's own time and memory."""
    return [
        line
        for line in said.splitlines()
        if not line.startswith("process_") and "ledigt" not in line
    ]


def test_late_deadlines_of_a_sealed_tender_are_not_counted(sqlite_url, at_once):
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        town.founded().announced("prov", "2026-04-01")
        town.house.refresh()
        town.clock.now = town.clock.now.replace(year=2027)
        with pages(town.house) as page:
            assert "upphandling_deadlines_overdue 0.0" in page("/metrics")[1]

            town.with_agreement("avtal-a", starts_on="2027-05-01")
            town.house.refresh()
            town.clock.advance(timedelta(days=365))
            assert "upphandling_deadlines_overdue 0.0" not in page("/metrics")[1]
