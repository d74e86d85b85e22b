"""`upphandling case diff`: what changed in a case between two times, and through what."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import Case, find_case
from upphandling.interfaces.cli.instants import instant, whole_second

if TYPE_CHECKING:
    from upphandling.bootstrap import House

CHANGES = {"field": "Uppgift", "old": "Före", "new": "Efter", "events": "Genom"}
EVENTS = {
    "event": "Händelse",
    "recorded_at": "Infört",
    "effective_at": "När",
    "says": "Vad",
    "by": "Av",
}


def difference(
    case: Case,
    first: Annotated[
        str, typer.Argument(metavar="A", help="Som det var känt vid tidpunkten A ...")
    ],
    last: Annotated[
        str, typer.Argument(metavar="B", help="... mot vid den senare tidpunkten B.")
    ],
    true_at: Annotated[
        str | None,
        typer.Option("--true-at", metavar="TIDPUNKT", help="Om vad som gällde då."),
    ] = None,
    limit: Limit = 1000,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Visa vad som ändrades i ett ärende mellan två tidpunkter, och genom vad."""

    def work(house: House) -> Reply:
        from upphandling.application.messages import Fault, Malformed
        from upphandling.interfaces.history.difference import Between
        from upphandling.interfaces.history.difference import difference as told

        case_id = find_case(house, case)
        known = [
            whole_second(instant(text, name))
            for text, name in ((first, "A"), (last, "B"))
        ]
        if known[0] is None or known[1] is None or known[1] < known[0]:
            raise Malformed([Fault("B", "ligger före A")])
        asked = Between(
            first=known[0], last=known[1], true_at=instant(true_at, "--true-at")
        )
        found = told(house, case_id, asked, offset=offset, limit=limit)
        return Reply(data=found, text=lambda: _print(found))

    answer_from_house(work, as_json=as_json)


def _print(found: dict[str, Any]) -> None:
    from upphandling.interfaces.cli.show import table

    if not found["known_before"]:
        print("Ärendet var inte känt vid den första tidpunkten; allt är nytt.\n")
    if not found["followed"]:
        print("För många händelser emellan för att säga vilken som ändrade vad.\n")
    shown = [
        {**row, "old": _brief(row["old"]), "new": _brief(row["new"])}
        for row in found["changes"]
    ]
    table(f"{found['case']}: ändrade uppgifter", CHANGES, shown)
    told = [
        {**row, "effective_at": datetime.fromisoformat(row["effective_at"])}
        for row in found["events"]
    ]
    table("Händelser emellan", EVENTS, told)


def _brief(value: Any) -> str:
    """A value of the state; parts as JSON on one line."""
    from pydantic_core import to_json

    from upphandling.interfaces.words import IN_SWEDISH

    if value is None:
        return "-"
    if isinstance(value, str):
        return IN_SWEDISH.get(value, value)
    return to_json(value).decode()
