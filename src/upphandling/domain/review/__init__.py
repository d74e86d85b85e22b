"""Review (överprövning): one application to the court, and what the court says.

Filed ──▶ Ruled ──▶ RulingConfirmed ──▶ Closed
  │                       └──▶ Appealed ──▶ Ruled ...
  └─ meanwhile: ExtensionLifted, InterimDecided, InterimLifted

Told in chapters, each building on the one before: filing, measures, rulings,
ending. Courts and suppliers act, the house keeps it. What locks signing locks at once;
what frees it waits until a second person has confirmed it.
"""

from upphandling.domain.review.ending import Review
from upphandling.domain.review.terms import (
    Against,
    Hold,
    HoldKind,
    Instance,
    Outcome,
    Status,
)

__all__ = ["Against", "Hold", "HoldKind", "Instance", "Outcome", "Review", "Status"]
