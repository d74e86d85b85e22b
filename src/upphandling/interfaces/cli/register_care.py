"""`upphandling register`: what is granted to whom, what nobody carries out, by which policy."""

from __future__ import annotations

from typing import Annotated

import typer

from upphandling.interfaces.cli.days import On, day_or_today
from upphandling.interfaces.cli.edge import AsJson, Limit, Offset, System
from upphandling.interfaces.cli.listing import listing

Customer = Annotated[
    str | None, typer.Option("--customer", help="Bara den kunden, en referens.")
]


def policies(limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False) -> None:
    """Lista ickevalsalternativ, regler för omval och kö, och vem som träder in."""
    from upphandling.projections.policies import register

    columns = {
        "system": "System",
        "policy": "Regel",
        "bundle": "Insatser",
        "valid_from": "Från",
        "rule": "Innebär",
        "legal_basis": "Stöd",
        "decision": "Beslut",
    }
    listing("Regler för kunder", columns, register(limit, offset), as_json=as_json)


def care(
    system: System = None,
    customer: Customer = None,
    on: On = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista beviljade insatser den dagen; utan dag gäller i dag."""
    from upphandling.projections.care_granted import services_on

    columns = {
        "customer": "Kund",
        "decision": "Beslut",
        "service": "Insats",
        "minutes": "Minuter/vecka",
        "time_of_day": "Tid",
        "day_kind": "Dagar",
        "area": "Område",
        "valid_from": "Från",
        "valid_to": "Till och med",
        "duty": "Val",
    }

    listing(
        "Beviljade insatser",
        columns,
        lambda house: (
            services_on(day_or_today(house, on), system=system, customer=customer)
            .limit(limit)
            .offset(offset)
        ),
        as_json=as_json,
    )


def unexecuted(
    system: System = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista biståndsbeslut som ingen verkställer, de äldsta först."""
    from upphandling.projections.care_granted import unexecuted as waiting

    columns = {
        "customer": "Kund",
        "decision": "Beslut",
        "area": "Område",
        "since": "Sedan",
        "report_by": "Rapporteras efter",
        "due": "Ska rapporteras",
        "reported_on": "Rapporterat",
    }

    query = waiting(system).limit(limit).offset(offset)
    listing("Ej verkställda beslut", columns, query, flag=True, as_json=as_json)
