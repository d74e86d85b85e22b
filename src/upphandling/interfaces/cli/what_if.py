"""`upphandling what-if`: the same history changed, in memory, beside the recorded one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, answer_from_house
from upphandling.interfaces.cli.finding import Case, find_case

if TYPE_CHECKING:
    from upphandling.bootstrap import House

Changes = Annotated[
    list[str],
    typer.Option(
        "--change",
        metavar="ÄNDRING",
        help="Till exempel rule.standstill.length=15 eller weight.kvalitet=60.",
    ),
]


def what_if(
    case: Case,
    change: Changes,
    as_json: AsJson = False,
) -> None:
    """Pröva kontrafaktiskt: samma historia med en ändring, i minnet, aldrig i loggen.

    Ändringar: rule=REGEL@DAG, rule.REGEL.length=15, weight.KRITERIUM=60,
    share.AVTAL=30, default=REGEL, date.ÄRENDE@NUMMER=DAG,
    set.ÄRENDE@NUMMER.FÄLT=VÄRDE, without=ÄRENDE@NUMMER, add=FIL.json.
    """

    def work(house: House) -> Reply:
        from upphandling.infrastructure import logs
        from upphandling.interfaces.cli.show import progress
        from upphandling.interfaces.cli.what_if_pages import the_answer
        from upphandling.interfaces.what_if import what_if as ask

        logs.silence()  # what falls in memory is nobody's alarm
        with progress("Kontrafaktiskt") as advance:
            url = house.database.url.render_as_string(hide_password=False)
            found = ask(url, case, change, find_case, advance)
        return Reply(data=found, text=lambda: the_answer(found))

    answer_from_house(work, as_json=as_json, refresh=False)
