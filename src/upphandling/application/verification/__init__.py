"""Verification: everything that was computed and recorded is computed again."""

from upphandling.application.verification.catalogue import RECOUNTS
from upphandling.application.verification.findings import (
    Computation,
    Difference,
    Findings,
)
from upphandling.application.verification.stream import Past, Row, verify_case

__all__ = [
    "RECOUNTS",
    "Computation",
    "Difference",
    "Findings",
    "Past",
    "Row",
    "verify_case",
]
