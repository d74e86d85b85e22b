"""The dossier as one web page: nothing fetched, no script, readable on paper too.

Every text of the model is escaped on its way in; the only markup is what stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from importlib.resources import files
from typing import Any

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
        ("Händelser", _lead(dossier["trail_lead"]) + _each(_event, dossier["trail"])),
        ("Kontrollsummor", _checks(dossier)),
    ]
    contents = "".join(
        f'<li><a href="#kap-{number}">{_text(heading)}</a></li>'
        for number, (heading, _) in enumerate(chapters, 1)
    )
    body = "".join(
        f'<section aria-labelledby="kap-{number}">'
        f'<h2 id="kap-{number}">{_text(heading)}</h2>{told}</section>'
        for number, (heading, told) in enumerate(chapters, 1)
    )
    style = (files(__package__) / STYLE).read_text(encoding="utf-8")
    title = _text(dossier["title"])
    return (
        '<!doctype html>\n<html lang="sv">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">\n"
        f"<title>{title} – dossier</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#innehall">Till innehållet</a>\n'
        f"<header><p>Dossier</p><h1>{title}</h1><p>{_text(dossier['authority'])}</p>"
        f"{_pairs(dossier['cover'])}<p>{_text(dossier['assurance'])}</p></header>\n"
        f'<nav aria-label="Innehåll"><ol>{contents}</ol></nav>\n'
        f'<main id="innehall" tabindex="-1">{body}</main>\n'
        f"<footer><p>{_text(dossier['as_of'])}</p></footer>\n</body>\n</html>\n"
    ).encode()


def _text(value: Any) -> str:
    return escape(str(value), quote=True).replace("\n", "<br>")


def _each(told: Callable[[Row], str], rows: Iterable[Row]) -> str:
    return "".join(map(told, rows))


def _all(told: Callable[[Row], str], rows: list[Row], none: str) -> str:
    return _each(told, rows) if rows else _note(none)


def _lead(text: str | None) -> str:
    return f"<p>{_text(text)}</p>" if text else ""


def _note(text: str | None) -> str:
    return f'<p class="note">{_text(text)}</p>' if text else ""


def _code(reference: str) -> str:
    return f"<code>{_text(reference)}</code>"


def _time(text: str) -> str:
    return f"<time>{_text(text)}</time>"


def _small(text: str) -> str:
    return f"<small>{_text(text)}</small>"


def _pairs(rows: Iterable[Iterable[str]]) -> str:
    told = "".join(
        f"<div><dt>{_text(name)}</dt><dd>{_text(value)}</dd></div>"
        for name, value in rows
    )
    return f"<dl>{told}</dl>" if told else ""


def _table(caption: str, headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of cells that are markup already."""
    head = "".join(f'<th scope="col">{_text(one)}</th>' for one in headings)
    body = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows
    )
    return (
        f'<div class="wide" role="region" aria-label="{_text(caption)}" tabindex="0">'
        f"<table><caption>{_text(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _chapter(chapter: Row) -> str:
    return _lead(chapter["lead"]) + _each(_section, chapter["sections"])


def _section(section: Row) -> str:
    told = f"<h3>{_text(section['heading'])}</h3>"
    if section["paragraph"]:
        told += f'<p class="small">{_text(section["paragraph"])}</p>'
    if written := section["written"]:
        told += f"<p>{_text(written['text'])}</p>"
        told += f'<p class="small">{_text(written["who"])} {_code(written["reference"])}</p>'
    for grid in section["tables"]:
        rows = [[_text(cell) for cell in row] for row in grid["rows"]]
        told += _table(section["heading"], grid["headings"], rows)
    return told + _each(_event, section["events"]) + _note(section["missing"])


def _event(event: Row) -> str:
    hidden = "Delar är hemliga: raden är bevisad som hash, inte som text."
    return (
        f"<article><p>{_time(event['when'])} <strong>{_text(event['says'])}</strong></p>"
        f'<p class="small">{_text(event["who"])} {_code(event["reference"])}</p>'
        f"{_note(hidden if event['withheld'] else None)}{_pairs(event['facts'])}</article>"
    )


DECISIONS: Columns = (
    ("När", lambda one: _time(one["when"])),
    (
        "Beslut",
        lambda one: _under(one["says"], _small(one["about"]), _code(one["reference"])),
    ),
    ("Av, med stöd av", lambda one: _under(one["by"], _small(one["mandate"]))),
    ("Skäl", lambda one: _text(one["motive"])),
)
REFUSALS: Columns = (
    ("När", lambda one: _time(one["when"])),
    ("Vad som begärdes", lambda one: _under(one["command"], _code(one["name"]))),
    ("Vad som hindrade", lambda one: _under(one["message"], _small(one["details"]))),
    ("Av", lambda one: _text(one["by"])),
)


def _under(text: str, *asides: str) -> str:
    """What a cell says, and on the next line what goes with it, in markup."""
    return f"{_text(text)}<br>{' '.join(asides)}"


def _listed(caption: str, columns: Columns, rows: list[Row], none: str) -> str:
    if not rows:
        return _note(none)
    cells = [[cell(row) for _, cell in columns] for row in rows]
    return _table(caption, [heading for heading, _ in columns], cells)


def _timeline(days: Iterable[Row]) -> str:
    told = "".join(
        f"<li>{_time(day['day'])}{_listing(day['says'])}</li>" for day in days
    )
    return f'<ol class="days">{told}</ol>'


def _listing(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{_text(one)}</li>' for one in texts)}</ul>"


def _deadline(one: Row) -> str:
    return (
        f"<article><p><strong>{_text(one['name'])}: {_text(one['last_day'])}</strong></p>"
        f"<p>{_text(one['working'])}</p>"
        f'<p class="small">{_text(one["versions"])} {_code(one["reference"])}</p></article>'
    )


def _checks(dossier: Row) -> str:
    cells = [[_code(cell) for cell in row] for row in dossier["leaves"]]
    return (
        _lead(dossier["checks_lead"])
        + _pairs(dossier["checkpoint"])
        + _table("Radernas hashar", ("Rad", "Löv", "Hash"), cells)
    )
