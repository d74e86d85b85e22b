"""Referred questions as the register shows them."""

from __future__ import annotations

from tests.domain.choice_system.test_referrals import ANSWER, asked
from tests.given import person
from upphandling.projections.referrals import REFERRALS, questions


def test_a_question_is_shown_with_what_waits_and_then_with_its_answer(rows_after):
    system = asked()
    row = (
        "staden",
        "larm",
        "board",
        "council",
        "Ska utföraren få svara på trygghetslarm?",
        '["open_admission", "open_choice_round"]',
        '["safety_alarm_response"]',
        "2026-05-20T09:00",
    )
    assert rows_after(REFERRALS, questions, system) == [(*row, None, None, None)]

    system.answer_question(person("2026-06-01T09:00"), **ANSWER)

    assert rows_after(REFERRALS, questions, system) == [
        (*row, "kf-1", "Ja.", "2026-06-01T09:00")
    ]
