"""Söderhamn: customer choice under LOV, and a question that stays unanswered."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from tests.journeys import Journey, customer_of, instant, once

IN_HOUSE = "egen-regi-omvardnad"
CHOSE_ANEW, RETURNED, DIED = "k-008d762259b8", "k-00f790342926", "k-0eb9c5ba63b8"
WAITED = "k-ny-2"


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
        ("NoticeRunning", "2018-05-16T09:00:00+02:00"),
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
    placements = soderhamn.only("choice_round.allocation_proposed")["placements"]
    placed = Counter((p["agreement"], p["code"]) for p in placements)
    assert placed == {
        (IN_HOUSE, "stayed"): 290,
        (IN_HOUSE, "choice_1"): 154,
        ("avtal-a", "choice_1"): 67,
        ("avtal-b", "choice_1"): 29,
    }
    reasons = {p["reason"] for p in placements if p["code"] == "stayed"}
    assert reasons == {
        "Du gjorde inget val. Du stannar hos Kommunens egen regi, som du har i dag."
    }


def test_exactly_those_who_had_not_chosen_are_reminded(soderhamn: Journey) -> None:
    reminded = soderhamn.only("choice_round.reminded")
    had_chosen = {
        customer_of(case)
        for case, said in soderhamn.events("customer_choice.chosen")
        if instant(said) < instant(reminded)
    }
    invited = set(soderhamn.only("choice_round.invited")["customers"])
    assert set(reminded["customers"]) == invited - had_chosen


def test_a_new_customer_chooses_on_the_day_and_begins_on_the_first(
    soderhamn: Journey,
) -> None:
    assert soderhamn.courses("k-ny-1") == [("avtal-b", date(2018, 5, 7), None)]


def test_a_new_choice_holds_after_the_notice(soderhamn: Journey) -> None:
    refusal = next(
        r for r in soderhamn.found["refused"] if r["rule"] == "NoticeRunning"
    )
    assert refusal["details"] == {"earliest_on": "2018-05-28", "on": "2018-05-16"}
    assert soderhamn.courses(CHOSE_ANEW)[-2:] == [
        (IN_HOUSE, date(2018, 2, 12), date(2018, 5, 28)),
        ("avtal-e", date(2018, 5, 28), None),
    ]


def test_whoever_returns_has_a_provider_from_the_first_day(soderhamn: Journey) -> None:
    assert soderhamn.courses(RETURNED)[-2:] == [
        (IN_HOUSE, date(2018, 2, 12), date(2018, 6, 4)),
        ("avtal-a", date(2018, 8, 20), None),
    ]
    ended = [row.care_ended for row in soderhamn.periods if row.customer == RETURNED]
    assert ended == [False, True, False]
    (choice,) = soderhamn.cases(f"customer_choice:{RETURNED}/omvardnad")
    assert (choice.wishes, choice.ended_on) == (("avtal-a",), None)


def test_responsibility_ends_with_the_customer_s_death(soderhamn: Journey) -> None:
    last = {row.bundle: row for row in soderhamn.periods if row.customer == DIED}
    assert {bundle: row.until for bundle, row in last.items()} == {
        "omvardnad": date(2018, 7, 2),
        "serviceinsatser": date(2018, 7, 2),
    }
    assert all(row.care_ended for row in last.values())
    (agreement,) = soderhamn.cases("agreement:avtal-a")
    assert DIED not in agreement.holders


def test_a_decision_not_carried_out_in_three_months_is_reported(
    soderhamn: Journey,
) -> None:
    granted = next(
        said for case, said in soderhamn.events("customer.granted") if WAITED in case
    )
    assert granted["report_by"]["last_day"] == "2018-09-11"
    due = soderhamn.only("customer.report_due")
    assert due["effective_at"] == "2018-09-11T22:00:00Z"  # midnight in Sweden
    assert (due["by"], due["last_day"]) == ("scheduler", "2018-09-11")
    reported = soderhamn.only("customer.reported")
    assert reported["reported_on"] == "2018-09-14"
    assert (reported["by"], soderhamn.text(reported["reason"])) == (
        "handlaggare-1",
        "Kunden har tackat nej till de tider som utföraren har erbjudit. (Antaget.)",
    )
    executed = dict(soderhamn.events("customer.executed"))
    assert executed[f"customer:{WAITED}"]["on"] == "2018-10-01"


def test_the_coverage_tells_honestly_who_waited_and_how_long(
    soderhamn: Journey,
) -> None:
    days = {"from_day": date(2018, 6, 11), "until": date(2018, 10, 1)}
    who = {"customer": f"{WAITED}/serviceinsatser", "responsible": 0}
    (row,) = soderhamn.found["coverage"]
    services = row["services"]
    assert row["persons"] == 914
    assert row["flaws"] == [{**who, **days, "service": None}]
    assert services["flaws"] == [{**who, **days, "service": "domestic_services"}]
    assert (days["until"] - days["from_day"]).days == 112
    for told in (row, services):
        assert told["days_without_provider"] == 112
        assert told["days_with_two_providers"] == 0
    assert row["unexecuted"]["decisions"] == 0


def test_every_customer_of_personal_care_is_with_one_of_those_admitted(
    soderhamn: Journey,
) -> None:
    care = (IN_HOUSE, "avtal-a", "avtal-b", "avtal-d", "avtal-e")
    shares = soderhamn.shares()
    assert {key: shares[key]["customers"] for key in care} == {
        IN_HOUSE: 442,
        "avtal-a": 67,
        "avtal-b": 30,
        "avtal-d": 0,
        "avtal-e": 1,
    }
