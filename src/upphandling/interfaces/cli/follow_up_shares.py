"""`upphandling follow-up shares`: target and actual on a day, over time, and ahead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.csv_page import AsCsv, write_csv
from upphandling.interfaces.cli.days import From, On, To, Until, day_or_today
from upphandling.interfaces.cli.edge import (
    AsJson,
    Reply,
    Status,
    System,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import must_exist
from upphandling.interfaces.cli.svg_file import ToSvg, drawn_to
from upphandling.interfaces.every import Every

if TYPE_CHECKING:
    from upphandling.bootstrap import House

HowOften = Annotated[Every, typer.Option("--every", help="Hur ofta andelarna mäts.")]
Forecast = Annotated[
    bool, typer.Option("--forecast", help="Vart andelarna är på väg om det fortsätter.")
]


def shares(
    system: System = None,
    on: On = None,
    from_day: From = None,
    to_day: To = None,
    every: HowOften = Every.MONTH,
    ahead: Forecast = False,
    until: Until = None,
    svg: ToSvg = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Andelar mot mål; med --from över tid, med --forecast vart de är på väg."""

    def work(house: House) -> Reply:
        must_exist(house, "choice_system", system)
        if ahead or until is not None:
            given = {"--from": from_day, "--to": to_day, "--svg": svg}
            _must_be_alone(given, ahead=ahead)
            return _forecast(house, system, on, until)
        if from_day is not None or to_day is not None:
            return _over_time(house, system, (from_day, to_day), every, svg)
        _must_have_days(svg)
        return _on_a_day(house, system, on)

    answer_from_house(work, as_json=as_json, as_csv=as_csv)


def _on_a_day(house: House, system: str | None, on: str | None) -> Reply:
    from upphandling.interfaces.cli import pages
    from upphandling.interfaces.follow_up import the_shares
    from upphandling.interfaces.follow_up.share_rows import OF_A_SHARE

    day = day_or_today(house, on)
    with house.database.engine.connect() as connection:
        found = the_shares(connection, system, day)
    return Reply(
        data=found,
        text=lambda: pages.shares(found),
        csv=lambda: write_csv(OF_A_SHARE, found),
    )


def _over_time(
    house: House,
    system: str | None,
    days: tuple[str | None, str | None],
    every: Every,
    svg: str | None,
) -> Reply:
    from upphandling.interfaces.charts import shares_chart
    from upphandling.interfaces.cli import pages
    from upphandling.interfaces.cli.days import must_follow
    from upphandling.interfaces.follow_up import the_shares_over_time
    from upphandling.interfaces.follow_up.share_rows import OF_A_SHARE

    first, last = (day_or_today(house, day) for day in days)
    must_follow(first, last)
    with house.database.engine.connect() as connection:
        found = the_shares_over_time(connection, system, first, last, every)
    drawn_to(svg, shares_chart)(found)
    return Reply(
        data=found,
        text=lambda: pages.shares_over_time(found),
        csv=lambda: write_csv(OF_A_SHARE, found["shares"]),
        status=Status.FOUND if found["drift"] else Status.DONE,
    )


def _forecast(
    house: House, system: str | None, on: str | None, until: str | None
) -> Reply:
    from upphandling.interfaces.cli import follow_up_pages
    from upphandling.interfaces.cli.days import must_follow
    from upphandling.interfaces.follow_up import the_forecast
    from upphandling.interfaces.follow_up.forecast import OF_A_FORECAST

    first = day_or_today(house, on)
    last = day_or_today(house, until) if until else None
    must_follow(first, last or first)
    with house.database.engine.connect() as connection:
        found = the_forecast(connection, system, first, last)
    drifts = any(row["drift_on"] for row in found["forecasts"])
    return Reply(
        data=found,
        text=lambda: follow_up_pages.forecast(found),
        csv=lambda: write_csv(OF_A_FORECAST, found["forecasts"]),
        status=Status.FOUND if drifts else Status.DONE,
    )


def _must_be_alone(given: Mapping[str, Any], *, ahead: bool) -> None:
    """A forecast is made from the months behind a day, and drawn by nobody."""
    from upphandling.application.messages import Fault, Malformed

    if not ahead:
        raise Malformed([Fault("--until", "gäller prognosen, ange även --forecast")])
    faults = [
        Fault(name, "kan inte anges tillsammans med --forecast")
        for name, value in given.items()
        if value is not None
    ]
    if faults:
        raise Malformed(faults)


def _must_have_days(svg: str | None) -> None:
    """A chart of shares has days along it; on one day there is none to draw."""
    from upphandling.application.messages import Fault, Malformed

    if svg is not None:
        raise Malformed([Fault("--svg", "ritar andelar över tid, ange även --from")])
