"""Commands of the transition, in the chapters of its life."""

from __future__ import annotations

from upphandling.application.transition import (
    ending,
    handover,
    planning,
    postponing,
    proposal,
    readiness,
    reassignment,
    takeover,
)

VERBS = {
    **planning.VERBS,
    **readiness.VERBS,
    **postponing.VERBS,
    **handover.VERBS,
    **takeover.VERBS,
    **reassignment.VERBS,
    **proposal.VERBS,
    **ending.VERBS,
}
