"""`upphandling why`: the chain from a fact back to the political decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer_from_house

if TYPE_CHECKING:
    from datetime import date

    from upphandling.bootstrap import House


def why(
    case: Annotated[
        str,
        typer.Argument(
            metavar="X",
            help=(
                "En kunds referens, ett ärende, en händelse ärende@version,"
                " deadline:ÄRENDE/NAMN, award:NYCKEL med --bid, refusal:NUMMER eller"
                " figure:SYSTEM/KVARTAL/SIFFRA."
            ),
        ),
    ],
    bundle: Annotated[
        str | None, typer.Option("--bundle", help="Bara det paketet, för en kund.")
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on", help="Vilken dag, för en kund eller en siffra; annars i dag."
        ),
    ] = None,
    deadline: Annotated[
        str | None, typer.Option("--deadline", help="Vilken av ärendets frister.")
    ] = None,
    bid: Annotated[
        str | None, typer.Option("--bid", help="Vilket anbuds poäng i tilldelningen.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Visa varför: kedjan av händelser, beslut och regler tillbaka till fullmäktige.

    För en kunds utförare, en frist, ett anbuds poäng, ett beslut, ett nekat försök eller
    en siffra i kvartalsrapporten.
    Varje länk nämner en händelse. Där kedjan brister sägs det; inget fylls i.
    """

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import why_page
        from upphandling.interfaces.cli.finding import find_case
        from upphandling.interfaces.why.asking import Asked
        from upphandling.interfaces.why.asking import why as the_reason

        asked = Asked(
            about=case, bundle=bundle, on=_day(on), deadline=deadline, bid=bid
        )
        found = the_reason(house, asked, find_case)
        return Reply(data=found, text=lambda: why_page.page(found))

    answer_from_house(work, as_json=as_json)


def _day(text: str | None) -> date | None:
    from datetime import date

    from upphandling.application.messages import Fault, Malformed

    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = "ska vara en dag som 2026-03-31"
        raise Malformed([Fault("--on", message)]) from None
