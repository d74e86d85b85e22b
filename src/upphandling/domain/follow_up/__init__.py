"""Follow-up (uppföljning): the checks of one agreement, planned, done and missed.

Opened ──▶ CheckPlanned ──▶ CheckReminded ──▶ CheckDone ─────▶ the next is planned
             │    │            │                  └─▶ CheckCorrected
             │    │            ├─▶ CheckOverdue ─▶ CheckEscalated   (done all the same)
             │    │            └─▶ CheckMoved | CheckCancelled
             │    └─▶ CheckLapsed, where it was due after the agreement's last day
             ├─▶ CheckOrdered, outside the schedule, goes as a planned one
             └─▶ Closed with the agreement

Told in chapters: planning, ordering, checking, correcting, ending. Own provision has an
agreement as others have, and is followed up alike.
"""

from upphandling.domain.follow_up.ending import FollowUp
from upphandling.domain.follow_up.terms import (
    Check,
    CheckRecord,
    Ending,
    ExtraCheck,
    Finding,
    Outcome,
    Progress,
    Verdict,
)

__all__ = [
    "Check",
    "CheckRecord",
    "Ending",
    "ExtraCheck",
    "Finding",
    "FollowUp",
    "Outcome",
    "Progress",
    "Verdict",
]
