"""The tables of a report's page: one row a figure, or one row for each that is measured.

Figures that are told of the same agreements stand beside each other, so that the
agreements can be compared; the others below each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from upphandling.interop.report_figures import NOTHING, behind, named, told
from upphandling.interop.web_page import note, small, table, text

Row = Mapping[str, Any]
Named = dict[str, list[Row]]
"""Figures by their names."""

BESIDE = 5  # that there is room for beside each other
EVERYBODY = "Hela systemet"


def tables(section: Row) -> str:
    """The figures of a section, each with its identity, as nearly in order as may be."""
    by_name: Named = {}
    for figure in section["figures"]:
        by_name.setdefault(figure["name"], []).append(figure)
    compared = _compared(by_name)
    names = list(by_name)
    first = names.index(compared[0]) if compared else len(names)
    after = [name for name in names[first:] if name not in compared]
    title = section["title"]
    return (
        _listed(title, {name: by_name[name] for name in names[:first]})
        + "".join(
            _beside(title, {name: by_name[name] for name in some})
            for some in _parts(compared)
        )
        + _listed(title, {name: by_name[name] for name in after})
    )


def _compared(by_name: Named) -> list[str]:
    """The names that are told of several, once of each and all among the same."""
    several = {
        name: set(_subjects(figures))
        for name, figures in by_name.items()
        if 1 < len(figures) == len(_subjects(figures))
    }
    most = max(several.values(), key=len, default=set())
    names = [name for name, subjects in several.items() if subjects <= most]
    return names if len(names) > 1 else []


def _subjects(figures: Sequence[Row]) -> list[str | None]:
    return list(dict.fromkeys(figure["subject"] for figure in figures))


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """As few tables as there is room for, none of them with one name left over."""
    tables = -(-len(names) // BESIDE)
    beside = -(-len(names) // tables) if tables else 1
    for start in range(0, len(names), beside):
        yield names[start : start + beside]


def _listed(title: str, by_name: Named) -> str:
    """One row a figure; those with the same name stand together."""
    if not by_name:
        return ""
    aimed = any(map(_is_aimed, by_name.values()))
    headings = ["Vad", "Värde", *(["Mål"] if aimed else []), "Händelser"]
    bodies = [_group(name, found, aimed=aimed) for name, found in by_name.items()]
    return table(title, headings, "".join(bodies))


def _group(name: str, figures: Sequence[Row], *, aimed: bool) -> str:
    if len(figures) == 1:
        (figure,) = figures
        return f"<tbody>{_row(figure, named(figure), aimed=aimed)}</tbody>"
    width = 4 if aimed else 3
    once = _said_of_all([_said(one) for one in figures])
    heading = f'<th scope="rowgroup" colspan="{width}">{text(name)}{_notes(once)}</th>'
    rows = "".join(
        _row(one, one["subject"] or EVERYBODY, aimed=aimed, besides=once)
        for one in figures
    )
    return f'<tbody class="group"><tr>{heading}</tr>{rows}</tbody>'


def _row(
    figure: Row, called: str, *, aimed: bool, besides: Collection[str] = ()
) -> str:
    number = figure["events_total"]
    events = behind(figure, text(told(number, "antal"))) if number else NOTHING
    target = f"<td>{_target(figure)}</td>" if aimed else ""
    said = _notes(_said(figure), besides)
    return (
        f'<tr id="{text(figure["figure"])}">'
        f'<th scope="row">{text(called)}{_red(figure)}{said}</th>'
        f"<td>{_value(figure)}</td>{target}<td>{events}</td></tr>"
    )


def _beside(title: str, by_name: Named) -> str:
    """One row an agreement, one column a name; a value leads to its events."""
    every = [figure for figures in by_name.values() for figure in figures]
    of_each = {
        subject: [figure for figure in every if figure["subject"] == subject]
        for subject in _subjects(every)
    }
    once = _said_of_all([_said_beside(figures) for figures in of_each.values()])
    rows = "".join(
        _of_subject(subject, by_name, figures, once)
        for subject, figures in of_each.items()
    )
    headings = [
        heading
        for name, figures in by_name.items()
        for heading in (name, *(["Mål"] if _is_aimed(figures) else []))
    ]
    caption = f"{title}: {', '.join(by_name)}"
    body = f'<tbody class="beside">{rows}</tbody>'
    said = "; ".join(once)
    return note(said[:1].upper() + said[1:]) + table(
        caption, ["Gäller", *headings], body
    )


def _of_subject(
    subject: str | None, by_name: Named, mine: Sequence[Row], once: Collection[str]
) -> str:
    cells = ""
    for name, figures in by_name.items():
        found = [figure for figure in mine if figure["name"] == name]
        cells += f"<td>{''.join(map(_cell, found))}</td>"
        if _is_aimed(figures):
            cells += f"<td>{'<br>'.join(map(_target, found))}</td>"
    called = text(subject or EVERYBODY)
    said = _notes(_said_beside(mine), once)
    return f'<tr><th scope="row">{called}{said}</th>{cells}</tr>'


def _cell(figure: Row) -> str:
    value = _value(figure)
    led = behind(figure, value) if figure["events_total"] else value
    return f'<div id="{text(figure["figure"])}">{_red(figure)} {led}</div>'


def _is_aimed(figures: Iterable[Row]) -> bool:
    return any(figure["target"] is not None for figure in figures)


def _value(figure: Row) -> str:
    return text(told(figure["value"], figure["unit"]))


def _target(figure: Row) -> str:
    target = figure["target"]
    return "" if target is None else text(told(target, figure["unit"]))


def _red(figure: Row) -> str:
    return ' <strong class="red">Röd</strong>' if figure["red"] else ""


def _said(figure: Row) -> list[str]:
    return [figure["note"]] if figure["note"] else []


def _said_beside(figures: Sequence[Row]) -> list[str]:
    """What is noted of figures in a row; of which, unless it is all of them."""
    of_each: dict[str, list[str]] = {}
    for figure in figures:
        for said in _said(figure):
            of_each.setdefault(said, []).append(figure["name"])
    return [
        said if len(names) == len(figures) else f"{', '.join(names)}: {said}"
        for said, names in of_each.items()
    ]


def _said_of_all(said: Sequence[list[str]]) -> list[str]:
    """What is noted of every one, so that it need only be told once."""
    first, *others = said
    return [told for told in first if all(told in one for one in others)]


def _notes(said: Iterable[str], besides: Collection[str] = ()) -> str:
    told = "; ".join(one for one in said if one not in besides)
    return f" {small(told)}" if told else ""
