"""`upphandling follow-up report`: the quarter of a system, for the board and the public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.csv_page import AsCsv
from upphandling.interfaces.cli.days import On, day_or_today
from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    Status,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import must_exist

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.interfaces.report.figures import Asked
    from upphandling.interfaces.report.quarter import Quarter

OneSystem = Annotated[
    str, typer.Option("--system", help="Vilket valfrihetssystem.", show_default=False)
]
OneQuarter = Annotated[
    str,
    typer.Option(
        "--quarter",
        metavar="KVARTAL",
        help="Vilket kvartal, som 2021-Q1.",
        show_default=False,
    ),
]
Public = Annotated[
    bool, typer.Option("--public", help="Som det får visas utanför huset.")
]
OneFigure = Annotated[
    str | None,
    typer.Option("--figure", metavar="SIFFRA", help="En siffra, med alla händelser."),
]
ToHtml = Annotated[
    str | None,
    typer.Option("--html", metavar="FIL", help="Skriv rapporten som en sida."),
]


def report(
    system: OneSystem,
    quarter: OneQuarter,
    on: On = None,
    figure: OneFigure = None,
    public: Public = False,
    limit: Limit = 100,
    offset: Offset = 0,
    html: ToHtml = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Kvartalsrapport: plan mot utfall, och händelserna bakom varje siffra."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.cli import follow_up_report_pages as pages
        from upphandling.interfaces.cli.csv_page import write_csv
        from upphandling.interfaces.report.making import (
            asked_of,
            the_figure,
            the_report,
        )
        from upphandling.interop.report_figures import FLAT, flat

        wanted = _quarter(quarter)
        must_exist(house, "choice_system", system)
        day = day_or_today(house, on) if on else None
        asked = asked_of(house, system, wanted, day, public=public)
        if figure is not None:
            _must_be_whole({"--html": html is not None, "--csv": as_csv})
            one = the_figure(house, asked, figure, limit, offset)
            return Reply(data=one, text=lambda: pages.figure(one))
        found = the_report(house, asked)
        if html is not None:
            _write_page(house, html, found, asked)
        return Reply(
            data=found,
            text=lambda: pages.report(found),
            csv=lambda: write_csv(FLAT, flat(found)),
            status=Status.FOUND if _red(found) else Status.DONE,
        )

    answer_from_house(work, as_json=as_json, as_csv=as_csv)


def _write_page(house: House, file: str, found: dict[str, Any], asked: Asked) -> None:
    """The report with its charts, in a file of its own."""
    from pathlib import Path

    from upphandling.interfaces.report.page_charts import charts_of
    from upphandling.interop.report_page import report_page

    with house.database.engine.connect() as connection:
        charts = charts_of(connection, asked)
    Path(file).write_bytes(report_page(found, charts))


def _must_be_whole(asked: dict[str, bool]) -> None:
    """One figure is told as text or JSON."""
    from upphandling.application.messages import Fault, Malformed

    faults = [
        Fault(name, "gäller hela rapporten, inte med --figure")
        for name, wanted in asked.items()
        if wanted
    ]
    if faults:
        raise Malformed(faults)


def _quarter(text: str) -> Quarter:
    from upphandling.application.messages import Fault, Malformed
    from upphandling.interfaces.report.quarter import NoSuchQuarter, Quarter

    try:
        return Quarter.parse(text)
    except NoSuchQuarter:
        message = "ska vara ett kvartal som 2021-Q1"
        raise Malformed([Fault("--quarter", message)]) from None


def _red(report: dict[str, Any]) -> bool:
    return any(
        figure["red"] for section in report["sections"] for figure in section["figures"]
    )
