"""How the plan of checks, and the checks, look to a person or to another program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from upphandling.interfaces.cli.headings import Page
from upphandling.interfaces.cli.words import worded_row

Row = Mapping[str, Any]

PLAN = Page(
    "Uppföljningsplan",
    "agreement name requirement every responsible done late missed last_done_on"
    " next_due_on",
    requirement="Krav",
    every="Hur ofta",
    responsible="Svarar",
    done="Gjorda",
    late="Sena",
    missed="Missade",
    last_done_on="Senast",
    next_due_on="Nästa",
)
CHECKS = Page(
    "Kontroller",
    "agreement name requirement due_on latest status announced ordered done_on outcome checker"
    " found reason",
    requirement="Krav",
    due_on="Ska göras",
    announced="Anmäld",
    ordered="Extra",
    done_on="Gjord",
    outcome="Utfall",
    checker="Av",
    found="Iakttagelser",
)
MISSED = Page(
    "Missade kontroller",
    "latest agreement name requirement responsible escalated_at",
    requirement="Krav",
    responsible="Svarar",
    escalated_at="Lyft",
)

OF_A_PLAN = (
    "system",
    "agreement",
    "name",
    "requirement",
    "by_whom",
    "every",
    "responsible",
    "announced",
    "done",
    "late",
    "missed",
    "last_done_on",
    "next_due_on",
)
OF_A_CHECK = (
    "system",
    "agreement",
    "name",
    "check",
    "requirement",
    "due_on",
    "latest",
    "status",
    "announced",
    "responsible",
    "reminded_at",
    "escalated_at",
    "done_on",
    "late",
    "checker",
    "outcome",
    "findings",
    "evidence",
    "reason",
    "ordered_because",
    "deviation",
    "corrections",
)


def plan(found: Sequence[Row]) -> None:
    """Each agreement's requirements; what has no schedule says so."""
    PLAN.show(
        [{**_worded(row), "every": row["every"] or "inget schema"} for row in found]
    )


def checks(found: Sequence[Row]) -> None:
    """The checks, the first that is due first."""
    CHECKS.show(
        [
            {
                **_worded(row),
                "found": _found(row),
                "ordered": row["ordered_because"] is not None,
            }
            for row in found
        ]
    )


def missed(found: Sequence[Row]) -> None:
    """What should have been checked by now."""
    MISSED.show_any([_worded(row) for row in found])


def _worded(row: Row) -> dict[str, Any]:
    from upphandling.interfaces.words import IN_SWEDISH, role_word

    told = worded_row(row)
    if told.get("responsible"):
        told["responsible"] = role_word(told["responsible"])
    if told.get("reason"):
        told["reason"] = IN_SWEDISH.get(told["reason"], told["reason"])
    return told


def _found(row: Row) -> str:
    """Each requirement with what was found of it, in a word, and whether that was corrected."""
    from upphandling.interfaces.words import IN_SWEDISH

    found = ", ".join(
        f"{one['requirement']}: {IN_SWEDISH[one['verdict']]}" for one in row["findings"]
    )
    return f"{found} (rättad)" if row["corrections"] else found
