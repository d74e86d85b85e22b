"""Alarms: what the clock has noted that nobody did in time, and what answered it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from upphandling.domain.agreement import Agreement
from upphandling.domain.application import Application
from upphandling.domain.award import Award
from upphandling.domain.base import DomainEvent
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.deviation import Deviation
from upphandling.domain.dossier import Dossier
from upphandling.domain.follow_up import FollowUp
from upphandling.domain.plan import Plan
from upphandling.domain.roster import Roster
from upphandling.domain.transition import Transition
from upphandling.projections.base import Change, Fact, patch, put
from upphandling.projections.control.tables import Alarm, Teller, alarms, day_of

WHOLE = ""  # an alarm of the case itself, and not of a part of it

Parts = Callable[[dict[str, Any]], Iterable[str]]


def whole(_: dict[str, Any]) -> Iterable[str]:
    return (WHOLE,)


def part(name: str) -> Parts:
    return lambda data: (data[name],)


def parts(name: str) -> Parts:
    return lambda data: data[name]


class Sign(NamedTuple):
    """What an event says of an alarm, and of which parts of a case.

    `elsewhere` names the field with the key of a deviation that it answers.
    """

    alarm: Alarm
    parts: Parts
    elsewhere: str | None = None


RAISED: Mapping[type[DomainEvent], Sign] = {
    FollowUp.CheckOverdue: Sign(Alarm.CHECK, part("check")),
    Deviation.MeasureOverdue: Sign(Alarm.MEASURE, part("measure")),
    Deviation.HearingRanOut: Sign(Alarm.HEARING, whole),
    ChoiceSystem.ChairDecisionUnreported: Sign(Alarm.CHAIR_REPORT, part("decision")),
    ChoiceSystem.ProgrammeMissing: Sign(Alarm.PROGRAMME, part("term")),
    Award.ReasonsOverdue: Sign(Alarm.REASONS, part("bidder")),
    Award.PostAwardNoticeOverdue: Sign(Alarm.POST_AWARD_NOTICE, part("agreement")),
    Dossier.Overdue: Sign(Alarm.DOSSIER, whole),
    Application.AnswerOverdue: Sign(Alarm.APPLICATION, whole),
    Plan.MilestoneMissed: Sign(Alarm.MILESTONE, part("milestone")),
    Transition.WaveOverdue: Sign(Alarm.WAVE, part("wave")),
    Roster.BreakGlassOpened: Sign(Alarm.GLASS, part("glass")),
}
"""A broken glass is an alarm at once: somebody else must look at it."""

ANSWERED: Mapping[type[DomainEvent], tuple[Sign, ...]] = {
    FollowUp.CheckDone: (Sign(Alarm.CHECK, part("check")),),
    FollowUp.CheckCancelled: (Sign(Alarm.CHECK, part("check")),),
    FollowUp.CheckLapsed: (Sign(Alarm.CHECK, part("check")),),
    Deviation.MeasureDone: (Sign(Alarm.MEASURE, part("measure")),),
    Deviation.ProviderHeard: (Sign(Alarm.HEARING, whole),),
    Deviation.PlanDemanded: (Sign(Alarm.HEARING, whole),),
    Deviation.Closed: (
        Sign(Alarm.HEARING, whole),
        Sign(Alarm.MEASURE, parts("undone")),
    ),
    **dict.fromkeys(
        (
            Agreement.WarningGiven,
            Agreement.PaymentWithheld,
            Agreement.FineImposed,
            Agreement.NewCustomersStopped,
        ),
        (Sign(Alarm.HEARING, whole, "deviation"),),
    ),
    ChoiceSystem.ChairDecisionReported: (Sign(Alarm.CHAIR_REPORT, part("decision")),),
    ChoiceSystem.ProgrammeAdopted: (Sign(Alarm.PROGRAMME, part("term")),),
    Award.ReasonsGiven: (Sign(Alarm.REASONS, part("bidder")),),
    Award.PostAwardNoticePublished: (
        Sign(Alarm.POST_AWARD_NOTICE, parts("agreements")),
    ),
    Dossier.Completed: (Sign(Alarm.DOSSIER, whole),),
    **dict.fromkeys(
        (Application.Approved, Application.Rejected, Application.Withdrawn),
        (Sign(Alarm.APPLICATION, whole),),
    ),
    **dict.fromkeys(
        (Plan.MilestoneMet, Plan.MilestoneMoved, Plan.MilestoneAbandoned),
        (Sign(Alarm.MILESTONE, part("milestone")),),
    ),
    **dict.fromkeys(
        (Transition.WaveTakenOver, Transition.WavePostponed, Transition.NoGoDecided),
        (Sign(Alarm.WAVE, part("wave")),),
    ),
    Roster.BreakGlassReviewed: (Sign(Alarm.GLASS, part("glass")),),
}


def raises(event: type[DomainEvent]) -> Teller | None:
    """The alarm that an event raises, until something answers it."""
    if event not in RAISED:
        return None
    sign = RAISED[event]

    def tell(fact: Fact) -> Iterable[Change]:
        for name in sign.parts(fact.data):
            yield put(
                alarms,
                fact.case,
                sign.alarm.value,
                name,
                raised_on=day_of(fact),
                reference=fact.reference,
                position=fact.position,
                answered_on=None,
                answer=None,
            )

    return tell


def answers(event: type[DomainEvent]) -> Teller | None:
    """The alarms that an event answers, if they have been raised."""
    if event not in ANSWERED:
        return None

    def tell(fact: Fact) -> Iterable[Change]:
        for sign in ANSWERED[event]:
            for name in sign.parts(fact.data):
                yield patch(
                    alarms,
                    _case(fact, sign),
                    sign.alarm.value,
                    name,
                    answered_on=day_of(fact),
                    answer=fact.reference,
                )

    return tell


def _case(fact: Fact, sign: Sign) -> str:
    if sign.elsewhere is None:
        return fact.case
    return Deviation.case_id(fact.data[sign.elsewhere])
