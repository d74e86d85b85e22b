"""Örebro as it went: no bid was good enough, and the old agreements run on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.journeys import Journey, once, run

LOV = [f"lov-utforare-{letter}" for letter in "klmnop"]


@pytest.fixture(scope="module")
def actual(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return once("orebro-actual", tmp_path_factory)


def test_no_bid_meets_the_requirements_and_all_is_cancelled(
    actual: Journey,
) -> None:
    tender = actual.found["cases"]["tender:omvardnad-2019"]
    assert tender["status"] == "cancelled"
    assert tender["reason_code"] == "all-rej"
    assert len(tender["bids"]) == 11
    assert len(tender["assessments"]) == 11
    assert all(seen.failed for seen in tender["assessments"].values())
    assert tender["review"].last_day == date(2019, 9, 26)
    assert tender["review_ended"] is True
    assert [rule for rule, _ in actual.refused()] == ["RequirementWithoutFollowUp"]


def test_the_review_window_ends_and_the_award_is_missed_by_itself(
    actual: Journey,
) -> None:
    tender, plan = "tender:omvardnad-2019", "plan:orebro-tidplan"
    ended = "tender.cancellation_review_ended"
    assert actual.fell()[-3:] == [
        ("2019-06-18T00:00:00+02:00", "tender.closed", tender),
        ("2019-09-27T00:00:00+02:00", ended, tender),
        ("2019-10-16T00:00:00+02:00", "plan.milestone_missed", plan),
    ]
    assert actual.found["fell"][-1]["data"]["milestone"] == "tilldelning"


def test_the_chair_decision_is_reported_to_the_board(actual: Journey) -> None:
    system = actual.found["cases"]["choice_system:orebro"]
    assert "ordforandebeslut-2019-09-16" in system["decisions"]
    assert system["urgent"] == []
    assert actual.found["events"]["choice_system.chair_decision_reported"] == 1


def test_the_promise_is_withdrawn_with_what_hung_on_the_award(
    actual: Journey,
) -> None:
    milestones = actual.milestones()
    assert milestones["tilldelning"] == ("missed", None)
    for fallen in ("kundval", "overtagande", "i-drift"):
        assert milestones[fallen] == ("abandoned", None)
    for row in actual.found["timetable"]["milestones"]:
        assert (row["status"] == "abandoned") == bool(row["reason"])
    assert actual.promises() == {
        "brev-i-host": "withdrawn",
        "ingen-byter-15-april": "kept",
    }


def test_the_old_agreements_run_on(actual: Journey) -> None:
    for key in LOV:
        agreement = actual.found["cases"][f"agreement:{key}"]
        assert agreement["status"] == "in_force"
        assert agreement["ends_on"] == date(2020, 11, 1)
    assert actual.found["events"]["agreement.notice_given"] == 6
    assert actual.found["events"]["agreement.extended"] == 6
    assert actual.covered() == 3000
    assert sorted(actual.shares()) == ["egen-regi-lov", *LOV]


def test_everybody_is_covered_to_the_last_day_of_the_extension(
    tmp_path: Path,
) -> None:
    last_day = run("orebro-actual", f"sqlite:///{tmp_path}/extended.db", "2020-11-01")
    assert last_day.covered() == 3000
    assert last_day.fell()[-1][0] == "2019-10-16T00:00:00+02:00"
