"""Commands of the award, in the chapters of its life."""

from __future__ import annotations

from upphandling.application.award import (
    aftermath,
    correction,
    decision,
    explanation,
    locking,
    proposal,
)

VERBS = {
    **proposal.VERBS,
    **decision.VERBS,
    **locking.VERBS,
    **correction.VERBS,
    **explanation.VERBS,
    **aftermath.VERBS,
}
