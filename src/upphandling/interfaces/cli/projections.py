"""`upphandling projection`: the read models, rebuilt and verified one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, Status, answer_from_house
from upphandling.interfaces.cli.projection_rebuild import named, rebuild
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Läsmodeller: lista, bygg om, kontrollera.")


@app.command("list")
def list_projections(as_json: AsJson = False) -> None:
    """Lista läsmodellerna och om de är ajour."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.event_log.open_topics import last_open
        from upphandling.infrastructure.read_side.set_aside import listed
        from upphandling.interfaces.cli.show import table

        end = last_open(house.database)  # a bid alone must not be seen to come
        positions = house.projector.positions()
        aside = {one.projection for one in listed(house.database)}
        found = [
            {
                "name": projection.name,
                "title": projection.title,
                "tables": [t.name for t in projection.tables],
                "up_to_date": positions[projection.name] >= end,
                "set_aside": projection.name in aside,
            }
            for projection in house.projector.projections
        ]
        columns = {
            "name": "Namn",
            "title": "Innehåll",
            "tables": "Tabeller",
            "up_to_date": "Ajour",
            "set_aside": "Ställt undan",
        }
        return Reply(data=found, text=lambda: table("Läsmodeller", columns, found))

    answer_from_house(work, as_json=as_json, refresh=False)


app.command("rebuild")(rebuild)


@app.command("verify")
def verify(
    name: Annotated[
        str | None, typer.Argument(metavar="NAMN", help="Utan namn: alla.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Kontrollera att läsmodellen är lik sin ombyggnad ur händelserna."""

    def work(house: House) -> Reply:
        from dataclasses import asdict

        from upphandling.interfaces.cli.show import table

        chosen = [named(house, name)] if name else list(house.projector.projections)
        found = [house.projector.verify(projection) for projection in chosen]
        told = [
            {
                "name": compared.projection,
                "equal": compared.equal,
                "rows": compared.rows,
                "differences": compared.total,
            }
            for compared in found
        ]
        first = [
            {"name": compared.projection, **asdict(difference)}
            for compared in found
            for difference in compared.differences
        ]

        def tell() -> None:
            columns = {
                "name": "Namn",
                "rows": "Rader",
                "equal": "Lika",
                "differences": "Skillnader",
            }
            table("Läsmodeller mot händelserna", columns, told)
            if first:
                columns = {name: name for name in first[0]}
                table("De första skillnaderna", columns, first)

        return Reply(
            data={"read_models": told, "differences": first},
            text=tell,
            status=Status.FOUND if first else Status.DONE,
        )

    answer_from_house(work, as_json=as_json)
