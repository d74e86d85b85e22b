"""Deviation (avvikelse): what is not as the agreement says, until it is put right.

Reported ──▶ HearingOpened ──▶ ProviderHeard | HearingRanOut
    ──▶ PlanDemanded ──▶ PlanReceived ──▶ PlanAccepted ──▶ MeasureDone | MeasureOverdue
    │                         └─▶ PlanRejected
    ──▶ Rechecked ──▶ Closed (remedied, unfounded, sanctioned, agreement ended)

Told in chapters: report, hearing, plan of measures, re-check, closing. The sanctions that
a deviation leads to are decided on in the agreement, and name it.
"""

from upphandling.domain.deviation.closing import Aftermath, Deviation
from upphandling.domain.deviation.terms import (
    Measure,
    Origin,
    Outcome,
    Recheck,
    Severity,
)

__all__ = [
    "Aftermath",
    "Deviation",
    "Measure",
    "Origin",
    "Outcome",
    "Recheck",
    "Severity",
]
