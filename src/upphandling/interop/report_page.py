"""The quarterly report as one web page: figures, charts, and the events behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Any

from upphandling.interop.report_figures import link, sources, told
from upphandling.interop.report_tables import tables
from upphandling.interop.web_page import (
    Chapter,
    code,
    document,
    note,
    pairs,
    small,
    text,
    wide,
)

STYLE = "report_page.css"
Row = Mapping[str, Any]
Charts = Mapping[str, Sequence[str]]
"""The charts of each section by its key, as SVG."""

QUARTERS = {
    "Q1": "första kvartalet",
    "Q2": "andra kvartalet",
    "Q3": "tredje kvartalet",
    "Q4": "fjärde kvartalet",
}
MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
FOR_THE_PUBLIC = (
    "Det här är den offentliga rapporten. Den har samma siffror som nämndens, utom dem"
    " som är hemliga, som rör få personer eller som gäller oanmälda kontroller."
)
NOTHING_RED = "Ingen siffra i rapporten är röd."


def report_page(report: Row, charts: Charts) -> bytes:
    """The page of a report in UTF-8; `charts` stand first in their sections."""
    figures = [figure for one in report["sections"] for figure in one["figures"]]
    chapters = [
        ("Att uppmärksamma", _red(figures)),
        *(_chapter(one, charts.get(one["section"], ())) for one in report["sections"]),
        ("Händelserna bakom siffrorna", _behind(report, figures)),
    ]
    quarter = _quarter(report["quarter"])
    return document(
        title=f"Kvartalsrapport {report['quarter']}, {report['name']}",
        header=(
            f"<p>Kvartalsrapport</p><h1>{text(report['name'])}, {text(quarter)}</h1>"
            f"{note(FOR_THE_PUBLIC if report['public'] else None)}"
            f"{pairs(_cover(report))}"
        ),
        chapters=chapters,
        footer="<p>Samma händelser ger samma rapport.</p>",
        style=(files(__package__) / STYLE).read_text(encoding="utf-8"),
    )


def _cover(report: Row) -> list[tuple[str, str]]:
    days = f"{_day(report['from'])} till och med {_day(report['to'])}"
    if str(report["on"]) < str(report["to"]):
        days += f"; kvartalet pågår, siffrorna är till och med {_day(report['on'])}"
    counted = [("Gäller", days), ("Som det var känt", _day(report["on"]))]
    position = report["position"]
    if position is not None:
        number = told(position, "antal")
        counted.append(("Räknad ur", f"loggen till och med händelse {number}"))
    return counted


def _red(figures: Sequence[Row]) -> str:
    """What is red, with what it was to be; figures of the same name stand together."""
    by_name: dict[str, list[Row]] = {}
    for figure in figures:
        if figure["red"]:
            by_name.setdefault(figure["name"], []).append(figure)
    if not by_name:
        return note(NOTHING_RED)
    items = "".join(
        f"<li>{text(name)}: {'; '.join(map(_attention, found))}{_why(found)}</li>"
        for name, found in by_name.items()
    )
    return f'<ul class="attention">{items}</ul>'


def _attention(figure: Row) -> str:
    unit, aim = figure["unit"], figure["target"]
    whose = f"{text(figure['subject'])} " if figure["subject"] else ""
    value = f"<b>{text(told(figure['value'], unit))}</b>"
    against = "" if aim is None else f" (mål {text(told(aim, unit))})"
    return f"{link(figure, whose + value)}{against}"


def _why(found: Sequence[Row]) -> str:
    """What is noted of a figure that stands alone; of others it is told further down."""
    said = found[0]["note"] if len(found) == 1 else None
    return f" {small(said)}" if said else ""


def _chapter(section: Row, charts: Sequence[str]) -> Chapter:
    title = section["title"]
    drawn = "".join(
        f'<figure class="chart">{wide(f"Diagram {number}, {title}", svg)}</figure>'
        for number, svg in enumerate(charts, 1)
    )
    return title, note(section["note"]) + drawn + tables(section)


def _behind(report: Row, figures: Sequence[Row]) -> str:
    lead = (
        "Varje siffra är räknad ur händelser i loggen. De första tio nämns; numret i"
        " tabellerna leder hit."
    )
    how = ""
    if not report["public"]:
        asked = f"--system {report['system']} --quarter {report['quarter']}"
        every = f"upphandling follow-up report {asked} --figure SIFFRA"
        why = f"upphandling why figure:{report['system']}/{report['quarter']}/SIFFRA"
        how = (
            f"<p>Alla händelser för en siffra: {code(every)}."
            f" Vad de i sin tur beror på: {code(why)}.</p>"
        )
    return f'<p>{lead}</p>{how}<dl class="sources">{sources(figures)}</dl>'


def _quarter(told: str) -> str:
    year, _, quarter = told.partition("-")
    return f"{QUARTERS.get(quarter, quarter)} {year}"


def _day(day: date | str) -> str:
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"
