"""Figures of a report: how they are told and linked, and flat for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from upphandling.interop.web_page import code, text

Row = Mapping[str, Any]

FLAT = (
    *("system", "quarter", "section", "figure", "name", "about", "subject"),
    *("value", "unit", "target", "red", "note", "events_total", "events"),
)
NOTHING = "–"
AFTER = {
    "procent": " %",
    "kronor": " kr",
    "timmar": " tim",
    "minuter": " min",
    "per 100": " per 100",
}
COUNTED = {"antal", "dagar", "personal", *AFTER}  # what has a number for its value
WITH_ORE = "kronor"
SPACE = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def flat(report: Row) -> list[dict[str, Any]]:
    """One row a figure, with the columns `FLAT`; numbers are numbers."""
    about = {name: report[name] for name in ("system", "quarter")}
    return [
        {
            **about,
            "section": section["section"],
            **figure,
            "value": _number(figure["value"], figure["unit"]),
            "target": _number(figure["target"], figure["unit"]),
        }
        for section in report["sections"]
        for figure in section["figures"]
    ]


def told(value: Any, unit: str) -> str:
    """A value as Swedish readers want it: `1 234,50 kr`, `12,5 %`, `1 dag`."""
    number = _number(value, unit)
    if value is None:
        return NOTHING
    if not isinstance(number, (int, Decimal)):
        return str(value)
    amount = f"{number:,.2f}" if unit == WITH_ORE else f"{number:,f}"
    if "." in amount and unit != WITH_ORE:
        amount = amount.rstrip("0").rstrip(".")
    spoken = amount.replace(",", SPACE).replace(".", ",").replace("-", MINUS)
    if unit == "dagar":
        return f"{spoken}{SPACE}{'dag' if number == 1 else 'dagar'}"
    return spoken + AFTER.get(unit, "").replace(" ", SPACE)


def named(figure: Row) -> str:
    """What a figure is, and of whom."""
    whose = figure["subject"]
    return f"{figure['name']}, {whose}" if whose else str(figure["name"])


def link(figure: Row, told: str) -> str:
    """A link to a figure of the page; what is told is markup."""
    return f'<a href="#{quote(figure["figure"])}">{told}</a>'


def behind(figure: Row, told: str) -> str:
    """A link to the events behind a figure; what is told is markup."""
    return f'<a href="#bakom:{quote(figure["figure"])}">{told}</a>'


def sources(figures: Iterable[Row]) -> str:
    """The events behind each figure that has any."""
    return "".join(_sources(one) for one in figures if one["events_total"])


def _sources(figure: Row) -> str:
    more = figure["events_total"] - len(figure["events"])
    rest = f" och {told(more, 'antal')} till" if more else ""
    references = " ".join(code(one) for one in figure["events"])
    return (
        f'<div id="bakom:{text(figure["figure"])}">'
        f"<dt>{link(figure, text(named(figure)))} {code(figure['figure'])}</dt>"
        f"<dd>{references}{rest}</dd></div>"
    )


def _number(value: Any, unit: str) -> Any:
    """A value that is a number as one; any other as it is."""
    if unit not in COUNTED or not isinstance(value, str):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:
        return value
