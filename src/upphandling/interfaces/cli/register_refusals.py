"""`upphandling register refusals`: what was tried and refused, in the order it was tried."""

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
from upphandling.interfaces.cli.finding import find_case

if TYPE_CHECKING:
    from upphandling.bootstrap import House

COLUMNS = {
    "refusal": "Nummer",
    "recorded_at": "När",
    "case": "Ärende",
    "command": "Kommando",
    "rule": "Regel",
    "says": "Varför",
    "by": "Av",
    "role": "Roll",
}


def refusals(
    case: Annotated[
        str | None, typer.Option("--case", help="Bara de som rörde det ärendet.")
    ] = None,
    rule: Annotated[
        str | None, typer.Option("--rule", help="Bara den regeln, t.ex. NotAllowed.")
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="VEM", help="Bara det hen försökte.")
    ] = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista försök som nekades; inget om anbud så länge sekretess gäller."""

    def work(house: House) -> Reply:
        from itertools import islice

        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.disclosure import limits_now
        from upphandling.interfaces.history.attempts import attempts

        about = _about(house, case)
        tried = (
            attempt.line
            for attempt in attempts(house, *limits_now(house), case_id=about)
            if rule in (None, attempt.line["rule"]) and by in (None, attempt.line["by"])
        )
        found = list(islice(tried, offset, offset + limit))
        shown = [_row(line) for line in found]
        return Reply(data=found, text=lambda: table("Nekade försök", COLUMNS, shown))

    answer_from_house(work, as_json=as_json)


def _about(house: House, case: str | None) -> str | None:
    """The case; one that never came to be is named by its whole id."""
    if case is None or ":" in case:
        return case
    return find_case(house, case)


def _row(line: dict[str, Any]) -> dict[str, Any]:
    from upphandling.interfaces.words import role_word

    return {
        **line,
        "case": line["cases"][0] if line["cases"] else None,
        "role": role_word(line["role"]),
    }
