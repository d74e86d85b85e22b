"""`upphandling outbox`: who is told of what, whether it gets there, and a trial."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import (
    AsJson,
    Reply,
    Status,
    answer_from_house,
    say,
)
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Utskick: prenumerationer och prov.")

COLUMNS = {
    "subscription": "Prenumeration",
    "by": "Med",
    "to": "Till",
    "waiting": "Väntar",
    "oldest_waiting": "Äldsta",
    "dead": "Döda",
    "last_sent": "Senast framme",
}


@app.command("list")
def list_subscriptions(as_json: AsJson = False) -> None:
    """Lista prenumerationerna, vad som väntar och när något senast kom fram."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli.show import table
        from upphandling.interfaces.outbox.listing import subscriptions
        from upphandling.settings import load

        found = subscriptions(house, load().outbox)
        return Reply(data=found, text=lambda: table("Utskick", COLUMNS, found))

    answer_from_house(work, as_json=as_json, refresh=False)


@app.command("test")
def trial(
    name: Annotated[str, typer.Argument(metavar="NAMN", help="Se outbox list.")],
    as_json: AsJson = False,
) -> None:
    """Skicka ett provmeddelande till en prenumeration, nu, och säg hur det gick."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.outbox.announcement import Undelivered
        from upphandling.interfaces.outbox.listing import try_out
        from upphandling.settings import load

        try:
            message_id = try_out(house, load().outbox, name)
        except Undelivered as failed:
            fault = failed.fault
            return Reply(
                data={"subscription": name, "delivered": False, "fault": fault},
                text=say(f"Provet kom inte fram: {fault}."),
                status=Status.FOUND,
            )
        return Reply(
            data={"subscription": name, "delivered": True, "message_id": message_id},
            text=say(f"Provet kom fram, med id {message_id}."),
        )

    answer_from_house(work, as_json=as_json, refresh=False)
