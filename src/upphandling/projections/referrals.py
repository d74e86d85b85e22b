"""Referred questions (hänskjutna frågor): what was asked, what waits, what was answered."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, Select, String, Table, select

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    Projection,
    patch,
    put,
)
from upphandling.projections.decisions import decisions

questions = Table(
    "questions",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("question", String, primary_key=True),
    Column("from_body", String, nullable=False),
    Column("to_body", String, nullable=False),
    Column("matter", String, nullable=False),
    Column("blocks", String, nullable=False),
    Column("services", String, nullable=False),
    Column("referred_at", Moment, nullable=False),
    Column("decision", String),
    Column("outcome", String),
    Column("answered_at", Moment),
)

REFERRALS = Projection("referrals", "Hänskjutna frågor", (questions,))


@REFERRALS.on(ChoiceSystem.QuestionReferred)
def referred(fact: Fact) -> Iterable[Change]:
    yield put(
        questions,
        fact.key,
        fact.data["question"],
        from_body=fact.data["from_body"],
        to_body=fact.data["to_body"],
        matter=fact.data["matter"],
        blocks=json.dumps(fact.data["blocks"]),
        services=json.dumps(fact.data["services"]),
        referred_at=fact.data["effective_at"],
        decision=None,
        outcome=None,
        answered_at=None,
    )


@REFERRALS.on(ChoiceSystem.QuestionAnswered)
def answered(fact: Fact) -> Iterable[Change]:
    yield patch(
        questions,
        fact.key,
        fact.data["question"],
        decision=fact.data["decision"],
        outcome=fact.data["outcome"],
        answered_at=fact.data["effective_at"],
    )


def register(limit: int, offset: int) -> Select[Any]:
    """Questions by system; `answered` is false also where a court annulled the answer."""
    answering = decisions.alias()
    return (
        select(
            questions,
            (
                questions.c.decision.is_not(None) & answering.c.annulled_on.is_(None)
            ).label("answered"),
        )
        .join_from(
            questions,
            answering,
            (answering.c.system == questions.c.system)
            & (answering.c.decision == questions.c.decision),
            isouter=True,
        )
        .order_by(questions.c.system, questions.c.referred_at, questions.c.question)
        .limit(limit)
        .offset(offset)
    )
