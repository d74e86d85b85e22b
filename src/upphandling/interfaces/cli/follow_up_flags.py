"""`upphandling follow-up flags`: what somebody should look into, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from upphandling.interfaces.cli.csv_page import AsCsv, write_csv
from upphandling.interfaces.cli.days import On, day_or_today
from upphandling.interfaces.cli.edge import (
    AsJson,
    Limit,
    Offset,
    Reply,
    Status,
    System,
    answer_from_house,
)
from upphandling.interfaces.cli.finding import must_exist

if TYPE_CHECKING:
    from upphandling.bootstrap import House
    from upphandling.domain.flag_policy import FlagKind

Row = Mapping[str, Any]
OfKind = Annotated[
    str | None,
    typer.Option("--kind", metavar="SLAG", help="Bara det slaget av flagga."),
]
IN_SWEDISH = {
    "single_bid": "få anbud",
    "prolonged": "förlängt gång på gång",
    "changed": "ändrat gång på gång",
    "ending": "upphör utan efterföljare",
    "licence": "tillstånd",
    "value_changed": "ändringar mot värdet",
    "overpaid": "utbetalt mot värdet",
    "only_default": "bara genom ickeval",
}
OF_A_FLAG = (
    "kind",
    "system",
    "subject",
    "provider",
    "name",
    "since",
    "what",
    "limit",
    "source",
    "assumed",
    "why",
    "events",
)


def flags(
    system: System = None,
    kind: OfKind = None,
    on: On = None,
    limit: Limit = 100,
    offset: Offset = 0,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """Röda flaggor: vad någon bör se närmare på, varför, och vad det vilar på."""

    def work(house: House) -> Reply:
        from upphandling.interfaces.follow_up.flags import the_flags

        must_exist(house, "choice_system", system)
        day, wanted = day_or_today(house, on), _kind(kind)
        with house.database.engine.connect() as connection:
            found = the_flags(
                connection, system, wanted, day, limit=limit, offset=offset
            )
        return Reply(
            data=found,
            text=lambda: _show(found),
            csv=lambda: write_csv(OF_A_FLAG, found),
            status=Status.FOUND if found else Status.DONE,
        )

    answer_from_house(work, as_json=as_json, as_csv=as_csv)


def _show(found: Sequence[Row]) -> None:
    """Each with why it is a flag; the events behind are named one by one."""
    from upphandling.interfaces.cli.headings import Page

    page = Page(
        "Röda flaggor",
        "flag subject name since why decided events",
        flag="Flagga",
        subject="Gäller",
        decided="Gräns enligt",
        events="Vilar på",
    )
    page.show(
        [
            {
                **row,
                "flag": IN_SWEDISH[row["kind"]],
                "decided": row["source"] or "",
                "events": ", ".join(row["events"]),
            }
            for row in found
        ]
    )


def _kind(text: str | None) -> FlagKind | None:
    from upphandling.domain.flag_policy import FlagKind
    from upphandling.interfaces.among import must_be_among

    must_be_among(text, FlagKind, field="--kind", unknown="okänt slag")
    return None if text is None else FlagKind(text)
