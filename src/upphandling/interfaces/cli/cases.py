"""`upphandling case`: what there is, how it stands, and how it came there."""

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
from upphandling.interfaces.cli.finding import find_case, must_be_a_kind
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Ärenden: lista, visa, följ historiken.")

Case = Annotated[
    str, typer.Argument(metavar="ÄRENDE", help="Till exempel tender:orebro-2019.")
]
CaseOrPerson = Annotated[
    str,
    typer.Argument(
        metavar="ÄRENDE",
        help="Till exempel tender:orebro-2019, eller en kunds referens.",
    ),
]
Moment = Annotated[str | None, typer.Option(metavar="TIDPUNKT")]


@app.command("list")
def list_cases(
    kind: Annotated[
        str | None, typer.Option("--kind", help="Bara det slaget, t.ex. tender.")
    ] = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista ärenden; personer bara med --kind customer_choice."""

    def work(house: House) -> Reply:
        from upphandling.domain.catalogue import EVENTS
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.follow_up import rows
        from upphandling.projections.cases import listed

        must_be_a_kind(kind)
        with house.database.engine.connect() as connection:
            found = [
                {
                    "case": row["case_id"],
                    "kind": row["kind"],
                    "opened_at": row["opened_at"],
                    "changed_at": row["changed_at"],
                    "last_event": row["last_event"],
                    "says": EVENTS[row["last_event"]].says(),
                }
                for row in rows(connection, listed(kind, limit, offset))
            ]
        columns = {
            "case": "Ärende",
            "opened_at": "Öppnat",
            "changed_at": "Ändrat",
            "says": "Senast",
        }
        return Reply(data=found, text=lambda: table("Ärenden", columns, found))

    answer_from_house(work, as_json=as_json)


@app.command("show")
def show_case(
    case: CaseOrPerson,
    known_at: Annotated[
        str | None,
        typer.Option("--known-at", metavar="TIDPUNKT", help="Vad vi visste då."),
    ] = None,
    true_at: Annotated[
        str | None,
        typer.Option("--true-at", metavar="TIDPUNKT", help="Om vad som gällde då."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Visa ett ärende: nu, eller som det var känt då om vad som gällde då.

    En kunds referens ger kundens sida: vilken utförare, varför, och vad kunden kan göra.
    """

    def work(house: House) -> Reply:
        from pydantic_core import to_json

        from upphandling.application.history import as_of
        from upphandling.interfaces.masking import portrayed

        if known_at is None and true_at is None and _is_person(house, case):
            return _person(house, case)
        case_id = find_case(house, case)
        found = as_of(
            house.recorder.records(stream_id=case_id),
            house.engine.mapper,
            known_at=_whole_second(_instant(known_at, "--known-at")),
            true_at=_instant(true_at, "--true-at"),
        )
        state = portrayed(house, case_id, found.portrait())
        text = to_json(state, indent=2).decode()
        return Reply(
            data={"case": case_id, "state": state},
            text=lambda: print(f"{case_id}\n{text}"),
        )

    answer_from_house(work, as_json=as_json)


def _is_person(house: House, text: str) -> bool:
    """Whether a reference without a kind is a customer's."""
    from upphandling.interfaces.person import is_person

    return ":" not in text and is_person(house, text)


def _person(house: House, text: str) -> Reply:
    from upphandling.interfaces.cli import person_page
    from upphandling.interfaces.person import the_person

    found = the_person(house, text)
    return Reply(data=found, text=lambda: person_page.person(found))


@app.command("history")
def history(
    case: Case, limit: Limit = 1000, offset: Offset = 0, as_json: AsJson = False
) -> None:
    """Visa ett ärendes historik, händelse för händelse."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.disclosure import disclosed

        case_id = find_case(house, case)
        found = disclosed(house, case_id=case_id, offset=offset, limit=limit)
        columns = {
            "effective_at": "När",
            "recorded_at": "Infört",
            "says": "Vad",
            "by": "Av",
            "mandate": "Mandat",
        }
        shown = [_with_instants(line) for line in found]
        return Reply(data=found, text=lambda: table(case_id, columns, shown))

    answer_from_house(work, as_json=as_json)


def _instant(text: str | None, option: str) -> datetime | None:
    from upphandling.application.messages import Fault, Malformed
    from upphandling.domain.instants import parse_instant

    if text is None:
        return None
    try:
        return parse_instant(text, naive_is_local=True)
    except ValueError as error:
        raise Malformed([Fault(option, str(error))]) from None


def _whole_second(instant: datetime | None) -> datetime | None:
    """Recording has microseconds; what was known at a second is all of it."""
    return instant and instant.replace(microsecond=999_999)


def _with_instants(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "effective_at": datetime.fromisoformat(line["effective_at"])}
