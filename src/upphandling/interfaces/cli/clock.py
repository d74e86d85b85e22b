"""`upphandling clock`: whether the house's clock is believed, and to believe it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import (
    AsJson,
    Reply,
    Status,
    answer_from_house,
    say,
)
from upphandling.interfaces.cli.swedish import Verbs
from upphandling.interfaces.cli.vault_options import As

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.infrastructure.timekeeping.stops import ClockStop

app = Verbs("Husets klocka: visa, bekräfta efter ett hopp.")

DIRECTION = {"back": "bakåt", "forward": "framåt"}


@app.command("show")
def show(as_json: AsJson = False) -> None:
    """Visa klockan, hur långt den har kommit, och varje hopp som den har gjort."""

    def work(house: House) -> Reply:
        from upphandling.infrastructure.timekeeping.marks import mark
        from upphandling.infrastructure.timekeeping.stops import stops

        kept, jumps, now = mark(house.database), stops(house.database), house.clock()
        standing = any(jump.confirmed_at is None for jump in jumps)

        def text() -> None:
            from upphandling.interfaces.local_time import local

            print(f"Klockan är {local(now)}.")
            if kept is not None:
                print(f"Senaste tid som tjänsten har sett: {local(kept.instant)}.")
            for jump in jumps:
                print(_said(jump))
            if standing:
                print('Rätta klockan och kör sedan "upphandling clock confirm".')

        return Reply(
            data={
                "now": now,
                "mark": kept and kept.instant,
                "believed": not standing,
                "stops": [_row(jump) for jump in jumps],
            },
            text=text,
            status=Status.FOUND if standing else Status.DONE,
        )

    answer_from_house(work, as_json=as_json, refresh=False)


@app.command("confirm")
def confirm(
    reason: Annotated[
        str,
        typer.Option(
            "--reason",
            help="Varför klockan går rätt nu, med egna ord; nämn ingen person.",
        ),
    ],
    as_: As = None,
    as_json: AsJson = False,
) -> None:
    """Bekräfta att klockan går rätt efter ett hopp, så att fristerna faller igen."""

    def work(house: House) -> Reply:
        from upphandling.application.messages import Fault, Malformed
        from upphandling.interfaces.access import read_reader
        from upphandling.interfaces.reasons import fit_reason

        reader = read_reader(as_)
        if reader is None:
            raise Malformed([Fault("--as", "saknas, säg vem som bekräftar")])
        said = fit_reason(reason)
        if house.guard is None or (
            (ended := house.guard.confirm(reader.person, said)) is None
        ):
            return Reply(data=None, text=say("Klockan är redan trodd."))
        return Reply(data=_row(ended), text=say(_said(ended)))

    answer_from_house(work, as_json=as_json, refresh=False)


def _row(jump: ClockStop) -> dict[str, Any]:
    return {
        "number": jump.number,
        "noticed_at": jump.noticed_at,
        "direction": jump.step.value,
        "came_from": jump.came_from,
        "came_to": jump.came_to,
        "confirmed_at": jump.confirmed_at,
        "confirmed_by": jump.confirmed_by,
        "reason": jump.reason,
    }


def _said(jump: ClockStop) -> str:
    from upphandling.interfaces.local_time import local

    went = (
        f"Klockan hoppade {DIRECTION[jump.step]} från {local(jump.came_from)}"
        f" till {local(jump.came_to)}"
    )
    if jump.confirmed_at is None:
        return f"{went}: inget skrivs och inga frister faller förrän det är bekräftat."
    return (
        f"{went}, bekräftat {local(jump.confirmed_at)}"
        f" av {jump.confirmed_by}: {jump.reason}"
    )
