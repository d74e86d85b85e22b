"""A counted deadline step by step, with every day that moved it and the law behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from textwrap import wrap
from typing import Any

from upphandling.domain.calendar import WEEKDAYS, ClosedDay, swedish_calendar
from upphandling.domain.instants import ONE_DAY
from upphandling.domain.legal_time import LegalDeadline
from upphandling.domain.lengths import Length
from upphandling.domain.rulebook import (
    OUR_OWN_ORDER,
    Channel,
    Direction,
    Rule,
    Source,
    rule,
)
from upphandling.domain.telling import named

CHANNELS = {
    Channel.ELECTRONIC: "elektroniskt till alla",
    Channel.OTHER: "på annat sätt än elektroniskt till någon",
}
SOURCES = {
    Source.STATUTE: "lagen",
    Source.DOCUMENTS: "upphandlingsdokumenten",
    Source.LOCAL: "kommunens egen ordning (konfiguration)",
}
INDENT = 18  # of the column with what a line is about
WIDTH = 88


def explained(deadline: LegalDeadline) -> dict[str, Any]:
    """All that a reviewer needs to follow the count, as plain data."""
    wording = rule(deadline.rule, deadline.on)
    calendar = swedish_calendar()
    return {
        "rule": deadline.rule,
        "title": wording.title,
        "paragraph": deadline.paragraph,
        "wording": deadline.wording,
        "valid_from": wording.valid_from,
        "valid_to": wording.valid_to,
        "source": wording.source,
        "from": deadline.trigger,
        "on": deadline.on,
        "channel": deadline.channel,
        "length": deadline.length,
        "direction": _direction(wording),
        "stated_last_day": deadline.stated_last_day,
        "nominal": deadline.nominal,
        "rolled_because": deadline.rolled_because,
        "passed_over": [
            {"day": day, "closed": closed.name, "source": closed.source}
            for day, closed in _passed_over(deadline)
        ],
        "last_day": deadline.last_day,
        "free_from": deadline.free_from,
        "expires_at": deadline.expires_at,
        "unlocks": wording.unlocks,
        "steps": list(_steps(deadline, wording)),
        "rulebook": deadline.rulebook,
        "calendar": deadline.calendar,
        "calendar_years": [calendar.first_year, calendar.last_year],
        "note": wording.note,
    }


def page(deadline: LegalDeadline) -> str:
    """The same for a person to read, in Swedish."""
    wording = rule(deadline.rule, deadline.on)
    calendar = swedish_calendar()
    years = f"{calendar.first_year}-{calendar.last_year}"
    facts = [
        ("Lagrum", _ground(wording)),
        ("Lydelsen gäller", f"ärenden som började {_validity(wording)}"),
        ("Ärendet började", named(deadline.on)),
        ("Dag 0", f"{named(deadline.trigger)}. {wording.starts}."),
        *([("Sändes", CHANNELS[deadline.channel])] if deadline.channel else []),
        ("Längd", f"{deadline.length}, enligt {SOURCES[wording.source]}"),
    ]
    editions = [
        ("Regelbok", deadline.rulebook),
        ("Kalender", f"{deadline.calendar}, åren {years}"),
        *([("Anmärkning", wording.note)] if wording.note else []),
    ]
    return "\n".join(
        [
            f"{wording.title} ({wording.id})",
            "",
            *_lines(facts),
            "",
            *(
                f"{number}. {step}"
                for number, step in enumerate(_steps(deadline, wording), 1)
            ),
            "",
            *_lines(editions),
        ]
    )


def _steps(deadline: LegalDeadline, wording: Rule) -> Iterator[str]:
    """The count, one thing at a time."""
    backward = _direction(wording) is Direction.BACKWARD
    length = Length.parse(deadline.length)
    counted = (length.before if backward else length.after)(deadline.trigger)
    yield f"{named(deadline.trigger).capitalize()} är dag 0 och räknas inte."
    yield f"{length} {'före' if backward else 'efter'} dag 0 är {named(counted)}."
    if counted != deadline.nominal:
        yield f"Myndigheten har angett längre tid, till {named(deadline.nominal)}."
    for day, closed in _passed_over(deadline):
        yield f"{named(day).capitalize()} är {_what(closed, day)}: {closed.source}."
    if deadline.rolled_because is not None:
        yield (
            "Dagen flyttas till arbetsdagen före, en försiktig läsning."
            if backward
            else "Åtgärden får vänta till nästa arbetsdag: lag (1930:173) 2 §."
        )
    elif closed_too := swedish_calendar().closing(deadline.last_day):
        what = _what(closed_too, deadline.last_day)
        yield f"Dagen är {what}, men den här fristen flyttas inte."
    yield f"Sista dagen är {named(deadline.last_day)}. Den går ut vid midnatt."
    yield f"Från {named(deadline.free_from)}: {wording.unlocks}."


def _passed_over(deadline: LegalDeadline) -> Iterator[tuple[date, ClosedDay]]:
    """The closed days from the nominal one up to, not including, the last day."""
    step = ONE_DAY if deadline.last_day > deadline.nominal else -ONE_DAY
    day = deadline.nominal
    while day != deadline.last_day and (closed := swedish_calendar().closing(day)):
        yield day, closed
        day += step


def _what(closed: ClosedDay, day: date) -> str:
    if closed.name == WEEKDAYS[day.weekday()]:
        return "ingen arbetsdag"
    return closed.name


def _direction(wording: Rule) -> Direction | None:
    return wording.counting.direction if wording.counting else None


def _ground(wording: Rule) -> str:
    if wording.paragraph == OUR_OWN_ORDER:
        return OUR_OWN_ORDER
    return f"{wording.paragraph}, i lydelse {wording.wording}"


def _validity(wording: Rule) -> str:
    until = (
        f"till och med {wording.valid_to}" if wording.valid_to else "och tills vidare"
    )
    return f"från och med {wording.valid_from} {until}"


def _lines(facts: list[tuple[str, str]]) -> Iterator[str]:
    for about, said in facts:
        yield from wrap(
            f"{about:{INDENT}}{said}", WIDTH, subsequent_indent=" " * INDENT
        )
