"""`upphandling events`: the log itself, as far as it may be shown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import (
    MOST,
    AsJson,
    Limit,
    Offset,
    Reply,
    answer_from_house,
)
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Händelseloggen.")


@app.command("list")
def list_events(
    after: Annotated[
        int,
        typer.Option("--after", min=0, max=MOST, help="Fortsätt efter den positionen."),
    ] = 0,
    offset: Offset = 0,
    limit: Limit = 100,
    as_json: AsJson = False,
) -> None:
    """Lista händelser i den ordning de skrevs."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.disclosure import disclosed

        found = disclosed(house, after=after, offset=offset, limit=limit)
        columns = {
            "position": "Position",
            "effective_at": "När",
            "case": "Ärende",
            "says": "Vad",
            "by": "Av",
        }
        shown = [
            {**line, "effective_at": datetime.fromisoformat(line["effective_at"])}
            for line in found
        ]
        return Reply(data=found, text=lambda: table("Händelser", columns, shown))

    answer_from_house(work, as_json=as_json)
