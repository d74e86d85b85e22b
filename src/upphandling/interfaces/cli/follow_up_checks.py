"""`upphandling follow-up`: the plan of checks, and the checks themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.csv_page import AsCsv, write_csv
from upphandling.interfaces.cli.days import AsOf, From, To, day_or_today
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

ALL = ("planned", "missed", "done", "called_off", "fallen_away")
MISSED = "missed"

OfStatus = Annotated[
    str | None,
    typer.Option(
        "--status", metavar="LÄGE", help=f"Bara i det läget: {', '.join(ALL)}."
    ),
]


def plan(
    system: System = None,
    agreement: Agreement = None,
    on: AsOf = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Uppföljningsplanen: varje avtals krav, hur ofta de kontrolleras och hur det går."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import follow_up_check_pages as pages
        from upphandling.interfaces.follow_up import the_check_plan

        must_exist(house, "choice_system", system)
        must_exist(house, "agreement", agreement)
        day = day_or_today(house, on)
        with house.database.engine.connect() as connection:
            found = the_check_plan(
                connection,
                day,
                system=system,
                agreement=agreement,
                limit=limit,
                offset=offset,
            )
        return Reply(
            data=found,
            text=lambda: pages.plan(found),
            csv=lambda: write_csv(pages.OF_A_PLAN, found),
            status=Status.FOUND if any(row["missed"] for row in found) else Status.DONE,
        )

    answer_from_house(work, as_json=as_json, as_csv=as_csv)


def checks(
    system: System = None,
    agreement: Agreement = None,
    status: OfStatus = None,
    from_day: From = None,
    to_day: To = None,
    on: AsOf = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Kontroller: planerade, gjorda och missade, med iakttagelser och underlag."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.among import must_be_among
        from upphandling.interfaces.cli import follow_up_check_pages as pages
        from upphandling.interfaces.cli.asked import reads_as_provider
        from upphandling.interfaces.follow_up import Wanted, the_checks

        must_exist(house, "choice_system", system)
        must_exist(house, "agreement", agreement)
        must_be_among(status, ALL, field="--status", unknown="okänt läge")
        wanted = Wanted(
            system=system,
            agreement=agreement,
            status=status,
            first=day_or_today(house, from_day) if from_day else None,
            last=day_or_today(house, to_day) if to_day else None,
            known_to_provider=reads_as_provider(),
        )
        day = day_or_today(house, on)
        with house.database.engine.connect() as connection:
            found = the_checks(connection, day, wanted, limit=limit, offset=offset)
        missed = any(row["status"] == MISSED for row in found)
        return Reply(
            data=found,
            text=lambda: pages.checks(found),
            csv=lambda: write_csv(pages.OF_A_CHECK, found),
            status=Status.FOUND if missed else Status.DONE,
        )

    answer_from_house(work, as_json=as_json, as_csv=as_csv)
