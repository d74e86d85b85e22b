"""`upphandling register published`: what suppliers may read of one tender."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import AsJson, Limit, Offset
from upphandling.interfaces.cli.listing import listing

if TYPE_CHECKING:
    from sqlalchemy import Select

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
    from upphandling.interfaces.cli.finding import must_exist
    from upphandling.interfaces.words import IN_SWEDISH
    from upphandling.projections.published import register

    columns = {
        "published_at": "Publicerat",
        "kind": "Slag",
        "part": "Nyckel",
        "version": "Version",
        "title": "Titel",
        "text": "Text",
        "answer": "Svar",
    }

    def published_of(house: House) -> Select[Any]:
        must_exist(house, "tender", tender)
        return register(tender, limit, offset)

    listing(
        "Publicerat",
        columns,
        published_of,
        beside=lambda row: {"kind": IN_SWEDISH[row["kind"]]},
        as_json=as_json,
    )
