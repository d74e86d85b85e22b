"""Commands of payments: calculate, approve, correct, export."""

from upphandling.application.payment.deducting import deducted_from
from upphandling.application.payment.handlers import VERBS
from upphandling.application.payment.paid import must_not_be_paid
from upphandling.application.payment.workings import Month, Workings, work_out

__all__ = [
    "VERBS",
    "Month",
    "Workings",
    "deducted_from",
    "must_not_be_paid",
    "work_out",
]
