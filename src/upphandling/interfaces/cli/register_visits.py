"""`upphandling register visits` and `batches`: visits one by one, and file by file."""

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
OfSystem = Annotated[str, typer.Option("--system", help="Valfrihetssystemet.")]
OneMonth = Annotated[
    str | None, typer.Option("--month", help="Bara den månaden, ÅÅÅÅ-MM.")
]
InMonth = Annotated[
    str, typer.Option("--month", help="Månaden som besöken började i, ÅÅÅÅ-MM.")
]
Planned = Annotated[
    bool, typer.Option("--planned", help="De planerade, och när var och en utfördes.")
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
TIMES, TRUTHS = ("starts", "ends", "began"), ("registered_after", "aged")
CODES = {
    "performed": "utförda",
    "planned": "planerade",
    "counted": "räknas",
    "withdrawn": "återtaget",
    "destroyed": "gallrat",
}
SECONDS_AN_HOUR = 3600
OF_BATCHES = {
    "month": "Månad",
    "batch": "Parti",
    "kind": "Slag",
    "status": "Läge",
    "rows": "Besök",
    "hours": "Timmar",
    "refused": "Avvisade rader",
    "file": "Fil",
    "imported_at": "Inläst",
    "reason": "Skäl",
}
OF_PLANS = {
    "visit": "Besök",
    "customer": "Kund",
    "service": "Insats",
    "staff": "Personal",
    "starts": "Start",
    "minutes": "Minuter",
    "began": "Utfört",
    "batch": "Parti",
}


def visits(
    agreement: OfAgreement,
    month: InMonth,
    customer: Customer = None,
    planned: Planned = False,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista de utförda besök som räknas, eller de planerade, efter när de började."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.visits.kept import span
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.cli.words import worded_row
        from upphandling.interfaces.follow_up import rows
        from upphandling.projections.visits import of_agreement, planned_by_agreement

        _must_be_kept(house, agreement, asked := _month(month))
        ask = planned_by_agreement if planned else of_agreement
        query = ask(agreement, asked, span(asked), customer)
        with house.database.engine.connect() as connection:
            found = rows(connection, query.limit(limit).offset(offset))
        told = [_timed(row) for row in found]
        shown = [worded_row(row) for row in told]
        title, columns = (
            ("Planerade besök", OF_PLANS) if planned else ("Utförda besök", COLUMNS)
        )
        return Reply(data=told, text=lambda: table(title, columns, shown))

    answer_from_house(work, as_json=as_json)


def batches(
    system: OfSystem,
    month: OneMonth = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista partierna av besök: vad varje fil gav, om det räknas, är återtaget eller gallrat."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.follow_up import rows
        from upphandling.projections.visit_batches import register

        query = register(system, None if month is None else _month(month))
        with house.database.engine.connect() as connection:
            found = rows(connection, query.limit(limit).offset(offset))
        told = [_standing(row) for row in found]
        shown = [
            {**row, **{name: CODES[row[name]] for name in ("kind", "status")}}
            for row in told
        ]
        title = "Partier av besök"
        return Reply(data=told, text=lambda: table(title, OF_BATCHES, shown))

    answer_from_house(work, as_json=as_json)


def _standing(row: dict[str, Any]) -> dict[str, Any]:
    """The row with how the batch stands, and its time in hours."""
    withdrawn, destroyed = row.pop("withdrawn"), row.pop("destroyed")
    status = "destroyed" if destroyed else "withdrawn" if withdrawn else "counted"
    hours = round(row.pop("seconds") / SECONDS_AN_HOUR, 2)
    return {**row, "hours": hours, "status": status}


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


def _must_be_kept(house: House, agreement: str, month: str) -> None:
    """Raises `VisitsDestroyed`: a list without visits would say that there were none."""
    from upphandling.domain.agreement import Agreement
    from upphandling.domain.visit_month import VisitMonth, key_of

    session = house.engine.session()
    if under := session.find(Agreement, agreement):
        read = session.find(VisitMonth, key_of(under.agreed.system, month))
        if read is not None:
            read.must_be_kept()


def _timed(row: dict[str, Any]) -> dict[str, Any]:
    """Seconds told as instants, and ones and nothings as truths."""
    whole, seconds = divmod(row["ends"] - row["starts"], 60)
    minutes = whole + round(seconds / 60, 2) if seconds else whole
    times = {name: _instant(row[name]) for name in TIMES if name in row}
    truths = {
        name: None if row[name] is None else bool(row[name])
        for name in TRUTHS
        if name in row
    }
    return {**row, **times, "minutes": minutes, **truths}


def _instant(seconds: int | None) -> Any:
    from datetime import UTC, datetime

    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
