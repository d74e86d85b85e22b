"""Political decisions as the register shows them, from the day they were taken."""

from __future__ import annotations

from tests.domain.choice_system.cases import (
    APPEAL,
    announced,
    appealed,
    decided,
    decided_by_the_chair,
    ruled,
)
from tests.given import day, person, scheduler
from upphandling.domain.choice_system import AppealOutcome, Body
from upphandling.projections.decisions import DECISIONS, decisions

COLUMNS = decisions.columns.keys()


def shown(rows_after, *cases):
    """The one decision as a row, by column."""
    (row,) = rows_after(DECISIONS, decisions, *cases)
    return dict(zip(COLUMNS, row, strict=True))


def test_a_decision_is_shown_from_the_day_it_was_taken(rows_after):
    assert rows_after(DECISIONS, decisions, decided()) == [
        (
            "staden",
            "kf-1",
            "council",
            False,
            "2026-05-18",
            "§ 1",
            "Valfrihet i hemtjänsten",
            None,
            None,
            False,
            None,
            False,
            None,
            None,
            None,
            None,
            None,
        )
    ]


def test_the_notice_board_tells_until_when_it_may_be_appealed(rows_after):
    system = decided()
    system.announce_minutes(
        person("2026-05-29T09:00"),
        decision="kf-1",
        on=day("2026-05-28"),
        approved_on=day("2026-05-25"),
    )

    row = shown(rows_after, system)

    assert (row["announced_on"], row["last_day"]) == ("2026-05-28", "2026-06-18")
    assert row["announced_late"] is True


def test_minutes_taken_down_early_have_no_last_day(rows_after):
    system = announced()
    system.gain_legal_force(scheduler("2026-06-16T00:00"), decision="kf-1")
    assert shown(rows_after, system)["legal_force_from"] == "2026-06-16"

    system.take_down_minutes(
        person("2026-06-17T09:00"), decision="kf-1", on=day("2026-06-10")
    )

    row = shown(rows_after, system)
    assert row["taken_down_on"] == "2026-06-10"
    assert (row["last_day"], row["legal_force_from"]) == (None, None)


def test_an_appeal_stands_until_the_last_court_has_ruled(rows_after):
    system = appealed()
    system.appeal_decision(
        person("2026-06-09T09:00"), **APPEAL | {"case_number": "1235-26"}, in_time=True
    )
    for number, still in (("1234-26", True), ("1235-26", False)):
        system.rule_on_appeal(
            person("2026-10-01T09:00"),
            case_number=number,
            outcome=AppealOutcome.REJECTED,
            ruled_on=day("2026-10-01"),
        )
        assert shown(rows_after, system)["appealed"] is still


def test_a_decision_that_was_annulled_says_so(rows_after):
    row = shown(rows_after, ruled(AppealOutcome.ANNULLED))

    assert row["annulled_on"] == "2026-10-01"


def test_the_chairs_decision_shows_when_it_is_to_be_reported_and_when_it_was(
    rows_after,
):
    system = decided_by_the_chair()
    system.plan_meeting(
        person("2026-05-20T09:00"), body=Body.BOARD, on=day("2026-06-01")
    )
    row = shown(rows_after, system)
    assert (row["urgent"], row["report_due"]) == (True, "2026-06-01")

    system.note_unreported(scheduler("2026-06-02T00:00"), decision="ordf-1")
    system.report_chair_decision(
        person("2026-06-22T09:00"), decision="ordf-1", meeting_on=day("2026-06-22")
    )

    row = shown(rows_after, system)
    assert (row["unreported_on"], row["reported_on"]) == ("2026-06-01", "2026-06-22")
