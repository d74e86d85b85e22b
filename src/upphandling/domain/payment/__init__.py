"""Payment (utbetalning): what one agreement is paid for one month, and its corrections.

Calculated ──▶ Calculated ... ──▶ Approved ──▶ Exported
                                     └──▶ CorrectionOpened ──▶ CorrectionCalculated ...
                                                └─▶ CorrectionApproved | CorrectionAbandoned

Told in chapters: the calculation, the correction. What is calculated is a proposal, as
often as there is more to count. What is approved stands for ever: what was wrong is put
right on new lines, with the difference.
"""

from upphandling.domain.payment.correction import Payment
from upphandling.domain.payment.refusals import MonthIsPaid
from upphandling.domain.payment.terms import (
    Acknowledged,
    Basis,
    Correction,
    Found,
    OfService,
    Status,
    payment_key,
)

__all__ = [
    "Acknowledged",
    "Basis",
    "Correction",
    "Found",
    "MonthIsPaid",
    "OfService",
    "Payment",
    "Status",
    "payment_key",
]
