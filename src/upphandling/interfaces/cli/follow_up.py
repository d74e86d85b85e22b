"""`upphandling follow-up`: plan against actual, shares, choices, waves, coverage."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli import (
    follow_up_ahead,
    follow_up_checks,
    follow_up_deviations,
    follow_up_flags,
    follow_up_indicators,
    follow_up_payments,
    follow_up_people,
    follow_up_report,
    follow_up_shares,
)
from upphandling.interfaces.cli.days import Until, day_or_today
from upphandling.interfaces.cli.edge import (
    AsJson,
    Reply,
    Status,
    System,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import must_exist
from upphandling.interfaces.cli.svg_file import ToSvg, drawn_to
from upphandling.interfaces.cli.swedish import Verbs

if TYPE_CHECKING:
    from upphandling.bootstrap import House

app = Verbs("Uppföljning: plan mot utfall.")

Plan = Annotated[str | None, typer.Option("--plan", help="Bara den tidplanen.")]
OneRound = Annotated[
    str | None, typer.Option("--round", help="Hur det gick i den valomgången.")
]
OneTransition = Annotated[
    str | None, typer.Option("--transition", help="Vad det övertagandet väntar på.")
]
Wave = Annotated[
    str | None, typer.Option("--wave", help="Överlämningen i den vågen, kund för kund.")
]


@app.command("timetable")
def timetable(plan: Plan = None, svg: ToSvg = None, as_json: AsJson = False) -> None:
    """Tidplan mot utfall, med varje förskjutning och dess skäl."""
    from upphandling.interfaces.charts import timetable_chart
    from upphandling.interfaces.cli import pages
    from upphandling.interfaces.follow_up import the_timetable

    _answer(
        "plan",
        plan,
        the_timetable,
        pages.timetable,
        draw=drawn_to(svg, lambda found: timetable_chart(found, plan)),
        as_json=as_json,
    )


@app.command("choices")
def choices(
    system: System = None, round_key: OneRound = None, as_json: AsJson = False
) -> None:
    """Inbjudna, val, placeringar och köer; med --round hur det gick i en valomgång."""
    from upphandling.interfaces.cli import pages
    from upphandling.interfaces.follow_up import the_choices, the_choices_of_round

    if round_key is not None:
        asked = the_choices_of_round
        _answer("choice_round", round_key, asked, pages.choices, as_json=as_json)
        return
    _answer(
        "choice_system",
        system,
        the_choices,
        pages.choices,
        day=(None,),
        as_json=as_json,
    )


@app.command("transition")
def transition(
    system: System = None,
    transition_key: OneTransition = None,
    wave: Wave = None,
    as_json: AsJson = False,
) -> None:
    """Övertaganden våg för våg; med --transition villkor, överlämning, uppskov."""
    from upphandling.interfaces.cli import pages
    from upphandling.interfaces.follow_up import the_transition, the_transitions

    if transition_key is not None:
        _answer(
            "transition",
            transition_key,
            lambda connection, key: the_transition(connection, key, wave),
            pages.transition,
            as_json=as_json,
        )
        return
    _answer(
        "choice_system", system, the_transitions, pages.transitions, as_json=as_json
    )


@app.command("coverage")
def coverage(
    system: System = None, until: Until = None, as_json: AsJson = False
) -> None:
    """Persondagar utan, eller med fler än en, ansvarig utförare; per beviljad insats."""
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


app.command("shares")(follow_up_shares.shares)
app.command("responsible")(follow_up_people.responsible)
app.command("queue")(follow_up_people.queue)
app.command("compensation")(follow_up_ahead.compensation)
app.command("gaps")(follow_up_ahead.gaps)
app.command("alarms")(follow_up_ahead.alarms)
app.command("payments")(follow_up_payments.payments)
app.command("plan")(follow_up_checks.plan)
app.command("checks")(follow_up_checks.checks)
app.command("deviations")(follow_up_deviations.deviations)
app.command("flags")(follow_up_flags.flags)
app.command("report")(follow_up_report.report)
app.command("indicators")(follow_up_indicators.indicators)


def _answer(
    kind: str,
    key: str | None,
    ask: Callable[..., Any],
    page: Callable[[Any], None],
    *,
    day: tuple[str | None, ...] = (),
    flawed: Callable[[Any], bool] = lambda _: False,
    draw: Callable[[Any], None] = lambda _: None,
    as_json: bool,
) -> None:
    """Ask the read models about one case or all of a kind, on a day if one matters."""

    def work(house: House) -> Reply:
        must_exist(house, kind, key)
        days = [day_or_today(house, text) for text in day]
        with house.database.engine.connect() as connection:
            found = ask(connection, key, *days)
        draw(found)
        return Reply(
            data=found,
            text=lambda: page(found),
            status=Status.FOUND if flawed(found) else Status.DONE,
        )

    answer_from_house(work, as_json=as_json)
