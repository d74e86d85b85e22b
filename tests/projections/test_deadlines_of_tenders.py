"""Deadlines of a tender: what it waits for moves with its last day."""

from __future__ import annotations

from tests.domain.tender.cases import asked
from tests.domain.tender.stages import announced
from tests.given import day, person, scheduler
from upphandling.domain.tender import Tender
from upphandling.projections.deadlines import DEADLINES, deadlines

CASE = "tender:hemtjanst-2026"
ANSWERS = (CASE, "answers_due", "")
CLOSING = (CASE, "tender_closes", "")


def waited_for(rows_after, tender: Tender) -> list[tuple]:
    return rows_after(DEADLINES, deadlines, tender)


def test_an_announced_tender_waits_for_answers_and_for_its_last_day(rows_after):
    paragraph = "LOU 19 kap. 13 §"

    assert waited_for(rows_after, announced()) == [
        (*ANSWERS, "2026-03-27T00:00", "2026-03-26", paragraph, f"{CASE}@3", 3),
        (*CLOSING, "2026-04-02T00:00", "2026-04-01", None, f"{CASE}@2", 2),
    ]


def test_more_time_moves_both(rows_after):
    tender = announced()
    tender.extend(
        person("2026-03-23T09:00"),
        last_day=day("2026-04-22"),
        closes_at=None,
        reason="Fler behöver hinna läsa.",
    )

    assert [row[:4] for row in waited_for(rows_after, tender)] == [
        (*ANSWERS, "2026-04-17T00:00"),
        (*CLOSING, "2026-04-23T00:00"),
    ]


def test_answers_are_not_waited_for_once_their_time_has_passed(rows_after):
    tender = asked()
    tender.pass_answer_limit(scheduler("2026-03-27T00:00"))

    assert [row[:3] for row in waited_for(rows_after, tender)] == [CLOSING]


def test_nor_once_the_tender_has_closed(rows_after):
    tender = announced()
    tender.close(scheduler("2026-04-02T00:00"))

    assert waited_for(rows_after, tender) == []
