"""How long an agreement may last, by the procurement that it came of."""

from __future__ import annotations

from datetime import date

from upphandling.application.commands import Cases
from upphandling.domain.agreement import Agreement
from upphandling.domain.award import Award
from upphandling.domain.direct_procurement import DirectProcurement
from upphandling.domain.tender import Tender


def must_allow_until(cases: Cases, agreement: Agreement, ends_on: date) -> None:
    """Refuse to prolong past a reserved term, or past what a bridge was needed for."""
    if agreement.award is not None:
        tender = cases.fetch(Tender, cases.fetch(Award, agreement.award).tender)
        tender.must_allow_term(agreement.agreed.starts_on, ends_on)
    if agreement.direct_procurement is not None:
        bridge = cases.fetch(DirectProcurement, agreement.direct_procurement)
        bridge.must_allow_until(ends_on)
