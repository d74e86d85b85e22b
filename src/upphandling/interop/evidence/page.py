"""The dossier as one web page: nothing fetched, no script, readable on paper too.

Every text of the model is escaped on its way in; the only markup is what stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files
from typing import Any

from upphandling.interop.web_page import (
    cells,
    code,
    document,
    listing,
    note,
    pairs,
    paragraph,
    small,
    table,
    text,
    time,
)

STYLE = "dossier.css"
Row = Mapping[str, Any]
Columns = tuple[tuple[str, Callable[[Row], str]], ...]  # headings, and cells in markup


def page(dossier: Row) -> bytes:
    """The page of a dossier's model, in UTF-8."""
    chapters = [
        *((one["heading"], _chapter(one)) for one in dossier["chapters"]),
        (
            "Beslut",
            _listed(
                "Beslut",
                DECISIONS,
                dossier["decisions"],
                "Inga beslut finns i ärendet.",
            ),
        ),
        ("Tidslinje", _timeline(dossier["timeline"])),
        (
            "Frister",
            _all(
                _deadline, dossier["deadlines"], "Inga frister har räknats i ärendet."
            ),
        ),
        (
            "Avslag",
            _listed(
                "Avslag", REFUSALS, dossier["refusals"], "Inget har nekats i ärendet."
            ),
        ),
        (
            "Händelser",
            paragraph(dossier["trail_lead"]) + _each(_event, dossier["trail"]),
        ),
        ("Kontrollsummor", _checks(dossier)),
    ]
    title = dossier["title"]
    return document(
        title=f"{title} – dossier",
        header=(
            f"<p>Dossier</p><h1>{text(title)}</h1><p>{text(dossier['authority'])}</p>"
            f"{pairs(dossier['cover'])}<p>{text(dossier['assurance'])}</p>"
        ),
        chapters=chapters,
        footer=f"<p>{text(dossier['as_of'])}</p>",
        style=(files(__package__) / STYLE).read_text(encoding="utf-8"),
    )


def _each(told: Callable[[Row], str], rows: Iterable[Row]) -> str:
    return "".join(map(told, rows))


def _all(told: Callable[[Row], str], rows: list[Row], none: str) -> str:
    return _each(told, rows) if rows else note(none)


def _chapter(chapter: Row) -> str:
    return paragraph(chapter["lead"]) + _each(_section, chapter["sections"])


def _section(section: Row) -> str:
    told = f"<h3>{text(section['heading'])}</h3>"
    if section["paragraph"]:
        told += f'<p class="small">{text(section["paragraph"])}</p>'
    if written := section["written"]:
        told += f"<p>{text(written['text'])}</p>"
        told += (
            f'<p class="small">{text(written["who"])} {code(written["reference"])}</p>'
        )
    for grid in section["tables"]:
        rows = cells([text(cell) for cell in row] for row in grid["rows"])
        told += table(section["heading"], grid["headings"], rows)
    return told + _each(_event, section["events"]) + note(section["missing"])


def _event(event: Row) -> str:
    hidden = "Delar är hemliga: raden är bevisad som hash, inte som text."
    return (
        f"<article><p>{time(event['when'])} <strong>{text(event['says'])}</strong></p>"
        f'<p class="small">{text(event["who"])} {code(event["reference"])}</p>'
        f"{note(hidden if event['withheld'] else None)}{pairs(event['facts'])}</article>"
    )


DECISIONS: Columns = (
    ("När", lambda one: time(one["when"])),
    (
        "Beslut",
        lambda one: _under(one["says"], small(one["about"]), code(one["reference"])),
    ),
    ("Av, med stöd av", lambda one: _under(one["by"], small(one["mandate"]))),
    ("Skäl", lambda one: text(one["motive"])),
)
REFUSALS: Columns = (
    ("När", lambda one: time(one["when"])),
    ("Vad som begärdes", lambda one: _under(one["command"], code(one["name"]))),
    ("Vad som hindrade", lambda one: _under(one["message"], small(one["details"]))),
    ("Av", lambda one: text(one["by"])),
)


def _under(told: str, *asides: str) -> str:
    """What a cell says, and on the next line what goes with it, in markup."""
    return f"{text(told)}<br>{' '.join(asides)}"


def _listed(caption: str, columns: Columns, rows: list[Row], none: str) -> str:
    if not rows:
        return note(none)
    body = cells([cell(row) for _, cell in columns] for row in rows)
    return table(caption, [heading for heading, _ in columns], body)


def _timeline(days: Iterable[Row]) -> str:
    told = "".join(f"<li>{time(day['day'])}{listing(day['says'])}</li>" for day in days)
    return f'<ol class="days">{told}</ol>'


def _deadline(one: Row) -> str:
    return (
        f"<article><p><strong>{text(one['name'])}: {text(one['last_day'])}</strong></p>"
        f"<p>{text(one['working'])}</p>"
        f'<p class="small">{text(one["versions"])} {code(one["reference"])}</p></article>'
    )


def _checks(dossier: Row) -> str:
    leaves = cells([code(cell) for cell in row] for row in dossier["leaves"])
    return (
        paragraph(dossier["checks_lead"])
        + pairs(dossier["checkpoint"])
        + table("Radernas hashar", ("Rad", "Löv", "Hash"), leaves)
    )
