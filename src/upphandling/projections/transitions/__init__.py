"""Transitions (övertaganden): how far each wave has come, and what it waits for."""

from upphandling.projections.transitions import course, handover, readiness
from upphandling.projections.transitions.queries import (
    conditions,
    handovers,
    moved,
    progress,
)
from upphandling.projections.transitions.table import TRANSITIONS, transitions, waves

# Imported so that they are heard: each listens to its own chapters.
WHO_TELLS = (course, readiness, handover)

__all__ = [
    "TRANSITIONS",
    "WHO_TELLS",
    "conditions",
    "handovers",
    "moved",
    "progress",
    "transitions",
    "waves",
]
