"""Award (tilldelning): who wins, who was told, and when signing is free.

Proposed ──▶ Decided ──▶ Notified ──▶ SigningUnlocked ──▶ ContractSigned

Reevaluated leads back to proposed, NoticeFoundDefective to decided, SigningRelocked to
notified. Before a contract it may be Annulled by a court or Withdrawn with its tender.

Told in chapters, each building on the one before: proposal, decision, notification,
locking, signing, correction, explanation, aftermath. All that tells of bids is secret
until the first Decided.
"""

from upphandling.domain.award.aftermath import Award
from upphandling.domain.award.comparison import Comparison, Score
from upphandling.domain.award.terms import (
    Defect,
    Lacking,
    Lock,
    LockKind,
    Status,
    Winner,
)

__all__ = [
    "Award",
    "Comparison",
    "Defect",
    "Lacking",
    "Lock",
    "LockKind",
    "Score",
    "Status",
    "Winner",
]
