"""`upphandling follow-up`: plan against actual, shares, choices, waves, coverage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.edge import (
    AsJson,
    Reply,
    Status,
    System,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import must_exist
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Uppföljning: plan mot utfall.")

On = Annotated[
    str | None, typer.Option("--on", metavar="DAG", help="Den dagen (annars i dag).")
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DAG", help="Till och med dagen.")
]
Plan = Annotated[str | None, typer.Option("--plan", help="Bara den tidplanen.")]


@app.command("timetable")
def timetable(plan: Plan = None, as_json: AsJson = False) -> None:
    """Tidplan mot utfall, med varje förskjutning och dess skäl."""
    from upphandling.interfaces.cli import pages
    from upphandling.interfaces.follow_up import the_timetable

    _answer("plan", plan, the_timetable, pages.timetable, as_json=as_json)


@app.command("shares")
def shares(system: System = None, on: On = None, as_json: AsJson = False) -> None:
    """Andelar mot mål, i kunder och timmar, per utförare och område."""
    from upphandling.interfaces.cli import pages
    from upphandling.interfaces.follow_up import the_shares

    _answer(
        "choice_system", system, the_shares, pages.shares, day=(on,), as_json=as_json
    )


@app.command("choices")
def choices(system: System = None, as_json: AsJson = False) -> None:
    """Inbjudna, val, placeringar och köer."""
    from upphandling.interfaces.cli import pages
    from upphandling.interfaces.follow_up import the_choices

    _answer("choice_system", system, the_choices, pages.choices, as_json=as_json)


@app.command("transition")
def transition(system: System = None, as_json: AsJson = False) -> None:
    """Övertaganden våg för våg."""
    from upphandling.interfaces.cli import pages
    from upphandling.interfaces.follow_up import the_transitions

    _answer(
        "choice_system", system, the_transitions, pages.transitions, as_json=as_json
    )


@app.command("coverage")
def coverage(
    system: System = None, until: Until = None, as_json: AsJson = False
) -> None:
    """Persondagar utan, eller med fler än en, ansvarig utförare."""
    from upphandling.interfaces.cli import pages
    from upphandling.interfaces.follow_up import the_coverage

    _answer(
        "choice_system",
        system,
        the_coverage,
        pages.coverage,
        day=(until,),
        flawed=lambda found: any(
            row["days_without_provider"] or row["days_with_two_providers"]
            for row in found
        ),
        as_json=as_json,
    )


def _answer(
    kind: str,
    key: str | None,
    ask: Callable[..., Any],
    page: Callable[[Any], None],
    *,
    day: tuple[str | None, ...] = (),
    flawed: Callable[[Any], bool] = lambda _: False,
    as_json: bool,
) -> None:
    """Ask the read models about one case or all of a kind, on a day if one matters."""

    def work(house: House) -> Reply:
        must_exist(house, kind, key)
        days = [day_or_today(house, text) for text in day]
        with house.database.engine.connect() as connection:
            found = ask(connection, key, *days)
        return Reply(
            data=found,
            text=lambda: page(found),
            status=Status.FOUND if flawed(found) else Status.DONE,
        )

    answer_from_house(work, as_json=as_json)


def day_or_today(house: House, text: str | None) -> date:
    """The Swedish day that was asked for, or today's; `Malformed` if it is none."""
    from upphandling.application.messages import Fault, Malformed
    from upphandling.domain.instants import local_date
    from upphandling.domain.intervals import FIRST_DAY, LAST_DAY

    if text is None:
        return local_date(house.clock())
    try:
        day = date.fromisoformat(text)
    except ValueError:
        fault = Fault("dag", "ska vara ett datum, till exempel 2020-04-15")
        raise Malformed([fault]) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        fault = Fault("dag", f"ska ligga mellan {FIRST_DAY} och {LAST_DAY}")
        raise Malformed([fault])
    return day
