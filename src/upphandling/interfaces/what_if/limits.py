"""What a counterfactual is called, how it was made, and what it cannot know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

MARK = "KONTRAFAKTISKT, inte infört i loggen"

REPLAY = {
    "kind": "replay",
    "says": (
        "Omkörning i minnet: samma kommandon, samma dagar, genom samma regler som i "
        "verkligheten, med ändringen. Det som hände före ändringen står som det står i "
        "loggen. Frister räknas om och faller på sin nya dag; en frist som är oförändrad "
        "faller när den föll, även om det var sent, och inte alls om ingen lät den falla."
    ),
}

RECOUNT = {
    "kind": "recount",
    "says": (
        "Omräkning: ärendets egna frister har dessutom räknats om ur sina införda indata med "
        "den antagna regeln, också där ett kommando skulle ha nekats."
    ),
}

NOBODY_KNOWS = (
    "Människor kan ha handlat annorlunda: omkörningen låter alla göra samma sak samma dag "
    "som i verkligheten."
)
NO_NEW_DECISION = (
    "Ett kommando som nekas i omkörningen ersätts inte av något annat, fast någon i "
    "verkligheten hade gjort om det, gjort det senare eller beslutat något annat."
)
BIDS = (
    "Anbudsgivare kan ha lämnat andra anbud om dokumenten hade sagt något annat, och "
    "beslutet om tilldelning fattas av en människa."
)
WISHES = "Kunder kan ha valt annorlunda om de hade haft andra att välja på."


def cannot_know(outcome: Mapping[str, Any]) -> list[str]:
    """What nobody can tell about this outcome, in sentences."""
    return list(_unknown(outcome))


def _unknown(outcome: Mapping[str, Any]) -> Iterator[str]:
    yield NOBODY_KNOWS
    if outcome["refused"]:
        yield NO_NEW_DECISION
    if any(row["recorded"] != row["counterfactual"] for row in outcome["ranking"]):
        yield BIDS
    if outcome["proposals"] or outcome["responsible"]["moved"]:
        yield WISHES
