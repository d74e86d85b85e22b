"""Which command each deadline gives rise to: all that happens by itself.

Nothing here decides. Windows that the documents closed are closed, what the law
unlocks is unlocked, and what did not happen in time is noted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from upphandling.application.agreement import Begin, Expire
from upphandling.application.award import UnlockSigning
from upphandling.application.choice_round import CloseRound
from upphandling.application.choice_system import GainLegalForce
from upphandling.application.commands import Command
from upphandling.application.plan import BreakPromise, MissMilestone
from upphandling.application.tender.announcement import Close
from upphandling.application.tender.ending import EndCancellationReview
from upphandling.application.transition import CallOverdue
from upphandling.projections.deadlines import Deadline

Act = Callable[[str, str], Command]

TIMETABLE: Mapping[Deadline, Act] = {
    Deadline.LEGAL_FORCE: lambda key, part: GainLegalForce(system=key, decision=part),
    Deadline.MILESTONE_LATEST: lambda key, part: MissMilestone(
        plan=key, milestone=part
    ),
    Deadline.PROMISE_LATEST: lambda key, part: BreakPromise(plan=key, promise=part),
    Deadline.TENDER_CLOSES: lambda key, _: Close(tender=key),
    Deadline.CANCELLATION_REVIEW_ENDS: lambda key, _: EndCancellationReview(tender=key),
    Deadline.STANDSTILL_ENDS: lambda key, _: UnlockSigning(award=key),
    Deadline.AGREEMENT_BEGINS: lambda key, _: Begin(agreement=key),
    Deadline.AGREEMENT_ENDS: lambda key, _: Expire(agreement=key),
    Deadline.ROUND_CLOSES: lambda key, _: CloseRound(round=key),
    Deadline.WAVE_OVERDUE: lambda key, part: CallOverdue(transition=key, wave=part),
}
