"""What lawfully holds a deadline back: a court that has the decision, an open question.

Such a deadline waits; it is neither due nor late. The minutes do not know of an appeal
that came before them, nor an agreement of a question about its services, so they are laid
against each other here, whenever the deadlines are asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    String,
    Table,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from upphandling.domain.choice_system import Phase
from upphandling.projections.base import (
    READ_MODELS,
    Change,
    Fact,
    Moment,
    drop,
    put,
)
from upphandling.projections.deadlines.followed import followable

LEGAL_FORCE = "legal_force"
AGREEMENT_BEGINS = "agreement_begins"

ANY_SERVICE = ""  # a question about no service in particular holds every bundle


class WaitsFor(StrEnum):
    """What has to happen first."""

    RULING = "court_ruling"
    ANSWER = "question_answer"


appealed = Table(
    "appealed_decisions",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("case_number", String, primary_key=True),
    Column("decision", String, nullable=False),
    Column("since", Moment, nullable=False),
    Column("held_by", String, nullable=False),
)

asked = Table(
    "blocking_questions",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("question", String, primary_key=True),
    Column("service", String, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("held_by", String, nullable=False),
)

answered = Table(
    "blocking_answers",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("question", String, primary_key=True),
    Column("decision", String, nullable=False),
)

annulled = Table(
    "annulled_decisions",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("decision", String, primary_key=True),
    Column("since", Moment, nullable=False),
    Column("held_by", String, nullable=False),
)

bundled = Table(
    "bundled_services",
    READ_MODELS,
    Column("system", String, primary_key=True),
    Column("bundle", String, primary_key=True),
    Column("service", String, primary_key=True),
)

TABLES = (appealed, asked, answered, annulled, bundled)


def established(fact: Fact) -> Iterable[Change]:
    for bundle in fact.data["configuration"]["bundles"]:
        for service in bundle["services"]:
            yield put(bundled, fact.key, bundle["key"], service)


def referred(fact: Fact) -> Iterable[Change]:
    if Phase.BEGIN_AGREEMENT in fact.data["blocks"]:
        for service in fact.data["services"] or [ANY_SERVICE]:
            yield put(
                asked,
                fact.key,
                fact.data["question"],
                service,
                since=fact.data["effective_at"],
                held_by=fact.reference,
            )


def was_answered(fact: Fact) -> Iterable[Change]:
    yield put(answered, fact.key, fact.data["question"], decision=fact.data["decision"])


def was_appealed(fact: Fact) -> Iterable[Change]:
    yield put(
        appealed,
        fact.key,
        fact.data["case_number"],
        decision=fact.data["decision"],
        since=fact.data["effective_at"],
        held_by=fact.reference,
    )


def was_ruled(fact: Fact) -> Iterable[Change]:
    yield drop(appealed, fact.key, fact.data["case_number"])


def was_annulled(fact: Fact) -> Iterable[Change]:
    yield put(
        annulled,
        fact.key,
        fact.data["decision"],
        since=fact.data["effective_at"],
        held_by=fact.reference,
    )


def held() -> Select[Any]:
    """Which deadlines wait: `waits_for` what, `waits_on` which one, `since` when.

    `held_by` is the event that made them wait, as `case@version`.
    """
    return select(union_all(_before_a_court(), _unanswered()).subquery("held"))


def is_free(deadlines: Table) -> ColumnElement[bool]:
    """Whether nothing holds a deadline back."""
    row, back = deadlines.c, held().subquery("back").c
    return tuple_(row.case_id, row.deadline, row.part).not_in(
        select(back.case_id, back.deadline, back.part)
    )


def _before_a_court() -> Select[Any]:
    """A decision gains no legal force while a court has it."""
    return select(
        (literal("choice_system:", String) + appealed.c.system).label("case_id"),
        literal(LEGAL_FORCE, String).label("deadline"),
        appealed.c.decision.label("part"),
        literal(WaitsFor.RULING.value, String).label("waits_for"),
        appealed.c.case_number.label("waits_on"),
        appealed.c.since.label("since"),
        appealed.c.held_by.label("held_by"),
    )


def _unanswered() -> Select[Any]:
    """No agreement begins that a question stops; an annulled answer is none."""
    agreement, question, answer = followable.c, asked.c, answered.c
    return (
        select(
            (literal("agreement:", String) + agreement.agreement).label("case_id"),
            literal(AGREEMENT_BEGINS, String).label("deadline"),
            literal("", String).label("part"),
            literal(WaitsFor.ANSWER.value, String).label("waits_for"),
            question.question.label("waits_on"),
            func.coalesce(annulled.c.since, question.since).label("since"),
            func.coalesce(annulled.c.held_by, question.held_by).label("held_by"),
        )
        .distinct()
        .join_from(followable, asked, question.system == agreement.system)
        .outerjoin(
            answered,
            and_(
                answer.system == question.system,
                answer.question == question.question,
            ),
        )
        .outerjoin(
            annulled,
            and_(
                annulled.c.system == answer.system,
                annulled.c.decision == answer.decision,
            ),
        )
        .where(
            agreement.begun_at.is_(None),
            or_(answer.decision.is_(None), annulled.c.decision.is_not(None)),
            or_(
                question.service == ANY_SERVICE,
                exists().where(
                    bundled.c.system == agreement.system,
                    bundled.c.bundle == agreement.bundle,
                    bundled.c.service == question.service,
                ),
            ),
        )
    )
