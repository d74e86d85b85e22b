"""`upphandling follow-up`: what is coming, what will be paid, and what has gone astray."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from upphandling.interfaces.cli.csv_page import AsCsv, write_csv
from upphandling.interfaces.cli.days import From, On, To, Until, day_or_today, today
from upphandling.interfaces.cli.edge import (
    AsJson,
    Reply,
    Status,
    System,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import must_exist

if TYPE_CHECKING:
    from upphandling.bootstrap import House

AHEAD = timedelta(days=183)  # half a year: an ordinary time of notice, and then some


def compensation(
    system: System = None,
    from_day: From = None,
    to_day: To = None,
    on: On = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Väntad ersättning per utförare och månad; annars den månad som dagen är i."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import follow_up_pages
        from upphandling.interfaces.cli.days import must_follow
        from upphandling.interfaces.follow_up import the_compensation
        from upphandling.interfaces.follow_up.compensation import OF_A_MONTH

        must_exist(house, "choice_system", system)
        first = day_or_today(house, from_day or on)
        if from_day is None:
            first = first.replace(day=1)
        last = day_or_today(house, to_day) if to_day else _end_of_month(first)
        must_follow(first, last)
        with house.database.engine.connect() as connection:
            found = the_compensation(connection, system, first, last)
        return Reply(
            data=found,
            text=lambda: follow_up_pages.compensation(found),
            csv=lambda: write_csv(OF_A_MONTH, found),
        )

    answer_from_house(work, as_json=as_json, as_csv=as_csv)


def gaps(system: System = None, until: Until = None, as_json: AsJson = False) -> None:
    """Luckor som kommer: vem som blir utan utförare, när, och vad som hjälper."""
    from upphandling.interfaces.cli import follow_up_pages
    from upphandling.interfaces.follow_up import the_gaps

    _look_ahead(the_gaps, follow_up_pages.gaps, bool, (system, until), as_json=as_json)


def alarms(system: System = None, until: Until = None, as_json: AsJson = False) -> None:
    """Allt som någon måste se till: luckor, andelar, erbjudanden, vågor, beslut."""
    from upphandling.interfaces.cli import follow_up_pages
    from upphandling.interfaces.follow_up import the_alarms

    _look_ahead(
        the_alarms,
        follow_up_pages.alarms,
        lambda found: any(found.values()),
        (system, until),
        as_json=as_json,
    )


def _look_ahead(
    ask: Callable[..., Any],
    page: Callable[[Any], None],
    found_any: Callable[[Any], bool],
    asked: tuple[str | None, str | None],
    *,
    as_json: bool,
) -> None:
    """Ask about one system or all, from today until a day."""
    system, until = asked

    def work(house: House) -> Reply:
        must_exist(house, "choice_system", system)
        now = today(house)
        last = day_or_today(house, until) if until else now + AHEAD
        with house.database.engine.connect() as connection:
            found = ask(connection, system, now, last)
        return Reply(
            data=found,
            text=lambda: page(found),
            status=Status.FOUND if found_any(found) else Status.DONE,
        )

    answer_from_house(work, as_json=as_json)


def _end_of_month(day: date) -> date:
    following = day.replace(day=28) + timedelta(days=4)
    return following - timedelta(days=following.day)
