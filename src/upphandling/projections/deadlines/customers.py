"""What a care decision waits for: to begin, to expire, and to be reported if not executed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upphandling.domain.customer import Customer
from upphandling.domain.instants import start_of
from upphandling.projections.base import Change, Fact, instant_text
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    after,
    counted,
    over,
    until,
)


@DEADLINES.on(Customer.Granted)
def granted(fact: Fact) -> Iterable[Change]:
    decision = fact.data["decision"]
    valid_from = date.fromisoformat(fact.data["valid_from"])
    begins_at = instant_text(start_of(valid_from))
    if begins_at > fact.data["effective_at"]:
        yield until(
            fact, Deadline.CARE_DECISION_BEGINS, begins_at, valid_from, decision
        )
    if fact.data["valid_to"] is not None:
        yield _ends(fact, fact.data["valid_to"])
    yield counted(fact, Deadline.UNEXECUTED_DECISION, fact.data["report_by"], decision)


@DEADLINES.on(Customer.DecisionBegan)
def decision_began(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.CARE_DECISION_BEGINS, fact.data["decision"])


@DEADLINES.on(Customer.DecisionEnded)
def decision_ended(fact: Fact) -> Iterable[Change]:
    yield _ends(fact, fact.data["last_day"])
    if fact.data["last_day"] < fact.data["valid_from"]:
        yield over(fact, Deadline.CARE_DECISION_BEGINS, fact.data["decision"])


@DEADLINES.on(Customer.DecisionExpired)
def decision_expired(fact: Fact) -> Iterable[Change]:
    yield from _nothing_more(fact, fact.data["decision"])


@DEADLINES.on(Customer.Died)
def died(fact: Fact) -> Iterable[Change]:
    for decision in fact.data["decisions"]:
        yield from _nothing_more(fact, decision)


@DEADLINES.on(Customer.Executed, Customer.ReportDue)
def report_moot_or_called_for(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.UNEXECUTED_DECISION, fact.data["decision"])


@DEADLINES.on(Customer.Interrupted, Customer.Reported)
def report_counted_anew(fact: Fact) -> Iterable[Change]:
    yield counted(
        fact,
        Deadline.UNEXECUTED_DECISION,
        fact.data["report_by"],
        fact.data["decision"],
    )


def _ends(fact: Fact, valid_to: str) -> Change:
    last_day = date.fromisoformat(valid_to)
    return until(
        fact,
        Deadline.CARE_DECISION_ENDS,
        after(last_day),
        last_day,
        fact.data["decision"],
    )


def _nothing_more(fact: Fact, decision: str) -> Iterable[Change]:
    yield over(fact, Deadline.CARE_DECISION_BEGINS, decision)
    yield over(fact, Deadline.CARE_DECISION_ENDS, decision)
    yield over(fact, Deadline.UNEXECUTED_DECISION, decision)
