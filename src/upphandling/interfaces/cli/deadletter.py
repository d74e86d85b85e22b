"""`upphandling deadletter`: what nobody tries any more, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    Status,
    answer_from_house,
    say,
)
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Döda brev: utskick som gavs upp, och ärenden som är undanställda.")

COLUMNS = {
    "letter": "Brev",
    "sort": "Slag",
    "receiver": "Till",
    "event": "Händelse",
    "tries": "Försök",
    "fault": "Fel",
    "since": "Sedan",
}

Letter = Annotated[str, typer.Argument(metavar="BREV", help="Se deadletter list.")]
Subscription = Annotated[
    str | None,
    typer.Option("--subscription", metavar="NAMN", help="Bara den prenumerationen."),
]


@app.command("list")
def list_letters(
    subscription: Subscription = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_json: AsJson = False,
) -> None:
    """Lista döda brev, och ärenden som är undanställda och frysta."""

    def work(house: House) -> Reply:
        from dataclasses import asdict

        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.outbox.dead_letters import dead

        found = dead(house, subscription)
        rows = [asdict(one) for one in found[offset : offset + limit]]
        return Reply(
            data=rows,
            text=lambda: table("Döda brev", COLUMNS, rows),
            status=Status.FOUND if found else Status.DONE,
        )

    answer_from_house(work, as_json=as_json, refresh=False)


@app.command("show")
def show(letter: Letter, as_json: AsJson = False) -> None:
    """Visa ett brev: vart det skulle, när det försöktes och vad som gick fel."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.show import table

        told = _told(house, letter)
        rows = [{"what": name, "value": value} for name, value in told.items()]
        columns = {"what": "Vad", "value": "Värde"}
        return Reply(data=told, text=lambda: table("Brev", columns, rows))

    answer_from_house(work, as_json=as_json, refresh=False)


@app.command("retry")
def retry(
    letter: Annotated[
        str | None, typer.Argument(metavar="BREV", help="Se deadletter list.")
    ] = None,
    subscription: Annotated[
        str | None,
        typer.Option("--subscription", metavar="NAMN", help="Alla brev i den."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Skicka ett brev igen, bygg om en läsmodell, eller läs ett ärende igen."""

    def work(house: House) -> Reply:
        from upphandling.application.messages import Fault, Malformed
        from upphandling.interfaces.outbox import dead_letters

        if (letter is None) == (subscription is None):
            raise Malformed([Fault("BREV", "ange ett brev eller --subscription")])
        if subscription is not None:
            many = dead_letters.retry_all(house, subscription)
            return Reply(data={"retried": many}, text=say(f"{many} brev skickas igen."))
        sort = dead_letters.retry(house, letter or "")
        said = {
            dead_letters.Sort.LETTER: "Brevet skickas igen.",
            dead_letters.Sort.READ_MODEL: "Läsmodellen är ombyggd.",
            dead_letters.Sort.CASE: "Ärendet går att läsa igen.",
        }[sort]
        return Reply(data={"retried": 1}, text=say(said))

    answer_from_house(work, as_json=as_json, refresh=False)


@app.command("discard")
def discard(
    letters: Annotated[
        list[str], typer.Argument(metavar="BREV...", help="Se deadletter list.")
    ],
    reason: Annotated[
        str, typer.Option("--reason", help="Varför; sparas, nämn ingen person.")
    ],
    as_json: AsJson = False,
) -> None:
    """Kasta brev som aldrig ska skickas; skälet och vem som kastade sparas."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.asked import who_reads
        from upphandling.interfaces.outbox import dead_letters
        from upphandling.interfaces.reasons import fit_reason

        why, named = fit_reason(reason), list(dict.fromkeys(letters))
        many = dead_letters.discard(house, named, by=who_reads(), reason=why)
        return Reply(data={"discarded": many}, text=say(f"{many} brev är kastade."))

    answer_from_house(work, as_json=as_json, refresh=False)


def _told(house: House, name: str) -> dict[str, Any]:
    from dataclasses import asdict

    from upphandling.infrastructure.outbox.letters import Letters
    from upphandling.interfaces.outbox.dead_letters import NoSuchLetter, dead

    for one in dead(house):
        if one.letter == name and "/" in name:
            return asdict(one)
    letter = Letters(house.database).find(name)
    if letter is None:
        raise NoSuchLetter(letter=name)
    told = asdict(letter)
    del told["position"]  # it would tell how many events there are
    return told
