"""Transition (övertagande): customers move in waves, on fixed days.

Planned ──▶ ConditionSet, ConditionMet ... ──▶ GoDecided ──▶ WaveTakenOver ... ──▶ Completed
   ▲  └───▶ NoGoDecided, WavePostponed; CustomerFailed ──▶ CustomerTakenOver   └─▶ Abandoned
   │
ReassignmentProposed ──▶ ReassignmentAdopted

Told in chapters, each building on the one before: planning, readiness, gaps,
postponing, handover, takeover, reassignment, ending.
"""

from upphandling.domain.transition.ending import Transition
from upphandling.domain.transition.refusals import CustomersLeftOut
from upphandling.domain.transition.terms import (
    Condition,
    ConditionKind,
    Gap,
    HandoverItem,
    Status,
    Wave,
)

__all__ = [
    "Condition",
    "ConditionKind",
    "CustomersLeftOut",
    "Gap",
    "HandoverItem",
    "Status",
    "Transition",
    "Wave",
]
