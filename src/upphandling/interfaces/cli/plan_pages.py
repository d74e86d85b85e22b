"""How the impact map looks to a person: one paragraph for each thing that falls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from upphandling.interfaces.cli.prose import paragraphs
from upphandling.interfaces.impact_words import NO_NEW_DAY

Row = Mapping[str, Any]

HEADINGS = {
    "milestone": "Milstolpar",
    "promise": "Löften till medborgarna",
    "agreement": "Avtal",
    "notice": "Uppsägningstider som löper",
    "choice_round": "Valomgångar",
    "letters": "Brev som är skickade",
    "wave": "Vågor i övertaganden",
}
FALLEN = {
    "milestone": "milstolpen",
    "tender": "upphandlingen",
    "award": "",
    "agreement": "avtalet med",
}
CUSTOMERS = (
    "{} kunder har utföraren i dag. Att besluta: vem som tar över dem, dag för dag, så att"
    " ingen står utan utförare."
)


def the_impact_page(found: Row) -> None:
    """What falls, under a heading for each kind, in the order of its days."""
    print("\n".join(_lines(found)))


def _lines(found: Row) -> Iterator[str]:
    fallen = found["fallen"]
    name = f"{FALLEN[fallen['kind']]} {fallen['title']}".strip()
    what = "faller bort" if found["lost"] else f"flyttas till {found['to']}"
    yield f"Om {name} ({_span(fallen['earliest'], fallen['latest'])}) {what}"
    yield f"Så som läget var känt {found['on']}, för tidplanen {found['plan']}."
    if fallen["customers"]:
        yield from paragraphs(CUSTOMERS.format(fallen["customers"]))
    if not found["falls"]:
        yield "Ingenting annat faller eller behöver flyttas."
    for kind, heading in HEADINGS.items():
        rows = [row for row in found["falls"] if row["kind"] == kind]
        if rows:
            yield from ("", heading)
        for alike in _alike(rows):
            yield from _paragraph(alike)


def _alike(rows: Sequence[Row]) -> Iterator[list[Row]]:
    """Rows that differ in nothing but what they are and whom they concern."""
    same = ("earliest", "latest", "new_earliest", "why", "decide")
    for _, group in groupby(rows, key=lambda row: [row[column] for column in same]):
        yield list(group)


def _paragraph(alike: Sequence[Row]) -> Iterator[str]:
    row = alike[0]
    titles = ", ".join(
        f"{one['title']} ({one['customers']} kunder)"
        if one["customers"] is not None
        else one["title"]
        for one in alike
    )
    days = _span(row["earliest"], row["latest"])
    yield from paragraphs(f"{titles}: {days}", mark="- ")
    yield from paragraphs(f"Varför: {row['why']}.", indent=2)
    if row["new_earliest"] is not None:
        new = _span(row["new_earliest"], row["new_latest"])
        yield f"  Tidigast: {new} ({row['slipped_days']} dagar senare)."
    elif row["kind"] != "letters" and not row["done"]:
        yield f"  Tidigast: {NO_NEW_DAY}."
    yield from paragraphs(f"Att besluta: {row['decide']}", indent=2)


def _span(earliest: date, latest: date) -> str:
    return str(earliest) if earliest == latest else f"{earliest} till {latest}"
