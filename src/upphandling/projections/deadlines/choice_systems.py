"""What a choice system waits for: legal force, reports, a programme."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.instants import start_of
from upphandling.projections.base import Change, Fact, instant_text
from upphandling.projections.deadlines import holding
from upphandling.projections.deadlines.table import (
    DEADLINES,
    Deadline,
    after,
    counted,
    over,
    until,
)


@DEADLINES.on(ChoiceSystem.Established)
def established(fact: Fact) -> Iterable[Change]:
    yield from holding.established(fact)


@DEADLINES.on(ChoiceSystem.QuestionReferred)
def question_referred(fact: Fact) -> Iterable[Change]:
    yield from holding.referred(fact)


@DEADLINES.on(ChoiceSystem.QuestionAnswered)
def question_answered(fact: Fact) -> Iterable[Change]:
    yield from holding.was_answered(fact)


@DEADLINES.on(ChoiceSystem.MinutesAnnounced)
def minutes_announced(fact: Fact) -> Iterable[Change]:
    yield counted(
        fact, Deadline.LEGAL_FORCE, fact.data["appeal"], fact.data["decision"]
    )


@DEADLINES.on(ChoiceSystem.MinutesTakenDown, ChoiceSystem.LegalForceGained)
def legal_force_moot(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.LEGAL_FORCE, fact.data["decision"])


@DEADLINES.on(ChoiceSystem.DecisionAnnulled)
def decision_annulled(fact: Fact) -> Iterable[Change]:
    yield from legal_force_moot(fact)
    yield from holding.was_annulled(fact)


@DEADLINES.on(ChoiceSystem.DecisionAppealed)
def decision_appealed(fact: Fact) -> Iterable[Change]:
    yield from holding.was_appealed(fact)


@DEADLINES.on(ChoiceSystem.AppealRuled)
def appeal_ruled(fact: Fact) -> Iterable[Change]:
    """The last court to let go lets it fall: then, and not when the minutes ran out."""
    yield from holding.was_ruled(fact)
    if fact.data["appeal"] is not None:
        yield counted(
            fact, Deadline.LEGAL_FORCE, fact.data["appeal"], fact.data["decision"]
        )


@DEADLINES.on(ChoiceSystem.ReportScheduled)
def report_scheduled(fact: Fact) -> Iterable[Change]:
    decision, meeting_on = fact.data["decision"], fact.data["meeting_on"]
    if meeting_on is None:
        yield over(fact, Deadline.CHAIR_DECISION_REPORT_DUE, decision)
    else:
        day = date.fromisoformat(meeting_on)
        yield until(fact, Deadline.CHAIR_DECISION_REPORT_DUE, after(day), day, decision)


@DEADLINES.on(ChoiceSystem.ChairDecisionReported, ChoiceSystem.ChairDecisionUnreported)
def report_settled(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.CHAIR_DECISION_REPORT_DUE, fact.data["decision"])


@DEADLINES.on(ChoiceSystem.TermOfOfficeBegan)
def term_of_office_began(fact: Fact) -> Iterable[Change]:
    day = date.fromisoformat(fact.data["remind_on"])
    yield until(
        fact,
        Deadline.PROGRAMME_DUE,
        instant_text(start_of(day)),
        day,
        fact.data["term"],
    )


@DEADLINES.on(ChoiceSystem.ProgrammeAdopted, ChoiceSystem.ProgrammeMissing)
def programme_settled(fact: Fact) -> Iterable[Change]:
    yield over(fact, Deadline.PROGRAMME_DUE, fact.data["term"])
