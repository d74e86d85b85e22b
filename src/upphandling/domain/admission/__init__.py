"""Admission (ansökan till valfrihetssystem enligt LOV): open to all who meet the demands.

Prepared ──▶ Announced ──▶ WindowClosed, year after year ──▶ Withdrawn
                 └──▶ Paused ──▶ Resumed

Told in chapters: the announcement, then the running. The rounds are counted apart.
"""

from upphandling.domain.admission.running import Admission
from upphandling.domain.admission.terms import AdmissionTerms, Status
from upphandling.domain.admission.windows import DayOfYear, RecurringWindow, Window

__all__ = [
    "Admission",
    "AdmissionTerms",
    "DayOfYear",
    "RecurringWindow",
    "Status",
    "Window",
]
