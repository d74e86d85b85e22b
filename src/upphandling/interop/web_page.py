"""A web page whole in itself: nothing fetched, no script, readable on paper too.

Every text is escaped on its way in; the only markup is what stands here and in the
pages that are made of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from typing import Any

STYLE = "web_page.css"
Chapter = tuple[str, str]  # its heading, and what it tells in markup


def document(
    *,
    title: str,
    header: str,
    chapters: Sequence[Chapter],
    footer: str,
    style: str,
) -> bytes:
    """A page in UTF-8 with its contents first; header and footer are markup.

    `style` is CSS that comes after what every page has.
    """
    contents = "".join(
        f'<li><a href="#kap-{number}">{text(heading)}</a></li>'
        for number, (heading, _) in enumerate(chapters, 1)
    )
    body = "".join(
        f'<section aria-labelledby="kap-{number}">'
        f'<h2 id="kap-{number}">{text(heading)}</h2>{told}</section>'
        for number, (heading, told) in enumerate(chapters, 1)
    )
    common = (files(__package__) / STYLE).read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="sv">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">\n"
        f"<title>{text(title)}</title>\n<style>\n{common}{style}</style>\n</head>\n"
        '<body>\n<a class="skip" href="#innehall">Till innehållet</a>\n'
        f"<header>{header}</header>\n"
        f'<nav aria-label="Innehåll"><ol>{contents}</ol></nav>\n'
        f'<main id="innehall" tabindex="-1">{body}</main>\n'
        f"<footer>{footer}</footer>\n</body>\n</html>\n"
    ).encode()


def text(value: Any) -> str:
    """A value as text, with its line breaks."""
    return escape(str(value), quote=True).replace("\n", "<br>")


def paragraph(told: str | None) -> str:
    return f"<p>{text(told)}</p>" if told else ""


def note(told: str | None) -> str:
    return f'<p class="note">{text(told)}</p>' if told else ""


def code(reference: str) -> str:
    return f"<code>{text(reference)}</code>"


def small(told: str) -> str:
    return f"<small>{text(told)}</small>"


def time(told: str) -> str:
    return f"<time>{text(told)}</time>"


def listing(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{text(one)}</li>' for one in texts)}</ul>"


def pairs(rows: Iterable[Iterable[str]]) -> str:
    """Names with their values."""
    told = "".join(
        f"<div><dt>{text(name)}</dt><dd>{text(value)}</dd></div>"
        for name, value in rows
    )
    return f"<dl>{told}</dl>" if told else ""


def table(caption: str, headings: Iterable[str], bodies: str) -> str:
    """A table that scrolls by itself where it is too wide; `bodies` are markup."""
    head = "".join(f'<th scope="col">{text(one)}</th>' for one in headings)
    return wide(
        caption,
        f"<table><caption>{text(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"{bodies}</table>",
    )


def cells(rows: Iterable[Iterable[str]]) -> str:
    """The body of a table, of cells that are markup already."""
    body = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<tbody>{body}</tbody>"


def wide(name: str, told: str) -> str:
    """What may be wider than the page, and is then scrolled by itself."""
    return (
        f'<div class="wide" role="region" aria-label="{text(name)}" tabindex="0">'
        f"{told}</div>"
    )
