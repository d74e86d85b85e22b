"""Which command each deadline gives rise to: all that happens by itself.

Nothing here decides. Windows that the documents closed are closed, what the law
unlocks is unlocked, and what did not happen in time is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from upphandling.application.admission import CloseWindow
from upphandling.application.agreement.changes import RaiseExpiryAlarm
from upphandling.application.agreement.course import Begin
from upphandling.application.agreement.ending import Expire, WindUp
from upphandling.application.agreement.queue import LapseOffer
from upphandling.application.applications import (
    CallAnswerOverdue,
    CallCompletionOverdue,
    EndRattelseTime,
)
from upphandling.application.award.aftermath import (
    CallPostAwardNoticeOverdue,
    EndValidityReview,
)
from upphandling.application.award.explanation import CallReasonsOverdue
from upphandling.application.award.locking import ReleaseLock, UnlockSigning
from upphandling.application.choice_round.reminders import CallReminder
from upphandling.application.choice_round.window import CloseRound
from upphandling.application.choice_system.decisions import NoteUnreported
from upphandling.application.choice_system.legal_force import GainLegalForce
from upphandling.application.choice_system.programme import MissProgramme
from upphandling.application.commands import Command
from upphandling.application.customer.ending import ExpireDecision
from upphandling.application.customer.execution import CallForReport
from upphandling.application.customer.granting import BeginDecision
from upphandling.application.deviation.hearing import CallHearingOver
from upphandling.application.deviation.measures import CallMeasureOverdue
from upphandling.application.direct_procurement import EndStandstill
from upphandling.application.dossier import CallDossierOverdue
from upphandling.application.follow_up.checking import (
    EscalateCheck,
    MissCheck,
    RemindOfCheck,
)
from upphandling.application.follow_up.planning import OpenFollowUp
from upphandling.application.plan import BreakPromise, MissMilestone
from upphandling.application.provider import NoteLicenceEffect
from upphandling.application.review.filing import BarNewGrounds, RemindToAsk
from upphandling.application.tender.announcement import Close, PassAnswerLimit
from upphandling.application.tender.ending import EndCancellationReview
from upphandling.application.tender.validity import EndValidity, RemindOfValidity
from upphandling.application.transition.planning import NoteGap
from upphandling.application.transition.takeover import CallOverdue
from upphandling.projections.deadlines import Deadline

Act = Callable[[str, str], Command]

TIMETABLE: Mapping[Deadline, Act] = {
    Deadline.LEGAL_FORCE: lambda key, part: GainLegalForce(system=key, decision=part),
    Deadline.CHAIR_DECISION_REPORT_DUE: lambda key, part: NoteUnreported(
        system=key, decision=part
    ),
    Deadline.PROGRAMME_DUE: lambda key, part: MissProgramme(system=key, term=part),
    Deadline.LICENCE_TAKES_EFFECT: lambda key, part: NoteLicenceEffect(
        provider=key, ruling=part
    ),
    Deadline.MILESTONE_LATEST: lambda key, part: MissMilestone(
        plan=key, milestone=part
    ),
    Deadline.PROMISE_LATEST: lambda key, part: BreakPromise(plan=key, promise=part),
    Deadline.ANSWERS_DUE: lambda key, _: PassAnswerLimit(tender=key),
    Deadline.TENDER_CLOSES: lambda key, _: Close(tender=key),
    Deadline.BID_VALIDITY_REMINDER: lambda key, _: RemindOfValidity(tender=key),
    Deadline.BID_VALIDITY_ENDS: lambda key, _: EndValidity(tender=key),
    Deadline.CANCELLATION_REVIEW_ENDS: lambda key, _: EndCancellationReview(tender=key),
    Deadline.STANDSTILL_ENDS: lambda key, _: UnlockSigning(award=key),
    Deadline.TEN_DAY_PERIOD_ENDS: lambda key, part: ReleaseLock(award=key, lock=part),
    Deadline.NEW_GROUNDS_BARRED: lambda key, _: BarNewGrounds(review=key),
    Deadline.ASK_THE_COURT: lambda key, _: RemindToAsk(review=key),
    Deadline.DOSSIER_DUE: lambda key, _: CallDossierOverdue(dossier=key),
    Deadline.REASONS_DUE: lambda key, part: CallReasonsOverdue(award=key, bidder=part),
    Deadline.POST_AWARD_NOTICE_DUE: lambda key, part: CallPostAwardNoticeOverdue(
        award=key, agreement=part
    ),
    Deadline.VALIDITY_REVIEW_ENDS: lambda key, part: EndValidityReview(
        award=key, agreement=part
    ),
    Deadline.ADMISSION_WINDOW_CLOSES: lambda key, part: CloseWindow(
        admission=key, window=part
    ),
    Deadline.COMPLETION_DUE: lambda key, _: CallCompletionOverdue(application=key),
    Deadline.ANSWER_DUE: lambda key, _: CallAnswerOverdue(application=key),
    Deadline.RATTELSE_TIME_ENDS: lambda key, _: EndRattelseTime(application=key),
    Deadline.INTENT_STANDSTILL_ENDS: lambda key, _: EndStandstill(
        direct_procurement=key
    ),
    Deadline.AGREEMENT_BEGINS: lambda key, _: Begin(agreement=key),
    Deadline.AGREEMENT_ENDS: lambda key, _: Expire(agreement=key),
    Deadline.EXPIRY_ALARM: lambda key, _: RaiseExpiryAlarm(agreement=key),
    Deadline.OFFER_ANSWER_DUE: lambda key, part: LapseOffer(
        agreement=key, customer=part
    ),
    Deadline.WIND_UP_ENDS: lambda key, _: WindUp(agreement=key),
    Deadline.ROUND_REMINDER: lambda key, _: CallReminder(round=key),
    Deadline.ROUND_CLOSES: lambda key, _: CloseRound(round=key),
    Deadline.CARE_DECISION_BEGINS: lambda key, part: BeginDecision(
        customer=key, decision=part
    ),
    Deadline.CARE_DECISION_ENDS: lambda key, part: ExpireDecision(
        customer=key, decision=part
    ),
    Deadline.UNEXECUTED_DECISION: lambda key, part: CallForReport(
        customer=key, decision=part
    ),
    Deadline.WAVE_OVERDUE: lambda key, part: CallOverdue(transition=key, wave=part),
    Deadline.FOLLOW_UP_OPENS: lambda key, part: OpenFollowUp(
        follow_up=key, requirement=part
    ),
    Deadline.CHECK_REMINDER: lambda key, part: RemindOfCheck(follow_up=key, check=part),
    Deadline.CHECK_LATEST: lambda key, part: MissCheck(follow_up=key, check=part),
    Deadline.CHECK_ESCALATION: lambda key, part: EscalateCheck(
        follow_up=key, check=part
    ),
    Deadline.TRANSITION_GAP: lambda key, part: NoteGap(transition=key, wave=part),
    Deadline.HEARING_ANSWER_DUE: lambda key, _: CallHearingOver(deviation=key),
    Deadline.MEASURE_DUE: lambda key, part: CallMeasureOverdue(
        deviation=key, measure=part
    ),
}
