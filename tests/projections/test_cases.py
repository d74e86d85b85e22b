"""Cases: what there is and what last happened to it, and nothing about bids."""

from __future__ import annotations

from tests.given import person
from tests.projections.test_awards import decided, proposed
from tests.projections.test_choices import registered
from tests.projections.test_tenders import opened
from upphandling.projections.cases import CASES, cases, listed, named


def test_a_case_shows_when_it_was_opened_and_what_last_happened(rows_after):
    tender = opened()

    assert rows_after(CASES, cases, tender) == [
        (
            "tender:hemtjanst",
            "tender",
            "2026-01-12T09:00",
            1,
            "2026-04-02T09:00",
            "tender.opened",
        )
    ]


def test_a_bid_is_not_a_thing_that_happened(rows_after):
    tender = opened()
    before = rows_after(CASES, cases, tender)
    tender.conclude(person("2026-05-04T10:00"), award="tilldelning")
    secret = [event for event in tender.pending_events if event.SECRET]

    assert secret == []
    assert rows_after(CASES, cases, tender) != before


def test_an_award_appears_when_it_is_decided(rows_after):
    assert rows_after(CASES, cases, proposed()) == []


def test_a_decided_award_was_opened_by_its_decision(rows_after):
    at = "2026-05-04T10:00"

    assert rows_after(CASES, cases, decided()) == [
        ("award:tilldelning", "award", at, 3, at, "award.decided")
    ]


def test_persons_are_listed_only_when_asked_for(rows_after, database):
    rows_after(CASES, cases, opened(), registered())

    with database.engine.connect() as connection:
        told = [row.case_id for row in connection.execute(listed(None, 10, 0))]
        asked = connection.execute(listed("customer_choice", 10, 0)).all()
        found = connection.scalars(named("hemtjanst")).all()

    assert told == found == ["tender:hemtjanst"]
    assert [row.case_id for row in asked] == ["customer_choice:k-1/omvardnad"]
