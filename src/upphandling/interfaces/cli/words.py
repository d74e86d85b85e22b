"""Codes in the words that users read; JSON keeps the codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

IN_SWEDISH: Mapping[str, str] = {
    # how a case stands
    "prepared": "förberedd",
    "announced": "annonserad",
    "closed": "stängd",
    "opened": "öppnad",
    "awarded": "tilldelad",
    "cancelled": "avbruten",
    "proposed": "föreslagen",
    "decided": "beslutad",
    "notified": "underrättad, avtalsspärr löper",
    "unlocked": "avtal får ingås",
    "signed": "ingånget",
    "in_force": "gäller",
    "expired": "upphört",
    "rescinded": "hävt",
    "completed": "avslutat",
    # milestones and promises
    "planned": "planerad",
    "met": "nådd",
    "missed": "missad",
    "abandoned": "övergiven",
    "promised": "lovat",
    "kept": "infriat",
    "broken": "brutet",
    "withdrawn": "återtaget",
    # on what ground
    "lou": "LOU",
    "lov": "LOV",
    "in_house": "egen regi",
    # licences
    "revoked": "återkallat",
    "revocation_suspended": "återkallelsen inhiberad",
    "revocation_final": "slutligt återkallat",
    # what is awaited
    "legal_force": "laga kraft",
    "milestone_latest": "milstolpens tid går ut",
    "promise_latest": "löftets tid går ut",
    "tender_closes": "anbudstiden går ut",
    "cancellation_review_ends": "överprövning av avbrytandet går ut",
    "standstill_ends": "avtalsspärren går ut",
    "agreement_begins": "avtalet börjar gälla",
    "agreement_ends": "avtalet upphör",
    "round_closes": "valperioden går ut",
    "wave_overdue": "vågen är försenad",
}

CODED = ("status", "regime", "licence", "deadline")


def worded_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose codes are said in Swedish."""
    return {
        name: IN_SWEDISH.get(value, value) if name in CODED else value
        for name, value in row.items()
    }
