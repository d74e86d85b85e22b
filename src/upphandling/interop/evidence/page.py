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


def page(dossier: Row) -> bytes:
    """The page of a dossier's model, in UTF-8."""
    chapters = [
        *((one["heading"], _chapter(one)) for one in dossier["chapters"]),
        ("Beslut", _decisions(dossier["decisions"])),
        ("Tidslinje", _timeline(dossier["timeline"])),
        ("Frister", _all(_deadline, dossier["deadlines"], "Inga frister har räknats.")),
        ("Avslag", _refusals(dossier["refusals"])),
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
        f"<article><p><time>{_text(event['when'])}</time>"
        f" <strong>{_text(event['says'])}</strong></p>"
        f'<p class="small">{_text(event["who"])} {_code(event["reference"])}</p>'
        f"{_note(hidden if event['withheld'] else None)}{_pairs(event['facts'])}</article>"
    )


def _decisions(rows: list[Row]) -> str:
    headings = ("När", "Beslut", "Av, med stöd av", "Skäl")
    cells = [
        [
            _text(one["when"]),
            f"{_text(one['says'])}<br>{_code(one['reference'])}",
            f"{_text(one['by'])}<br>{_text(one['mandate'])}",
            _text(one["motive"]),
        ]
        for one in rows
    ]
    return _table("Beslut", headings, cells) if rows else _note("Inga beslut finns.")


def _timeline(days: Iterable[Row]) -> str:
    told = "".join(
        f"<li><time>{_text(day['day'])}</time>"
        f"<ul>{''.join(f'<li>{_text(one)}</li>' for one in day['says'])}</ul></li>"
        for day in days
    )
    return f'<ol class="days">{told}</ol>'


def _deadline(one: Row) -> str:
    return (
        f"<article><p><strong>{_text(one['name'])}: {_text(one['last_day'])}</strong></p>"
        f"<p>{_text(one['working'])}</p>"
        f'<p class="small">{_text(one["versions"])} {_code(one["reference"])}</p></article>'
    )


def _refusals(rows: list[Row]) -> str:
    headings = ("När", "Vad som begärdes", "Vad som hindrade", "Av")
    cells = [
        [
            _text(one["when"]),
            f"{_text(one['command'])}<br>{_code(one['name'])}",
            f"{_text(one['message'])}<br>{_text(one['details'])}",
            _text(one["by"]),
        ]
        for one in rows
    ]
    return _table("Avslag", headings, cells) if rows else _note("Inget har nekats.")


def _checks(dossier: Row) -> str:
    cells = [[_code(cell) for cell in row] for row in dossier["leaves"]]
    return (
        _lead(dossier["checks_lead"])
        + _pairs(dossier["checkpoint"])
        + _table("Radernas hashar", ("Rad", "Löv", "Hash"), cells)
    )
