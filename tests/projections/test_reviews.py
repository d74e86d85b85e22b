"""Reviews: what a register of court cases shows, and what each waits for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table

from tests.domain.review.court import (
    KEY,
    appealed,
    colleague,
    confirmed,
    filed,
    followed,
    forbidden,
    late,
    rejected,
    rule,
)
from tests.given import day, person, scheduler
from tests.projections.conftest import RowsAfter
from upphandling.domain.review import Against, Instance, Outcome, Review
from upphandling.projections.deadlines import DEADLINES, deadlines
from upphandling.projections.reviews import REVIEWS, reviews


def shown(rows_after: RowsAfter, review: Review) -> dict[str, Any]:
    (row,) = rows_after(REVIEWS, reviews, review)
    return named(reviews, row)


def named(table: Table, row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(table.c.keys(), row, strict=True))


def waits(rows_after: RowsAfter, review: Review) -> list[tuple[Any, ...]]:
    rows = rows_after(DEADLINES, deadlines, review)
    return [(row[1], row[3], row[4], row[5]) for row in rows]


def test_an_application_is_shown_with_its_court_and_its_day(rows_after):
    assert shown(rows_after, late()) == {
        "review": KEY,
        "against": "award",
        "subject": "tilldelning",
        "tender": "hemtjanst",
        "court": "fr-goteborg",
        "case_number": "1234-26",
        "applicant": "utforare-b",
        "received_on": "2026-05-11",
        "in_time": False,
        "status": "pending",
        "instance": "first",
        "outcome": None,
        "appeal_last_day": None,
        "awaiting": None,
        "followed": False,
        "may_be_performed": True,
        "to_be_asked_since": None,
    }


def test_an_outcome_is_shown_when_it_is_confirmed(rows_after):
    review = rule(
        filed(), Outcome.REDO, "2026-06-15", appeal_last_day=day("2026-07-06")
    )
    row = shown(rows_after, review)
    assert (row["outcome"], row["awaiting"]) == (None, "dom")
    assert row["appeal_last_day"] == "2026-07-06"

    row = shown(rows_after, confirmed(review))
    assert (row["outcome"], row["awaiting"], row["status"]) == ("redo", None, "ruled")


def test_a_ruling_that_is_taken_away_leaves_no_trace_in_the_register(rows_after):
    review = filed()
    before = shown(rows_after, review)
    rule(review, Outcome.REDO, "2026-06-15", appeal_last_day=day("2026-07-06"))
    review.retract_ruling(colleague("2026-06-16T09:00"), ruling="dom", reason="Fel.")

    assert shown(rows_after, review) == before


def test_a_measure_that_is_lifted_waits_to_be_confirmed(rows_after):
    review = forbidden(late())
    review.lift_interim(
        person("2026-06-16T09:00"),
        ruling="beslut",
        instance=Instance.FIRST,
        decided_on=day("2026-06-15"),
        ten_day_period=True,
    )
    assert shown(rows_after, review)["awaiting"] == "beslut"

    row = shown(rows_after, confirmed(review, "beslut"))
    assert (row["awaiting"], row["outcome"], row["status"]) == (None, None, "pending")


def test_an_appeal_shows_the_court_that_has_the_case_now(rows_after):
    row = shown(rows_after, appealed(rejected()))

    assert (row["status"], row["instance"], row["outcome"]) == (
        "pending",
        "second",
        "rejected",
    )


def test_an_order_that_is_followed_and_a_case_that_is_closed_are_shown(rows_after):
    review = followed()
    review.close(person("2026-08-03T09:00"), reason="Klart.")

    row = shown(rows_after, review)

    assert (row["followed"], row["status"]) == (True, "ended")


def test_whether_a_contract_may_be_performed_is_shown(rows_after):
    review = filed(against=Against.AGREEMENT)
    said = {"instance": Instance.FIRST, "decided_on": day("2026-05-29")}

    review.forbid_performance(person("2026-06-01T09:00"), **said)
    assert shown(rows_after, review)["may_be_performed"] is False
    review.allow_performance(person("2026-06-02T09:00"), **said)
    assert shown(rows_after, review)["may_be_performed"] is True


def test_whoever_should_ask_the_court_is_told_until_the_court_has_spoken(rows_after):
    review = filed(ask_again_days=14)
    review.remind_to_ask(scheduler("2026-05-26T00:00"))
    assert shown(rows_after, review)["to_be_asked_since"] == "2026-05-26"

    assert shown(rows_after, forbidden(review))["to_be_asked_since"] is None


# -- What a review waits for -------------------------------------------------------


def test_a_review_waits_for_new_grounds_to_be_barred_and_for_the_next_question(
    rows_after,
):
    review = filed(ask_again_days=14)
    barred = (
        "new_grounds_barred",
        "2026-06-02T00:00",
        "2026-06-01",
        "LOU 20 kap. 5 b §",
    )
    assert waits(rows_after, review) == [
        ("ask_the_court", "2026-05-26T00:00", "2026-05-26", None),
        barred,
    ]

    review.remind_to_ask(scheduler("2026-05-26T00:00"))
    assert waits(rows_after, review) == [
        ("ask_the_court", "2026-06-09T00:00", "2026-06-09", None),
        barred,
    ]
    review.bar_new_grounds(scheduler("2026-06-02T00:00"))
    assert [row[0] for row in waits(rows_after, review)] == ["ask_the_court"]


def test_a_closed_case_waits_for_nothing_until_it_is_appealed_after_all(rows_after):
    review = confirmed(
        rule(filed(ask_again_days=14), Outcome.REJECTED, "2026-05-20"),
        at="2026-05-21T09:00",
    )
    review.close(person("2026-05-22T09:00"), reason="Klart.")
    assert waits(rows_after, review) == []

    appealed(review, "2026-06-08")
    assert waits(rows_after, review) == [
        ("ask_the_court", "2026-06-22T00:00", "2026-06-22", None)
    ]
