"""`upphandling follow-up deviations` and `register sanctions`: what is not kept, and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.csv_page import AsCsv, write_csv
from upphandling.interfaces.cli.days import AsOf, day_or_today
from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    Status,
    System,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import must_exist
from upphandling.interfaces.cli.follow_up_people import Agreement

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.domain.deviation import Severity

OfSeverity = Annotated[
    str | None,
    typer.Option(
        "--severity", metavar="GRAD", help="Bara minor, serious eller critical."
    ),
]
OnlyOpen = Annotated[
    bool, typer.Option("--open", help="Bara de som inte är avslutade.")
]


def deviations(
    system: System = None,
    agreement: Agreement = None,
    severity: OfSeverity = None,
    only_open: OnlyOpen = False,
    on: AsOf = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Avvikelser: hur de står, vilka som upprepas, vad som är försenat, påföljder."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import follow_up_deviation_pages as pages
        from upphandling.interfaces.follow_up import Sought, the_deviations

        must_exist(house, "choice_system", system)
        must_exist(house, "agreement", agreement)
        sought = Sought(
            system=system,
            agreement=agreement,
            severity=_severity(severity),
            only_open=only_open,
        )
        day = day_or_today(house, on)
        with house.database.engine.connect() as connection:
            found = the_deviations(connection, sought, day, limit=limit, offset=offset)
        return Reply(
            data=found,
            text=lambda: pages.deviations(found),
            csv=lambda: write_csv(pages.OF_A_DEVIATION, found),
            status=Status.FOUND if any(row["late"] for row in found) else Status.DONE,
        )

    answer_from_house(work, as_json=as_json, as_csv=as_csv)


def sanctions(
    limit: Limit = 100,
    offset: Offset = 0,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Lista påföljder: vilket avtal, vilken avvikelse, hur mycket och till när."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import follow_up_deviation_pages as pages
        from upphandling.interfaces.follow_up import rows
        from upphandling.projections.sanctions import register

        with house.database.engine.connect() as connection:
            found = rows(connection, register(limit, offset))
        return Reply(
            data=found,
            text=lambda: pages.sanctions(found),
            csv=lambda: write_csv(pages.OF_A_SANCTION, found),
        )

    answer_from_house(work, as_json=as_json, as_csv=as_csv)


def _severity(text: str | None) -> Severity | None:
    from upphandling.domain.deviation import Severity
    from upphandling.interfaces.among import must_be_among

    must_be_among(text, Severity, field="--severity", unknown="okänd grad")
    return None if text is None else Severity(text)
