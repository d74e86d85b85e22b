"""Pay: what visits and granted care come to by a tariff, pure and exact."""

from upphandling.domain.pay.controls import Control, Finding, Worked, controlled
from upphandling.domain.pay.deductions import (
    Claim,
    Deduction,
    Settled,
    Withheld,
    deducted,
    deducted_since,
    deductions_of,
)
from upphandling.domain.pay.granted import GrantedCare, granted_seconds, pay_granted
from upphandling.domain.pay.ledger_file import ledger_file
from upphandling.domain.pay.lines import (
    Kind,
    Line,
    Quantities,
    difference,
    hours_in,
    total_of,
    vat_on,
)
from upphandling.domain.pay.month import days_of, months_between
from upphandling.domain.pay.performed import Share, Visit, pay_performed, shares

__all__ = [
    "Claim",
    "Control",
    "Deduction",
    "Finding",
    "GrantedCare",
    "Kind",
    "Line",
    "Quantities",
    "Settled",
    "Share",
    "Visit",
    "Withheld",
    "Worked",
    "controlled",
    "days_of",
    "deducted",
    "deducted_since",
    "deductions_of",
    "difference",
    "granted_seconds",
    "hours_in",
    "ledger_file",
    "months_between",
    "pay_granted",
    "pay_performed",
    "shares",
    "total_of",
    "vat_on",
]
