"""`upphandling deadline`: what is awaited, and how a deadline is counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

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

Row = dict[str, Any]

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
        from upphandling.projections.deadlines import held_back, waiting

        found_case = None if case is None else find_case(house, case)
        now, masks = house.clock(), masks_now(house)
        with house.database.engine.connect() as connection:
            waits = _waits(rows(connection, held_back(found_case)))
            found = [
                {
                    "case": row["case_id"],
                    "deadline": row["deadline"],
                    "part": row["part"] or None,
                    "due_at": row["due_at"],
                    "last_day": row["last_day"],
                    "paragraph": row["paragraph"],
                    "overdue": row["due_at"] <= now and _named(row) not in waits,
                    "waits": waits.get(_named(row), []),
                }
                for row in rows(connection, waiting(found_case, limit, offset))
            ]
        found = [masked(masks, row["case"], row) for row in found]
        shown = [worded_row(row) | {"waits": _in_words(row["waits"])} for row in found]
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


def _waits(held: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    """By deadline, all that has to happen before it falls."""
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in held:
        found[_named(row)].append(
            {"for": row["waits_for"], "on": row["waits_on"], "since": row["since"]}
        )
    return dict(found)


def _named(row: Row) -> tuple[str, ...]:
    return row["case_id"], row["deadline"], row["part"]


def _in_words(waits: Iterable[Row]) -> str:
    from upphandling.interfaces.local_time import spoken
    from upphandling.interfaces.words import value_word

    return "; ".join(
        f"{value_word(one['for'], 'waits_for')} ({one['on']})"
        f" sedan {spoken(one['since'])}"
        for one in waits
    )


app.command("rules")(list_rules)
app.command("calc")(calc)
app.command("explain")(explain)
app.command("check")(check)
app.command("retry")(retry)
