"""How deviations and sanctions look to a person or to another program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from upphandling.interfaces.cli.headings import Page
from upphandling.interfaces.words import value_word

Row = Mapping[str, Any]

DEVIATIONS = Page(
    "Avvikelser",
    "deviation agreement requirement severity discovered_on repeats hearing"
    " plan overdue recheck led_to outcome",
    deviation="Avvikelse",
    requirement="Krav",
    severity="Grad",
    discovered_on="Upptäckt",
    repeats="Upprepar",
    hearing="Yttrande",
    plan="Plan",
    overdue="Försenade åtgärder",
    recheck="Återkontroll",
    led_to="Påföljder",
    outcome="Utfall",
)
SANCTIONS = Page(
    "Påföljder",
    "agreement sanction kind deviation decided_at amount from_on until urgent lifted_at"
    " withdrawn_at",
    sanction="Påföljd",
    kind="Slag",
    deviation="Avvikelse",
    decided_at="Beslutad",
    amount="Belopp",
    from_on="Från",
    urgent="Brådskande",
    lifted_at="Hävd",
    withdrawn_at="Återtagen",
)

OF_A_DEVIATION = (
    "system",
    "agreement",
    "provider",
    "deviation",
    "requirement",
    "origin",
    "origin_reference",
    "severity",
    "discovered_on",
    "repeats",
    "hearing",
    "answer_by",
    "plan",
    "plan_by",
    "measures",
    "overdue",
    "late",
    "recheck",
    "rechecked_on",
    "sanctions",
    "outcome",
)
OF_A_SANCTION = (
    "agreement",
    "sanction",
    "kind",
    "deviation",
    "decided_at",
    "decision",
    "urgent",
    "percent",
    "ore",
    "from_on",
    "until",
    "lifted_at",
    "withdrawn_at",
)
CODED = ("severity", "recheck", "outcome", "hearing", "plan", "kind")


def deviations(found: Sequence[Row]) -> None:
    """Each with what is late and what it led to; what it repeats by key."""
    DEVIATIONS.show([{**_worded(row), "led_to": _led_to(row)} for row in found])


def sanctions(found: Sequence[Row]) -> None:
    """Each with its amount, and whether it has been lifted."""
    SANCTIONS.show([{**_worded(row), "amount": _amount(row)} for row in found])


def _worded(row: Row) -> dict[str, Any]:
    codes = {
        name: value_word(row[name], name) for name in CODED if row.get(name) is not None
    }
    return {**row, **codes}


def _led_to(row: Row) -> str:
    return ", ".join(
        value_word(one["kind"], "kind") + _ended(one) for one in row["sanctions"]
    )


def _ended(sanction: Row) -> str:
    if sanction["withdrawn_at"]:
        return " (återtagen)"
    return " (hävd)" if sanction["lifted_at"] else ""


def _amount(row: Row) -> str:
    if row["percent"] is not None:
        return f"{row['percent']} %"
    if row["ore"] is None:
        return ""
    kronor, rest = divmod(row["ore"], 100)
    return f"{kronor:,}".replace(",", "\N{NO-BREAK SPACE}") + f",{rest:02} kr"
