"""`upphandling deadline`: what is awaited, and how a deadline is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.counting import calc, explain
from upphandling.interfaces.cli.deadline_retry import retry
from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import find_case
from upphandling.interfaces.cli.law_files import check, list_rules
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs(
    "Frister: lista, försök igen, räkna, förklara, visa och kontrollera regler."
)


@app.command("list")
def list_deadlines(
    case: Annotated[
        str | None, typer.Option("--case", help="Bara det ärendet.")
    ] = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista frister som löper, den närmaste först."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.cli.words import worded_row
        from upphandling.interfaces.follow_up import rows
        from upphandling.interfaces.masking import masked, masks_now
        from upphandling.interfaces.waits import by_deadline, in_words, named
        from upphandling.projections.deadlines import held_back, waiting

        found_case = None if case is None else find_case(house, case)
        now, masks = house.clock(), masks_now(house)
        with house.database.engine.connect() as connection:
            waits = by_deadline(rows(connection, held_back(found_case)))
            found = [
                {
                    "case": row["case_id"],
                    "deadline": row["deadline"],
                    "part": row["part"] or None,
                    "due_at": row["due_at"],
                    "last_day": row["last_day"],
                    "paragraph": row["paragraph"],
                    "overdue": row["due_at"] <= now and named(row) not in waits,
                    "waits": waits.get(named(row), []),
                }
                for row in rows(connection, waiting(found_case, limit, offset))
            ]
        found = [masked(masks, row["case"], row) for row in found]
        shown = [worded_row(row) | {"waits": in_words(row["waits"])} for row in found]
        columns = {
            "due_at": "Faller",
            "case": "Ärende",
            "deadline": "Frist",
            "part": "Del",
            "last_day": "Sista dag",
            "paragraph": "Lagrum",
            "overdue": "Förfallen",
            "waits": "Väntar på",
        }
        return Reply(data=found, text=lambda: table("Frister", columns, shown))

    answer_from_house(work, as_json=as_json)


app.command("rules")(list_rules)
app.command("calc")(calc)
app.command("explain")(explain)
app.command("check")(check)
app.command("retry")(retry)
