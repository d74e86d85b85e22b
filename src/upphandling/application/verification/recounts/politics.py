"""Of a choice system and its plan: appeal times, meetings to report at, days before."""

from __future__ import annotations

from upphandling.application.verification.deadlines import counted
from upphandling.application.verification.findings import Computation
from upphandling.application.verification.recount import recount
from upphandling.domain.calendar import swedish_calendar
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.choice_system.legal_force import DAYS_TO_ANNOUNCE
from upphandling.domain.choice_system.terms import AppealOutcome
from upphandling.domain.plan import Plan

DATE, DEADLINE, CARRIED = Computation.DATE, Computation.DEADLINE, Computation.CARRIED


def _standing_appeal(said: ChoiceSystem.AppealRuled, system: ChoiceSystem) -> object:
    """What runs on when no court has the decision any more."""
    if said.outcome is AppealOutcome.ANNULLED or _other_appeals(said, system):
        return None
    return system.legal_force.get(said.decision)


def _other_appeals(
    said: ChoiceSystem.AppealRuled, system: ChoiceSystem
) -> tuple[str, ...]:
    return tuple(sorted(system._pending(said.decision) - {said.case_number}))


POLITICS = (
    recount(
        ChoiceSystem.ReportScheduled,
        "meeting_on",
        DATE,
        lambda said, system, _: system._next_meeting(said.decision),
    ),
    recount(
        ChoiceSystem.ChairDecisionUnreported,
        "meeting_on",
        DATE,
        lambda said, system, _: system.to_report[said.decision],
    ),
    recount(
        ChoiceSystem.MinutesAnnounced,
        "appeal",
        DEADLINE,
        lambda said, _system, _: counted("legality-appeal", said.appeal.trigger),
    ),
    recount(
        ChoiceSystem.MinutesAnnouncedLate,
        "latest announced_on",
        DATE,
        lambda said, system, _: (
            swedish_calendar().next_open(said.approved_on + DAYS_TO_ANNOUNCE),
            system.announced[said.decision].trigger,
        ),
    ),
    recount(
        ChoiceSystem.MinutesTakenDown,
        "last_day",
        DATE,
        lambda said, system, _: system.announced[said.decision].last_day,
    ),
    recount(
        ChoiceSystem.AppealRuled,
        "decision still_pending",
        CARRIED,
        lambda said, system, _: (
            system.appeals[said.case_number],
            _other_appeals(said, system),
        ),
    ),
    recount(
        ChoiceSystem.AppealRuled,
        "appeal",
        DEADLINE,
        lambda said, system, _: _standing_appeal(said, system),
    ),
    *(
        recount(
            event,
            "from_on to_on",
            DATE,
            lambda said, system, _: (
                system.terms_of_office[said.term].from_on,
                system.terms_of_office[said.term].to_on,
            ),
        )
        for event in (ChoiceSystem.ProgrammeAdopted, ChoiceSystem.ProgrammeMissing)
    ),
    recount(
        Plan.MilestoneMoved,
        "before",
        DATE,
        lambda said, plan, _: plan.intervals[said.milestone],
    ),
    recount(
        Plan.MilestoneMissed,
        "latest",
        DATE,
        lambda said, plan, _: plan.intervals[said.milestone].latest,
    ),
    recount(
        Plan.PromiseBroken,
        "latest",
        DATE,
        lambda said, plan, _: plan.due[said.promise].latest,
    ),
)
