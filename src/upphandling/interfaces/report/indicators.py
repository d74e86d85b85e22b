"""Indicators: the values of the periods that ended in the quarter, with their breaks."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from upphandling.domain.agreement import Agreement
from upphandling.domain.indicator import Indicator
from upphandling.domain.indicators import definition as defined
from upphandling.domain.indicators.suppression import Withheld
from upphandling.interfaces.follow_up.indicators import the_indicators
from upphandling.interfaces.follow_up.reading import Row
from upphandling.interfaces.report.figures import Asked, Figure, Section, Sources, Unit
from upphandling.interfaces.report.hiding import hidden
from upphandling.projections.indicator_series import ValuesWanted

UNITS: Mapping[defined.Unit, Unit] = {
    defined.Unit.NUMBER: Unit.NUMBER,
    defined.Unit.PERCENT: Unit.PERCENT,
    defined.Unit.PER_HUNDRED: Unit.PER_HUNDRED,
    defined.Unit.MINUTES: Unit.MINUTES,
    defined.Unit.GRADE: Unit.NONE,
}
MOST = 10_000  # values; beyond it the report says that it has not told them all
PERIOD = "{first} till {last}"
BREAK = "seriebrott: ny definition, kan inte jämföras med tidigare värden"
CORRECTED = "rättat värde"
NONE = "Inget nyckeltal har ett värde för någon period som slutade i kvartalet."
NOT_ALL = "Bara de första {most} värdena är med."


def section(connection: Connection, asked: Asked) -> Section:
    """One figure a value: of the system, of each agreement and of each area."""
    wanted = ValuesWanted(
        system=asked.system,
        from_day=asked.first,
        to_day=asked.last,
        at=asked.on,
        leaves=asked.public,
    )
    found = the_indicators(connection, wanted, limit=MOST)
    figures = [_figure(row) for row in found if row["last_on"] <= asked.last]
    note = NOT_ALL.format(most=MOST) if len(found) == MOST else None
    return Section(
        section="indicators",
        title="Nyckeltal",
        figures=figures,
        note=note if figures else NONE,
    )


def _figure(row: Row) -> Figure:
    whose = [row["agreement"], row["area"]]
    key = "/".join(filter(None, (row["indicator"], *whose, str(row["first_on"]))))
    agreement = row["agreement"]
    figure = Figure(
        figure=f"indicators.{key}",
        name=row["title"],
        value=row["value"],
        unit=UNITS[defined.Unit(row["unit"])],
        about=(
            Agreement.case_id(agreement)
            if agreement
            else Indicator.case_id(row["indicator"])
        ),
        subject=" ".join(filter(None, (row["name"], row["area"]))) or None,
        note=_note(row),
        sources=Sources(named=(row["reference"],)),
    )
    if row["withheld"] is None:
        return figure
    return hidden(figure, Withheld(row["withheld"]), row["least_group"])


def _note(row: Row) -> str:
    words = [PERIOD.format(first=row["first_on"], last=row["last_on"])]
    if row["series_break"]:
        words.append(BREAK)
    if row.get("earlier"):
        words.append(CORRECTED)
    return ", ".join(words)
