"""How the quarterly report looks to a person: a table a section, the red ones marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from upphandling.interfaces.cli.headings import Page
from upphandling.interop.report_figures import told

Row = Mapping[str, Any]

BEHIND = (
    "Händelserna bakom en siffra: --figure NYCKEL."
    " Kedjan till fullmäktiges beslut: upphandling why figure:{system}/{quarter}/NYCKEL"
)
OUTSIDE = " (det som får visas utanför huset)"


def report(found: Row) -> None:
    """Every section; a figure that asks for attention has a mark before its name."""
    head = f"{found['name']}, {found['quarter']}, {_when(found)}"
    print(head + (OUTSIDE if found["public"] else ""))
    for section in found["sections"]:
        _page(section["title"]).show([_line(one) for one in section["figures"]])
        if section["note"]:
            print(section["note"])
        print()
    print(BEHIND.format(**found))


def figure(found: Row) -> None:
    """One figure, and the events that it was counted from."""
    print(f"{found['name']}: {told(found['value'], found['unit'])}")
    if found["note"]:
        print(found["note"])
    page = Page("Händelser", "event", event="Händelse")
    page.show([{"event": event} for event in found["events"]])
    print(f"{found['events_total']} händelser i allt")


def _when(found: Row) -> str:
    if found["on"] <= found["to"]:
        return f"till och med {found['on']}"
    return f"{found['from']} till {found['to']}, som det var känt {found['on']}"


def _page(title: str) -> Page:
    return Page(
        title,
        "mark name subject value target note figure",
        mark="!",
        name="Siffra",
        subject="Gäller",
        value="Värde",
        target="Mål",
        note="Anmärkning",
        figure="Nyckel",
    )


def _line(one: Row) -> Row:
    told_of = {
        name: told(one[name], one["unit"])
        for name in ("value", "target")
        if one[name] is not None
    }
    return {**one, **told_of, "mark": "!" if one["red"] else ""}
