"""What an application waits for: completion, an answer, the time for rättelse."""

from __future__ import annotations

from collections.abc import Iterable

from upphandling.domain.application import Application
from upphandling.projections.base import Change, Fact
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    counted,
    over,
)


@DEADLINES.on(Application.Received)
def application_received(fact: Fact) -> Iterable[Change]:
    yield counted(fact, Deadline.ANSWER_DUE, fact.data["answer_due"])


@DEADLINES.on(Application.CompletionAsked)
def completion_asked(fact: Fact) -> Iterable[Change]:
    yield counted(fact, Deadline.COMPLETION_DUE, fact.data["until"])


@DEADLINES.on(Application.Completed, Application.CompletionOverdue)
def completion_over(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.COMPLETION_DUE)


@DEADLINES.on(Application.AnswerOverdue, Application.Approved)
def answer_over(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.ANSWER_DUE)


@DEADLINES.on(Application.Rejected)
def application_rejected(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.ANSWER_DUE)
    yield counted(fact, Deadline.RATTELSE_TIME_ENDS, fact.data["rattelse"])


@DEADLINES.on(Application.RattelseTimeEnded)
def rattelse_time_ended(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.RATTELSE_TIME_ENDS)


@DEADLINES.on(Application.Reopened)
def application_reopened(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.RATTELSE_TIME_ENDS)
    yield counted(fact, Deadline.ANSWER_DUE, fact.data["answer_due"])


@DEADLINES.on(Application.Withdrawn)
def application_withdrawn(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.ANSWER_DUE)
    yield over(fact, Deadline.COMPLETION_DUE)
