"""Why a figure of the quarterly report is what it is: the events it was counted from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from upphandling.application.messages import Fault, Malformed
from upphandling.domain.choice_system import ChoiceSystem
from upphandling.domain.errors import NoSuchCase
from upphandling.interfaces.report.figures import Asked, Figure
from upphandling.interfaces.report.making import asked_of, find_figure
from upphandling.interfaces.report.quarter import NoSuchQuarter, Quarter
from upphandling.interfaces.why.question import Kind, Question
from upphandling.interfaces.why.reading import Log, Told
from upphandling.interop.report_figures import told

MOST = 12  # events that a chain begins with; the others are counted
REFUSAL = "refusal:"
FORM = "ska vara SYSTEM/KVARTAL/SIFFRA, som hemtjanst/2021-Q1/checks.done"
ASKED = "Varför är {name} {value}?"
ANSWER = "{name}, {quarter}: {value}.{note}{counted}"
COUNTED = " Siffran vilar på {total} händelser; här följer {told} av dem."
ALL_OF_THEM = " Siffran vilar på det som följer."
NONE = " Ingen händelse ligger bakom den."
REFUSED = " Den vilar på nekade försök: {refusals}."
FROM = "Siffran räknas ur detta"
ABOUT = "Siffran gäller"
UNKNOWN = "okänt"


def figure_question(log: Log, said: str, on: date | None) -> Question:
    """By `SYSTEM/QUARTER/FIGURE`, as it was known on a day, or today.

    Raises `Malformed`, `NoSuchCase`, `NoSuchFigure`, `QuarterNotBegun` and `DayNotYet`.
    """
    asked, key = _asked(log, said, on)
    with log.house.database.engine.connect() as connection:
        figure = find_figure(connection, asked, key)
        named = figure.sources.page(connection, MOST, 0)
    starts = list(_told(log, named))
    value = UNKNOWN if figure.value is None else told(figure.value, figure.unit.value)
    name = (
        figure.name if figure.subject is None else f"{figure.name} ({figure.subject})"
    )
    return Question(
        kind=Kind.FIGURE,
        asked=ASKED.format(name=name, value=value),
        answer=ANSWER.format(
            name=name,
            quarter=asked.quarter,
            value=value,
            note=f" {figure.note[0].upper()}{figure.note[1:]}." if figure.note else "",
            counted=_counted(figure, named, starts),
        ),
        starts=[(FROM, one) for one in starts] or list(_about(log, asked, figure)),
        about={
            "figure": figure.figure,
            "system": asked.system,
            "quarter": asked.quarter,
            "on": asked.on,
            "value": figure.value,
            "unit": figure.unit.value,
            "events_total": figure.sources.total,
        },
    )


def _asked(log: Log, said: str, on: date | None) -> tuple[Asked, str]:
    system, _, rest = said.partition("/")
    quarter, _, key = rest.partition("/")
    try:
        wanted = Quarter.parse(quarter)
    except NoSuchQuarter:
        raise Malformed([Fault("figure:", FORM)]) from None
    if not system or not key:
        raise Malformed([Fault("figure:", FORM)])
    if log.first(ChoiceSystem.case_id(system)) is None:
        raise NoSuchCase(case=ChoiceSystem.case_id(system))
    return asked_of(log.house, system, wanted, on, public=False), key


def _told(log: Log, named: Sequence[str]) -> Iterator[Told]:
    """The events as the chain reads them; none that may not be told."""
    for reference in named:
        found = None if reference.startswith(REFUSAL) else log.named(reference)
        if found is not None and not log.hides(found):
            yield found


def _about(log: Log, asked: Asked, figure: Figure) -> Iterator[tuple[str, Told]]:
    """How the case began that a figure without events is about."""
    case = figure.about or ChoiceSystem.case_id(asked.system)
    begun = log.first(case)
    if begun is not None and not log.hides(begun):
        yield ABOUT, begun


def _counted(figure: Figure, named: Sequence[str], starts: Sequence[Told]) -> str:
    refusals = [one for one in named if one.startswith(REFUSAL)]
    said = REFUSED.format(refusals=", ".join(refusals)) if refusals else ""
    if not figure.sources.total:
        return NONE
    if figure.sources.total > len(named):
        total = figure.sources.total
        return COUNTED.format(total=total, told=len(starts)) + said
    return (ALL_OF_THEM if starts else "") + said
