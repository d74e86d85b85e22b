"""Agreements with a ladder of sanctions, and what has been decided by it."""

from __future__ import annotations

from typing import Any

from tests.domain.agreement.cases import in_force
from tests.given import day, person
from upphandling.domain.agreement import Agreement, Rung, SanctionKind
from upphandling.domain.agreement.sanction_terms import A_YEAR

AT = "2026-11-03T09:00"
LADDER = (
    Rung(kind=SanctionKind.WARNING, clause="8.1"),
    Rung(
        kind=SanctionKind.WITHHOLDING, clause="8.2", max_percent=20, max_ore=1_000_000
    ),
    Rung(kind=SanctionKind.FINE, clause="8.3", max_ore=5_000_000),
    Rung(kind=SanctionKind.STOP, clause="8.4"),
)
STOP = {"sanction": "stopp-1", "deviation": "avv-1", "motive": "Risk för kunderna."}


def agree(agreement: Agreement, *rungs: Rung) -> Agreement:
    agreement.agree_sanctions(
        person("2026-10-01T09:00"), rungs=rungs or LADDER, repeat_within=A_YEAR
    )
    return agreement


def with_ladder() -> Agreement:
    return agree(in_force())


def stop(agreement: Agreement, at: str = AT, **told: Any) -> Agreement:
    agreement.stop_new_customers(person(at), **{**STOP, **told})
    return agreement


def stopped() -> Agreement:
    return stop(with_ladder())


def lift(agreement: Agreement, sanction: str = "stopp-1") -> None:
    agreement.lift_stop(
        person("2026-11-04T09:00"), sanction=sanction, reason="Bemannat."
    )


def withhold(agreement: Agreement, sanction: str, **told: Any) -> None:
    days = {"from_on": day("2026-11-01"), "until": None}
    amount = {"percent": None, "ore": None}
    agreement.withhold_payment(
        person(AT),
        sanction=sanction,
        deviation="avv-1",
        motive="Brist.",
        **{**days, **amount, **told},
    )
