"""`upphandling follow-up indicators`: values over time, with breaks and what is withheld."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from upphandling.interfaces.cli.csv_page import AsCsv, write_csv
from upphandling.interfaces.cli.days import AsOf, From, To, day_or_today, must_follow
from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    System,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import must_exist
from upphandling.interfaces.cli.follow_up_people import Agreement
from upphandling.interfaces.cli.svg_file import ToSvg, drawn_to

if TYPE_CHECKING:
    from upphandling.bootstrap import House

Indicator = Annotated[
    str | None,
    typer.Option("--indicator", metavar="NYCKELTAL", help="Bara det nyckeltalet."),
]
Area = Annotated[
    str | None, typer.Option("--area", metavar="OMRÅDE", help="Bara det området.")
]
Public = Annotated[
    bool, typer.Option("--public", help="Som det får visas utanför huset.")
]


def indicators(
    indicator: Indicator = None,
    system: System = None,
    agreement: Agreement = None,
    area: Area = None,
    from_day: From = None,
    to_day: To = None,
    at: AsOf = None,
    public: Public = False,
    limit: Limit = 100,
    offset: Offset = 0,
    svg: ToSvg = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Nyckeltal över tid, med seriebrott; små grupper döljs i allt som lämnar huset."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.charts import indicators_chart
        from upphandling.interfaces.cli import follow_up_indicator_pages as pages
        from upphandling.interfaces.cli.asked import reads_as_provider
        from upphandling.interfaces.follow_up import ValuesWanted, the_indicators

        for kind, key in (
            ("indicator", indicator),
            ("choice_system", system),
            ("agreement", agreement),
        ):
            must_exist(house, kind, key)
        first = day_or_today(house, from_day) if from_day else None
        last = day_or_today(house, to_day) if to_day else None
        if first and last:
            must_follow(first, last)
        wanted = ValuesWanted(
            indicator=indicator,
            system=system,
            agreement=agreement,
            area=area,
            from_day=first,
            to_day=last,
            at=day_or_today(house, at) if at else None,
            leaves=public or as_csv or svg is not None or reads_as_provider(),
        )
        with house.database.engine.connect() as connection:
            page = the_indicators(connection, wanted, limit=limit, offset=offset)
        drawn_to(svg, indicators_chart)(page)
        return Reply(
            data=page,
            text=lambda: pages.indicators(page),
            csv=lambda: write_csv(pages.COLUMNS, page),
        )

    answer_from_house(work, as_json=as_json, as_csv=as_csv)
