"""`upphandling access`: who may do and see what, who holds which role, what was denied."""

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
    answer,
    answer_from_house,
)
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Behörighet: tabellen, rollerna, vad som lästs, bevarats och nekats.")

Role = Annotated[
    str | None, typer.Option("--role", metavar="ROLL", help="Bara den rollen.")
]
Name = Annotated[
    str | None,
    typer.Option("--name", metavar="NAMN", help="Bara det kommandot eller den vyn."),
]
Unreviewed = Annotated[
    bool, typer.Option("--unreviewed", help="Bara det som ingen har granskat.")
]
Who = Annotated[
    str | None, typer.Option("--by", metavar="VEM", help="Bara den personens.")
]
OF_THE_TABLE = {
    "kind": "Slag",
    "name": "Namn",
    "role": "Roll",
    "relations": "Relation",
    "states": "Läge",
    "theme": "Tema",
}

OF_A_TRACE = {
    "person": "Vem",
    "role": "Roll",
    "view": "Vy",
    "subject": "Om",
    "fields": "Uppgifter",
}


@app.command("table")
def table(
    role: Role = None,
    name: Name = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Visa behörighetstabellen: roll, kommando eller vy, relation och läge."""

    def work() -> Reply:
        from upphandling.interfaces.access_table import table_rows
        from upphandling.interfaces.cli.asked import must_fit_the_table
        from upphandling.interfaces.cli.show import table as drawn

        must_fit_the_table()
        found = [
            row
            for row in table_rows()
            if role in (None, row["role"]) and name in (None, row["name"])
        ][offset : offset + limit]
        return Reply(
            data=found, text=lambda: drawn("Behörighetstabellen", OF_THE_TABLE, found)
        )

    answer(work, as_json=as_json)


@app.command("explain")
def explain(
    role: Annotated[str, typer.Argument(metavar="ROLL", help="Till exempel chair.")],
    name: Annotated[
        str, typer.Argument(metavar="NAMN", help="Ett kommando eller en vy.")
    ],
    as_json: AsJson = False,
) -> None:
    """Förklara om en roll får göra eller se något, på vilka villkor och varför."""

    def work() -> Reply:
        from upphandling.interfaces.access_table import explained

        found = explained(role, name)
        return Reply(
            data=found,
            text=lambda: print(found["says"]),
            status=Status.DONE if found["allowed"] else Status.FOUND,
        )

    answer(work, as_json=as_json)


@app.command("roster")
def roster(
    on: On = None, limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False
) -> None:
    """Lista vem som har vilken roll den dagen, annars i dag, och anmälda jäv."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.show import table as drawn
        from upphandling.interfaces.cli.words import worded_row
        from upphandling.interfaces.follow_up import rows
        from upphandling.interfaces.words import CODES
        from upphandling.projections.roster import declared_conflicts, held

        day = day_or_today(house, on)
        with house.database.engine.connect() as connection:
            found = {
                "roles": rows(connection, held(day, limit, offset)),
                "conflicts": rows(connection, declared_conflicts(limit, offset)),
            }

        def text() -> None:
            columns = {
                "person": "Person",
                "role": "Roll",
                "party": "För",
                "from_day": "Från",
                "until": "Till",
                "granted_by": "Av",
            }
            drawn("Roller", columns, list(map(worded_row, found["roles"])))
            columns = {"person": "Person", "about": "Ärende", "ground": "Grund"}
            conflicts = [
                {**row, "ground": CODES.get(row["ground"], row["ground"])}
                for row in found["conflicts"]
            ]
            drawn("Jäv", columns, conflicts)

        return Reply(data=found, text=text)

    answer_from_house(work, as_json=as_json)


@app.command("readings")
def readings(
    by: Who = None, limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False
) -> None:
    """Lista läsningar av känsliga uppgifter, den senaste först."""
    from upphandling.interfaces.cli.listing import listing
    from upphandling.projections.roster import made

    columns = {"read_at": "När", **OF_A_TRACE, "reason": "Skäl"}
    listing("Läsningar", columns, made(by, limit, offset), as_json=as_json)


@app.command("entries")
def entries(
    by: Who = None, limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False
) -> None:
    """Lista om vem och vilka slag av uppgifter som lagts i valvet, det senaste först."""
    from upphandling.interfaces.cli.listing import listing
    from upphandling.projections.roster import put_in

    columns = {"kept_at": "När", **OF_A_TRACE, "document_class": "Handlingsslag"}
    listing("Valvanteckningar", columns, put_in(by, limit, offset), as_json=as_json)


@app.command("denials")
def denials(
    by: Who = None, limit: Limit = 100, offset: Offset = 0, as_json: AsJson = False
) -> None:
    """Lista det som behörighetstabellen nekade, både kommandon och vyer."""

    def work(house: House) -> Reply:
        from itertools import islice

        from upphandling.interfaces.access_table import denied
        from upphandling.interfaces.cli.show import table as drawn
        from upphandling.interfaces.cli.words import worded_row

        tried = (row for row in denied(house) if by in (None, row["by"]))
        found: list[dict[str, Any]] = list(islice(tried, offset, offset + limit))
        columns = {
            "recorded_at": "När",
            "by": "Vem",
            "role": "Roll",
            "asked": "Ville",
            "because": "Varför inte",
        }
        shown = list(map(worded_row, found))
        return Reply(data=found, text=lambda: drawn("Nekanden", columns, shown))

    answer_from_house(work, as_json=as_json)


def break_glass(
    unreviewed: Unreviewed = False,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista nödläsningar, den senaste först, och om någon har granskat dem."""
    from upphandling.interfaces.cli.listing import listing
    from upphandling.projections.roster import broken

    columns = {
        "glass": "Nödläsning",
        "person": "Vem",
        "target": "Vad",
        "reason": "Skäl",
        "opened_at": "Från",
        "until": "Till",
        "reviewed_by": "Granskad av",
        "justified": "Befogad",
    }
    query = broken(limit, offset, unreviewed=unreviewed)
    listing("Nödläsningar", columns, query, as_json=as_json)
