"""Admission under LOV: from the council's decision to providers that come and go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.admission_town import (
    ADMISSION,
    NOTICE,
    PREPARED,
    announced,
    applied,
    approved,
    contract,
    followed_up,
    founded,
    listed,
    required,
)
from tests.town import Town
from upphandling.domain.admission.refusals import (
    FollowUpMissing,
    NotOpenForApplications,
)
from upphandling.domain.application.refusals import (
    ApplicationInWrongStage,
    NothingToReject,
    StartsBeforeWindow,
)
from upphandling.domain.choice_system.refusals import QuestionUnanswered
from upphandling.domain.configuration import BundleNotUnderLov
from upphandling.domain.parts import UnknownPart
from upphandling.projections.admissions import register as admissions
from upphandling.projections.agreements import register as agreements
from upphandling.projections.applications import register as applications


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-02T09:00") as town:
        yield town


# -- From the announcement to an agreement ---------------------------------------


def test_a_provider_applies_is_approved_and_begins_when_the_round_starts(town):
    announced(town)
    town.at("2026-08-31T09:00")
    applied(town, "a")
    town.at("2026-09-14T09:00")
    town.do("application.ask_completion", {"application": "ansokan-a", "what": "Bevis"})
    town.at("2026-09-28T09:00")
    town.do(
        "application.complete", {"application": "ansokan-a", "content_hash": "b" * 64}
    )
    town.do(
        "application.assess", {"application": "ansokan-a", "motive": "Uppfyller allt."}
    )
    with pytest.raises(NothingToReject):
        town.do(
            "application.reject", {"application": "ansokan-a", "reasons": "För många."}
        )
    town.do(
        "application.approve", {"application": "ansokan-a", "motive": "Uppfyller allt."}
    )

    with pytest.raises(StartsBeforeWindow):
        town.do("agreement.admit", contract("a", starts_on="2026-11-30"))
    town.do("agreement.admit", contract("a", signed_on="2026-09-28"))
    with pytest.raises(ApplicationInWrongStage):
        town.do("agreement.admit", contract("a", agreement="avtal-igen"))

    assert town.at("2026-12-01T00:00") == ["agreement.began"]
    (agreement,) = listed(town, agreements)
    assert (agreement["provider"], agreement["regime"]) == ("utforare-a", "lov")
    assert (agreement["areas"], agreement["status"]) == (["norr"], "in_force")
    assert town.case("agreement:avtal-a").ceiling == {"norr": 40}
    (application,) = listed(town, applications)
    assert application["application_window"] == "host-2026"
    assert application["agreement"] == "avtal-a"
    assert application["answer_by"] == date(2026, 11, 30)


def test_an_application_after_the_last_day_belongs_to_the_next_round(town):
    announced(town)

    assert town.at("2026-09-01T23:59:59") == []
    applied(town, "a")
    assert town.at("2026-09-02T00:00") == ["admission.window_closed"]
    applied(town, "b")

    found = {
        row["name"]: row["application_window"] for row in listed(town, applications)
    }
    assert found == {"Utförare A": "host-2026", "Utförare B": "var-2027"}
    (admission,) = listed(town, admissions)
    assert (admission["status"], admission["bundles"]) == ("announced", ["omvardnad"])
    assert admission["apply_by"] == date(2027, 2, 1)


def test_rounds_close_year_after_year_though_nobody_looks(town):
    announced(town)

    assert town.at("2029-01-01T09:00") == ["admission.window_closed"] * 5


def test_a_silent_municipality_is_reminded_and_a_silent_applicant_too(town):
    announced(town)
    key = applied(town, "a")
    town.do("application.ask_completion", {"application": key, "what": "Bevis"})

    assert town.at("2026-02-17T00:00") == ["application.completion_overdue"]
    assert town.at("2026-05-03T00:00") == ["application.answer_overdue"]
    (application,) = listed(town, applications)
    assert application["answer_overdue"] is True


def test_a_rejection_that_a_court_upsets_is_taken_up_again(town):
    announced(town)
    key = applied(town, "a")
    with pytest.raises(UnknownPart):
        town.do(
            "application.assess",
            {"application": key, "failed": ["okant"], "motive": "Finns inte."},
        )
    town.do(
        "application.assess",
        {"application": key, "failed": ["ledning"], "motive": "Ingen ledning."},
    )
    town.do("application.reject", {"application": key, "reasons": "Ingen ledning."})
    case = {"application": key, "case_number": "1-26"}
    town.at("2026-02-20T09:00")
    town.do(
        "application.file_rattelse",
        {**case, "court": "Förvaltningsrätten", "received_on": "2026-02-20"},
    )
    assert town.at("2026-02-24T00:00") == ["application.rattelse_time_ended"]
    town.at("2026-04-20T09:00")
    town.do(
        "application.rule_rattelse",
        {**case, "outcome": "upheld", "ruled_on": "2026-04-20"},
    )

    (application,) = listed(town, applications)
    assert (application["status"], application["ruling"]) == ("received", "upheld")
    assert application["answer_by"] == date(2026, 7, 20)
    town.do("application.assess", {"application": key, "motive": "Ledning finns."})
    town.do("application.approve", {"application": key, "motive": "Uppfyller kraven."})


def test_an_applicant_that_withdraws_is_waited_for_no_longer(town):
    announced(town)
    key = applied(town, "a")
    town.do("application.withdraw", {"application": key, "reason": "Ändrade planer."})

    assert town.at("2026-08-31T09:00") == []


# -- What stands in the way of an announcement -----------------------------------


def test_an_admission_waits_for_the_follow_up_of_every_requirement(town):
    required(founded(town)).do("admission.prepare", PREPARED)

    with pytest.raises(FollowUpMissing):
        town.do("admission.announce", NOTICE)
    followed_up(town).do("admission.announce", NOTICE)


def question(blocks: str) -> dict[str, Any]:
    return {
        "system": "staden",
        "question": "larm",
        "from_body": "board",
        "to_body": "council",
        "matter": "Ska utföraren svara på larm?",
        "blocks": [blocks],
        "services": ["personal_care"],
    }


def test_an_admission_waits_for_the_answer_to_a_referred_question(town):
    followed_up(required(founded(town))).do("admission.prepare", PREPARED)
    town.do("choice_system.refer_question", question("open_admission"))

    with pytest.raises(QuestionUnanswered):
        town.do("admission.announce", NOTICE)


def test_no_agreement_is_signed_while_a_question_holds_it_up(town):
    approved(announced(town, recurring=[]), "a")
    town.do("choice_system.refer_question", question("sign_agreement"))

    with pytest.raises(QuestionUnanswered):
        town.do("agreement.admit", contract("a", starts_on="2026-03-01"))


def test_a_provider_applies_for_areas_that_exist(town):
    announced(town)

    with pytest.raises(UnknownPart):
        applied(town, "a", areas=["vaster"], capacity={})


def test_only_what_is_under_lov_may_be_applied_for(town):
    town.founded()
    town.do(
        "choice_system.record_decision",
        {
            "system": "staden",
            "decision": "kf-7",
            "body": "council",
            "taken_on": "2026-01-26",
            "minutes": "KF § 7",
            "matter": "Upphandling enligt LOU",
        },
    )

    with pytest.raises(BundleNotUnderLov):
        town.do("admission.prepare", PREPARED)


def test_an_admission_rests_on_a_decision(town):
    founded(town)

    with pytest.raises(UnknownPart):
        town.do("admission.prepare", {**PREPARED, "decision": "kf-8"})


def test_a_closed_system_takes_no_applications(town):
    announced(town).do("admission.pause", {**ADMISSION, "reason": "Kraven ses över."})

    with pytest.raises(NotOpenForApplications):
        applied(town, "a")
    town.do("admission.resume", {**ADMISSION, "reason": "Klara."})
    applied(town, "a")
    town.do("admission.withdraw", {**ADMISSION, "reason": "Nytt beslut."})

    assert "admission.window_closed" not in town.at("2027-03-01T09:00")
