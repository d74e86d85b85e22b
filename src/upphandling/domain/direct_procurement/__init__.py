"""Direct procurement (direktupphandling): a contract without a call, within its limits.

Prepared ──▶ [IntentPublished ──▶ standstill] ──▶ Decided ──▶ ContractSigned
    └───────────────┴────────────────────────────────┴──▶ Abandoned

For home care it is a bridge: below the threshold, after a tender that failed, or
while a court reviews one (LOU 19 a kap.).
"""

from upphandling.domain.direct_procurement.contract import DirectProcurement
from upphandling.domain.direct_procurement.terms import (
    AFTER_A_TENDER,
    PARAGRAPHS,
    Ground,
    Status,
)

__all__ = ["AFTER_A_TENDER", "PARAGRAPHS", "DirectProcurement", "Ground", "Status"]
