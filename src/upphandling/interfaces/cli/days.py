"""Days on the command line: which day, or which days, somebody asks about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from upphandling.bootstrap import House

On = Annotated[
    str | None,
    typer.Option("--on", "--at", metavar="DAG", help="Den dagen (annars i dag)."),
]
AsOf = Annotated[
    str | None,
    typer.Option("--on", "--at", metavar="DAG", help="Som det stod den dagen."),
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DAG", help="Till och med dagen.")
]
From = Annotated[
    str | None, typer.Option("--from", metavar="DAG", help="Från och med dagen.")
]
To = Annotated[
    str | None, typer.Option("--to", metavar="DAG", help="Till och med dagen.")
]


def today(house: House) -> date:
    """The Swedish day of the house's clock."""
    from upphandling.domain.instants import local_date

    return local_date(house.clock())


def day_or_today(house: House, text: str | None) -> date:
    """The Swedish day that was asked for, or today's; `Malformed` if it is none."""
    from upphandling.application.messages import Fault, Malformed
    from upphandling.domain.intervals import FIRST_DAY, LAST_DAY

    if text is None:
        return today(house)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        fault = Fault("dag", "ska vara ett datum, till exempel 2020-04-15")
        raise Malformed([fault]) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        fault = Fault("dag", f"ska ligga mellan {FIRST_DAY} och {LAST_DAY}")
        raise Malformed([fault])
    return day


def must_follow(first: date, last: date) -> None:
    """Refuse a call whose last day comes before its first."""
    from upphandling.application.messages import Fault, Malformed

    if last < first:
        raise Malformed([Fault("--to", f"ligger före --from, {first}")])
