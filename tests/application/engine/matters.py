"""What the engine's tests speak of: one decision, one cancellation and one place."""

from __future__ import annotations

DECISION = {
    "system": "staden",
    "decision": "kf-1",
    "body": "council",
    "taken_on": "2026-05-18",
    "minutes": "§ 1",
    "matter": "Valfrihet i hemtjänsten",
}
CANCELLATION = {"tender": "hemtjanst", "reason_code": "other", "reasons": "Ny budget."}


def place(customer: str, agreement: str = "avtal-a") -> dict[str, str]:
    return {
        "customer": customer,
        "bundle": "omvardnad",
        "agreement": agreement,
        "basis": "reassigned",
        "reason": "Kundens val.",
    }
