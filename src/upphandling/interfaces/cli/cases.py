"""`upphandling case`: what there is, how it stands, and how it came there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli import case_difference, case_history, pausing
from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    answer_from_house,
    refusal,
    worded,
)
from upphandling.interfaces.cli.finding import find_case, must_be_a_kind
from upphandling.interfaces.cli.instants import instant, whole_second
from upphandling.interfaces.cli.swedish import Verbs
from upphandling.interfaces.cli.vault_options import As, Reason, Reveal

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Ärenden: lista, visa, följ historiken, pausa.")

CaseOrPerson = Annotated[
    str,
    typer.Argument(
        metavar="ÄRENDE",
        help="Till exempel tender:orebro-2019, eller en kunds referens.",
    ),
]


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
    reveal: Reveal = False,
    as_: As = None,
    reason: Reason = None,
    as_json: AsJson = False,
) -> None:
    """Visa ett ärende: nu, eller som det var känt då om vad som gällde då.

    En kunds referens ger kundens sida: vilken utförare, varför, och vad kunden kan göra.
    """

    def work(house: House) -> Reply:
        from pydantic_core import to_json

        from upphandling.interfaces.barred import hindrances
        from upphandling.interfaces.history.known import case_as_of
        from upphandling.interfaces.masking import portrayed
        from upphandling.interfaces.person import the_person

        def opened(shown: Any, subject: str) -> Any:
            """What is shown, with what the vault keeps of it if that was asked for."""
            from upphandling.interfaces.vault_reading import revealed

            if not reveal:
                return shown
            return revealed(
                house,
                shown,
                told=as_,
                view="case.show",
                subject=subject,
                reason=reason,
            )

        if known_at is None and true_at is None and _is_person(house, case):
            return _person(opened(the_person(house, case), f"person:{case}"))
        case_id = find_case(house, case)
        found = case_as_of(
            house,
            case_id,
            known_at=whole_second(instant(known_at, "--known-at")),
            true_at=instant(true_at, "--true-at"),
        )
        state = opened(portrayed(house, case_id, found.portrait()), case_id)
        barred = hindrances(house, case_id) if known_at is None else []

        def text() -> None:
            for one in barred:
                print(worded(refusal(one)))
            print(f"{case_id}\n{to_json(state, indent=2).decode()}")

        return Reply(
            data={"case": case_id, "state": state},
            text=text,
            diagnostics=[refusal(one) for one in barred],
        )

    answer_from_house(work, as_json=as_json)


def _is_person(house: House, text: str) -> bool:
    """Whether a reference without a kind is a customer's."""
    from upphandling.interfaces.person import is_person

    return ":" not in text and is_person(house, text)


def _person(found: Any) -> Reply:
    from upphandling.interfaces.cli import person_page

    return Reply(data=found, text=lambda: person_page.person(found))


app.command("history")(case_history.history)
app.command("diff")(case_difference.difference)
app.command("pause")(pausing.pause)
app.command("resume")(pausing.resume)
