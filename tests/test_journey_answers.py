"""Suppliers ask; who is answered late gives all of them more time for bids."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from tests.given import local
from tests.town import Town, not_allowed
from upphandling.domain.base import Role
from upphandling.domain.choice_system.refusals import QuestionUnanswered
from upphandling.domain.tender import Status, Tender
from upphandling.domain.tender.refusals import AnswerTooLate, ExtensionOwed

TENDER = {"tender": "hemtjanst"}
QUESTION = {
    **TENDER,
    "question": "fraga-1",
    "text": "Vad menas med ledning?",
    "received_on": "2026-03-16",
    "in_good_time": True,
}
ANSWER = {**TENDER, "question": "fraga-1", "text": "En namngiven chef."}
EXTEND = {**TENDER, "last_day": "2026-04-22", "reason": "Svaret dröjde."}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    """Bids until 1 April, answers until 26 March."""
    with Town(database_url, "2026-02-02T09:00") as town:
        town.founded().announced("hemtjanst", "2026-04-01")
        town.clock.now = local("2026-03-17T09:00")
        yield town


def the_tender(town: Town) -> Tender:
    tender = town.case("tender:hemtjanst")
    assert isinstance(tender, Tender)
    return tender


def test_a_question_that_is_answered_in_time_moves_nothing(town):
    town.do("tender.receive_question", QUESTION)
    town.do("tender.answer_question", ANSWER)

    assert town.at("2026-03-26T23:59:59") == []
    assert town.at("2026-03-27T00:00") == ["tender.answers_limit_passed"]
    assert town.at("2026-04-02T00:00") == ["tender.closed"]
    assert town.house.next_due() is None


def test_the_limit_passes_also_when_nobody_has_asked(town):
    assert town.at("2026-03-27T00:00") == ["tender.answers_limit_passed"]
    assert town.log("tender:hemtjanst")[-1][1]["unanswered"] == []


def test_a_tender_that_owes_more_time_waits_for_a_person_and_is_warned_of_once(town):
    town.do("tender.receive_question", QUESTION)
    with structlog.testing.capture_logs() as lines:
        assert town.at("2026-04-02T09:00") == ["tender.answers_limit_passed"]
        assert town.at("2026-04-03T09:00") == []
    assert [one["rule"] for one in lines if one["event"] == "deadline_refused"] == [
        "ExtensionOwed"
    ]
    with pytest.raises(ExtensionOwed):
        town.do("tender.close", TENDER)
    with pytest.raises(AnswerTooLate):
        town.do("tender.answer_question", ANSWER)
    with not_allowed("role"):
        town.do("tender.extend", EXTEND, by="scheduler", role=Role.SCHEDULER)

    town.do("tender.extend", EXTEND)
    town.do("tender.answer_question", ANSWER)

    assert town.at("2026-04-16T00:00") == []
    assert town.at("2026-04-17T00:00") == ["tender.answers_limit_passed"]
    assert town.at("2026-04-22T23:59:59") == []
    assert town.at("2026-04-23T00:00") == ["tender.closed"]
    assert the_tender(town).status is Status.CLOSED


def test_a_late_answer_with_a_new_last_day_moves_all_that_waits(town):
    town.do("tender.receive_question", QUESTION)
    town.at("2026-03-28T09:00")

    town.do("tender.answer_question", {**ANSWER, "new_last_day": "2026-04-22"})

    assert [topic for topic, _ in town.log("tender:hemtjanst")[-3:]] == [
        "tender.extended",
        "tender.answer_limit_set",
        "tender.question_answered",
    ]
    assert town.at("2026-04-22T23:59:59") == ["tender.answers_limit_passed"]
    assert town.at("2026-04-23T00:00") == ["tender.closed"]


def test_a_cancelled_tender_waits_for_no_answers(town):
    town.do("tender.receive_question", QUESTION)
    town.do(
        "tender.cancel",
        {**TENDER, "reason_code": "chan-need", "reasons": "Ny budget."},
    )

    fallen = town.at("2026-04-23T00:00")

    assert [topic for topic in fallen if topic.startswith("tender.")] == []


def test_the_work_before_the_announcement_is_kept(town):
    lot = {"lot": "norr", "title": "Norr", "areas": ["norr"]}
    criterion = {"criterion": "kvalitet", "title": "Kvalitet", "max_points": 5}
    new = {"tender": "hemtjanst-2"}
    town.do(
        "tender.prepare",
        {
            **new,
            "system": "staden",
            "title": "Hemtjänst igen",
            "lots": [lot],
            "criteria": [criterion],
        },
    )
    work = {"work": "marknad", "kind": "market_analysis", "title": "Marknadsanalys"}
    when = {"earliest": "2026-03-01", "latest": "2026-03-31"}
    town.do("tender.plan_preparatory_work", {**new, **work, "when": when})
    town.do(
        "tender.record_preparatory_work",
        {
            **new,
            **work,
            "outcome": "Sju utförare är intresserade.",
            "by_whom": "Upphandlingsenheten",
            "carried_out_on": "2026-03-16",
        },
    )
    town.do(
        "tender.estimate_value",
        {
            **new,
            "value_sek": 40_000_000,
            "basis": "48 månader",
            "threshold_sek": 8_200_000,
            "threshold_source": "Myndighetens webbplats",
        },
    )
    town.do("tender.reserve", {**new, "kind": "idea_based", "grounds": "Mål."})
    town.do(
        "tender.set_procedure",
        {**new, "procedure": {"method": {"model": "quality_points"}}},
    )
    rate = {
        "service": "personal_care",
        "time_of_day": "day",
        "day_kind": "any_day",
        "ore_per_hour": 45_000,
    }
    town.do(
        "tender.set_compensation",
        {
            **new,
            "compensation": {
                "basis": "performed_time",
                "rates": [rate],
                "same_for_in_house": True,
            },
        },
    )
    content = {"title": "Villkor", "content_hash": "a" * 64}
    town.do("tender.issue_document", {**new, "document": "villkor", **content})
    announcement = {"last_day": "2026-05-04", "notice": "Annons 2026-2"}
    town.do("tender.announce", {**new, **announcement})

    topics = [topic.partition(".")[2] for topic, _ in town.log("tender:hemtjanst-2")]
    assert topics == [
        "prepared",
        "preparatory_work_planned",
        "preparatory_work_recorded",
        "value_estimated",
        "reserved",
        "procedure_set",
        "compensation_set",
        "document_issued",
        "announced",
        "documents_published",
        "answer_limit_set",
    ]


def test_a_referred_question_holds_up_the_announcement(town):
    town.do(
        "choice_system.refer_question",
        {
            "system": "staden",
            "question": "andelar",
            "from_body": "board",
            "to_body": "council",
            "matter": "Ska egen regi vara med?",
            "blocks": ["announce_tender"],
        },
    )

    with pytest.raises(QuestionUnanswered):
        town.announced("hemtjanst-2", "2026-05-04")
