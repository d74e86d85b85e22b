"""`upphandling register`: what is granted to whom, what nobody carries out, by which policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.days import On, day_or_today
from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    Status,
    System,
    answer_from_house,
)
from upphandling.interfaces.cli.register import listing

if TYPE_CHECKING:
    from upphandling.bootstrap import House

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

    def work(house: House) -> Reply:
        day = day_or_today(house, on)
        query = services_on(day, system=system, customer=customer)
        return _shown(
            house, "Beviljade insatser", columns, query.limit(limit).offset(offset)
        )

    answer_from_house(work, as_json=as_json)


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

    def work(house: House) -> Reply:
        query = waiting(system).limit(limit).offset(offset)
        return _shown(house, "Ej verkställda beslut", columns, query, flag=True)

    answer_from_house(work, as_json=as_json)


def _shown(
    house: House, title: str, columns: dict[str, str], query: Any, *, flag: bool = False
) -> Reply:
    """Rows of a read model; where rows are flags, having any is something found."""
    from upphandling.interfaces.cli.show import table
    from upphandling.interfaces.cli.words import worded_row
    from upphandling.interfaces.follow_up import rows

    with house.database.engine.connect() as connection:
        found = rows(connection, query)
    shown = [worded_row(row) for row in found]
    return Reply(
        data=found,
        text=lambda: table(title, columns, shown),
        status=Status.FOUND if flag and found else Status.DONE,
    )
