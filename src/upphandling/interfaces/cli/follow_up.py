"""`upphandling follow-up`: plan against actual, shares, choices, waves, coverage."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.edge import AsJson, Reply, System, answer_from_house
from upphandling.interfaces.cli.finding import must_exist
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Uppföljning: plan mot utfall.")

On = Annotated[
    str | None, typer.Option("--on", metavar="DAG", help="Den dagen (annars i dag).")
]
Plan = Annotated[str | None, typer.Option("--plan", help="Bara den tidplanen.")]


@app.command("timetable")
def timetable(plan: Plan = None, as_json: AsJson = False) -> None:
    """Tidplan mot utfall, med varje förskjutning och dess skäl."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import pages
        from upphandling.interfaces.follow_up import the_timetable

        must_exist(house, "plan", plan)
        with house.database.engine.connect() as connection:
            found = the_timetable(connection, plan)
        return Reply(data=found, text=lambda: pages.timetable(found))

    answer_from_house(work, as_json=as_json)


@app.command("shares")
def shares(system: System = None, on: On = None, as_json: AsJson = False) -> None:
    """Andelar mot mål, i kunder och timmar, per utförare och område."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import pages
        from upphandling.interfaces.follow_up import the_shares

        day = _day(house, on)
        must_exist(house, "choice_system", system)
        with house.database.engine.connect() as connection:
            found = the_shares(connection, system, day)
        return Reply(data=found, text=lambda: pages.shares(found))

    answer_from_house(work, as_json=as_json)


@app.command("choices")
def choices(system: System = None, as_json: AsJson = False) -> None:
    """Inbjudna, val, placeringar och köer."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import pages
        from upphandling.interfaces.follow_up import the_choices

        must_exist(house, "choice_system", system)
        with house.database.engine.connect() as connection:
            found = the_choices(connection, system)
        return Reply(data=found, text=lambda: pages.choices(found))

    answer_from_house(work, as_json=as_json)


@app.command("transition")
def transition(system: System = None, as_json: AsJson = False) -> None:
    """Övertaganden våg för våg."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import pages
        from upphandling.interfaces.follow_up import the_transitions

        must_exist(house, "choice_system", system)
        with house.database.engine.connect() as connection:
            found = the_transitions(connection, system)
        return Reply(data=found, text=lambda: pages.transitions(found))

    answer_from_house(work, as_json=as_json)


@app.command("coverage")
def coverage(
    system: System = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAG", help="Till och med dagen.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Persondagar utan, eller med fler än en, ansvarig utförare."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import pages
        from upphandling.interfaces.cli.edge import Status
        from upphandling.interfaces.follow_up import the_coverage

        day = _day(house, until)
        must_exist(house, "choice_system", system)
        with house.database.engine.connect() as connection:
            found = the_coverage(connection, system, day)
        flawed = any(
            row["days_without_provider"] or row["days_with_two_providers"]
            for row in found
        )
        return Reply(
            data=found,
            text=lambda: pages.coverage(found),
            status=Status.FOUND if flawed else Status.DONE,
        )

    answer_from_house(work, as_json=as_json)


def _day(house: House, text: str | None) -> date:
    from upphandling.application.messages import Fault, Malformed
    from upphandling.domain.legal_time import local_date

    if text is None:
        return local_date(house.clock())
    try:
        return date.fromisoformat(text)
    except ValueError:
        fault = Fault("dag", "ska vara ett datum, till exempel 2020-04-15")
        raise Malformed([fault]) from None
