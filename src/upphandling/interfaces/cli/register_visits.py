"""`upphandling register visits`: the performed visits of an agreement, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    answer_from_house,
)
from upphandling.interfaces.cli.register_care import Customer

if TYPE_CHECKING:
    from upphandling.bootstrap import House

OfAgreement = Annotated[str, typer.Option("--agreement", help="Avtalet.")]
InMonth = Annotated[
    str, typer.Option("--month", help="Månaden som besöken började i, ÅÅÅÅ-MM.")
]
COLUMNS = {
    "visit": "Besök",
    "customer": "Kund",
    "service": "Insats",
    "staff": "Personal",
    "starts": "Start",
    "minutes": "Minuter",
    "registered_after": "Efterregistrerat",
    "batch": "Parti",
}


def visits(
    agreement: OfAgreement,
    month: InMonth,
    customer: Customer = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista de utförda besök som räknas, efter när de började."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.visits.kept import span
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.cli.words import worded_row
        from upphandling.interfaces.follow_up import rows
        from upphandling.projections.visits import of_agreement

        query = of_agreement(agreement, _month(month), span(month), customer)
        with house.database.engine.connect() as connection:
            found = rows(connection, query.limit(limit).offset(offset))
        told = [_timed(row) for row in found]
        shown = [worded_row(row) for row in told]
        return Reply(data=told, text=lambda: table("Utförda besök", COLUMNS, shown))

    answer_from_house(work, as_json=as_json)


def _month(text: str) -> str:
    """Raises `Malformed` for what is no month."""
    from pydantic import TypeAdapter, ValidationError

    from upphandling.application.messages import Fault, Malformed
    from upphandling.domain.visit_month import Month

    try:
        return TypeAdapter(Month).validate_python(text)
    except ValidationError:
        said = "ska vara en månad, till exempel 2026-03"
        raise Malformed([Fault("month", said)]) from None


def _timed(row: dict[str, Any]) -> dict[str, Any]:
    """Seconds told as instants."""
    from datetime import UTC, datetime

    starts, ends, aged = row["starts"], row["ends"], row["aged"]
    whole, seconds = divmod(ends - starts, 60)
    return {
        **row,
        "starts": datetime.fromtimestamp(starts, UTC),
        "ends": datetime.fromtimestamp(ends, UTC),
        "minutes": whole + round(seconds / 60, 2) if seconds else whole,
        "registered_after": bool(row["registered_after"]),
        "aged": None if aged is None else bool(aged),
    }
