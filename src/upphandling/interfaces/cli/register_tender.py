"""`upphandling register published`: what suppliers may read of one tender."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    answer_from_house,
)

if TYPE_CHECKING:
    from upphandling.bootstrap import House


def published(
    tender: Annotated[
        str, typer.Option("--tender", metavar="NYCKEL", help="Upphandlingens nyckel.")
    ],
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista dokument, frågor med svar, upplysningar och förlängningar."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.finding import must_exist
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.follow_up import rows
        from upphandling.interfaces.words import IN_SWEDISH
        from upphandling.projections.published import register

        must_exist(house, "tender", tender)
        with house.database.engine.connect() as connection:
            found = rows(connection, register(tender, limit, offset))
        columns = {
            "published_at": "Publicerat",
            "kind": "Slag",
            "part": "Nyckel",
            "version": "Version",
            "title": "Titel",
            "text": "Text",
            "answer": "Svar",
        }
        shown = [{**row, "kind": IN_SWEDISH[row["kind"]]} for row in found]
        return Reply(data=found, text=lambda: table("Publicerat", columns, shown))

    answer_from_house(work, as_json=as_json)
