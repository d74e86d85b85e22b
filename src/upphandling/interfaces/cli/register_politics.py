"""`upphandling register`: who decided what by which right, and whom one may engage."""

from __future__ import annotations

from typing import Annotated

import typer

from upphandling.interfaces.cli.days import On, day_or_today
from upphandling.interfaces.cli.edge import AsJson, Limit, Offset
from upphandling.interfaces.cli.listing import listing


def decisions(limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False) -> None:
    """Lista politiska beslut: anslag, överklagande, laga kraft, anmälan."""
    from upphandling.projections.decisions import register

    columns = {
        "decision": "Beslut",
        "body": "Organ",
        "taken_on": "Fattat",
        "matter": "Ärende",
        "status": "Läge",
        "last_day": "Överklagas t.o.m.",
        "legal_force_from": "Laga kraft",
        "report_due": "Anmäls",
        "reported_on": "Anmält",
        "unreported_on": "Ej anmält",
    }
    listing("Politiska beslut", columns, register(limit, offset), as_json=as_json)


def delegations(
    taken: Annotated[
        bool, typer.Option("--taken", help="Besluten som fattats, inte registret.")
    ] = False,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista delegationer, eller med --taken besluten som fattats med stöd av dem."""
    from upphandling.projections.delegations import decided_by_delegation, register

    if taken:
        columns = {
            "delegation": "Delegation",
            "decided_at": "När",
            "case_id": "Ärende",
            "event": "Beslut",
            "decided_by": "Av",
            "role": "Roll",
            "reported_to": "Anmäls till",
        }
        query = decided_by_delegation(limit, offset)
        listing("Beslut på delegation", columns, query, as_json=as_json)
        return
    columns = {
        "delegation": "Delegation",
        "decisions": "Beslut",
        "delegated_to": "Till",
        "roles": "Roller",
        "max_amount_sek": "Högst kronor",
        "valid_from": "Från",
        "valid_to": "Till och med",
        "withdrawn_on": "Återkallad",
        "source": "Stöd",
    }
    listing("Delegationer", columns, register(limit, offset), as_json=as_json)


def referrals(limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False) -> None:
    """Lista hänskjutna frågor, vad som väntar på dem och vad de fick för svar."""
    from upphandling.projections.referrals import register

    columns = {
        "question": "Fråga",
        "matter": "Gäller",
        "from_body": "Från",
        "to_body": "Till",
        "blocks": "Väntar",
        "answered": "Besvarad",
        "decision": "Genom",
        "outcome": "Svar",
    }
    listing("Hänskjutna frågor", columns, register(limit, offset), as_json=as_json)


def providers(
    on: On = None, limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False
) -> None:
    """Lista utförare med det tillstånd som gäller den dagen."""
    from upphandling.projections.providers import register

    columns = {
        "provider": "Utförare",
        "name": "Namn",
        "licence": "Tillstånd",
        "decided_on": "Beslutat",
        "in_force_from": "Gäller från",
        "known_at": "Känt",
        "source": "Källa",
    }
    listing(
        "Utförare",
        columns,
        lambda house: register(day_or_today(house, on), limit, offset),
        as_json=as_json,
    )


def flags(
    on: On = None, limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False
) -> None:
    """Lista avtal och avgjorda upphandlingar vars utförare inte säkert har tillstånd."""
    from upphandling.projections.providers import flags as flagged

    columns = {
        "provider": "Utförare",
        "name": "Namn",
        "licence": "Tillstånd",
        "in_force_from": "Gäller från",
        "case_id": "Berör",
        "status": "Läge",
    }
    listing(
        "Tillstånd att bevaka",
        columns,
        lambda house: flagged(day_or_today(house, on), limit, offset),
        flag=True,
        as_json=as_json,
    )
