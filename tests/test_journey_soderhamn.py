"""Söderhamn: customer choice under LOV, and a question that stays unanswered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.test_journey_examples import Journey, once, run, told_in_json


@pytest.fixture(scope="module")
def soderhamn(tmp_path_factory: pytest.TempPathFactory) -> Journey:
    return once("soderhamn", tmp_path_factory)


def applied(journey: Journey) -> dict[str, dict[str, Any]]:
    """The applications, by the letter of the applicant."""
    cases = journey.found["cases"]
    return {letter: cases[f"application:ansokan-{letter}"] for letter in "abcde"}


def test_the_alarm_stays_blocked_as_long_as_the_council_does_not_answer(
    soderhamn: Journey,
) -> None:
    assert soderhamn.refused() == [
        ("FollowUpMissing", "2017-11-13T09:00:00+01:00"),
        ("QuestionUnanswered", "2017-11-15T09:10:00+01:00"),
        ("StartsBeforeWindow", "2018-04-23T10:00:00+02:00"),
        ("QuestionUnanswered", "2018-12-03T09:00:00+01:00"),
    ]
    _, alarm, *_ = soderhamn.found["refused"]
    assert alarm["details"] == {
        "phase": "open_admission",
        "question": "trygghetslarm",
        "to_body": "council",
    }
    assert soderhamn.found["cases"]["admission:larmsvar"]["status"] == "prepared"
    assert soderhamn.milestones()["larmbeslut"] == ("missed", None)


def test_the_request_goes_out_in_november_and_the_choice_opens_in_january(
    soderhamn: Journey,
) -> None:
    milestones = soderhamn.milestones()
    assert milestones["forfragan"] == ("met", date(2017, 11, 15))
    assert milestones["kundval"] == ("met", date(2018, 1, 8))
    assert soderhamn.promises() == {"valja-2018": "kept"}


def test_each_round_closes_at_its_own_midnight(soderhamn: Journey) -> None:
    closed = [
        (fallen["effective_at"], fallen["data"]["window"])
        for fallen in soderhamn.found["fell"]
        if fallen["event"] == "admission.window_closed"
    ]
    assert closed == [
        ("2017-12-11T00:00:00+01:00", "forsta"),
        ("2018-02-02T00:00:00+01:00", "var-2018"),
        ("2018-09-02T00:00:00+02:00", "host-2018"),
    ]


def test_an_applicant_a_day_late_begins_half_a_year_later(soderhamn: Journey) -> None:
    found = applied(soderhamn)
    assert (found["e"]["window"], found["d"]["window"]) == ("var-2018", "host-2018")
    agreements = soderhamn.found["cases"]
    assert agreements["agreement:avtal-e"]["terms"].starts_on == date(2018, 5, 1)
    assert agreements["agreement:avtal-d"]["terms"].starts_on == date(2018, 12, 1)


def test_everybody_but_the_one_who_failed_a_requirement_is_admitted(
    soderhamn: Journey,
) -> None:
    found = applied(soderhamn)
    assert {letter: case["status"] for letter, case in found.items()} == {
        "a": "admitted",
        "b": "admitted",
        "c": "rejected",
        "d": "admitted",
        "e": "admitted",
    }
    assert found["c"]["assessment"].failed == ("ledning",)
    assert soderhamn.found["events"]["application.completed"] == 1
    assert soderhamn.found["events"]["agreement.admitted"] == 4


def test_every_answer_comes_within_three_months(soderhamn: Journey) -> None:
    assert "application.answer_overdue" not in soderhamn.found["events"]
    assert applied(soderhamn)["d"]["answer_due"].last_day == date(2018, 5, 2)


def test_those_who_do_not_choose_stay_with_the_municipality(soderhamn: Journey) -> None:
    assert soderhamn.covered() == 540
    customers = {key: row["customers"] for key, row in soderhamn.shares().items()}
    care = ("egen-regi-omvardnad", "avtal-a", "avtal-b", "avtal-d", "avtal-e")
    assert {key: customers[key] for key in care} == {
        "egen-regi-omvardnad": 444,
        "avtal-a": 67,
        "avtal-b": 29,
        "avtal-d": 0,
        "avtal-e": 0,
    }


def test_every_database_tells_the_same_story(
    soderhamn: Journey, database_url: str
) -> None:
    elsewhere = run("soderhamn", database_url)
    assert told_in_json(elsewhere) == told_in_json(soderhamn)
    assert elsewhere.periods == soderhamn.periods
