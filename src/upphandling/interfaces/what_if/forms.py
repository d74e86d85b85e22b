"""How each change is written, `name=value`, and read."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from datetime import date
from pathlib import Path

from upphandling.application.messages import Fault, Malformed
from upphandling.domain.configuration import DefaultRule
from upphandling.domain.rulebook import Channel
from upphandling.interfaces.what_if.changes import (
    WHEN,
    Added,
    Change,
    EventName,
    LeftOut,
    OtherDefault,
    OtherField,
    OtherLength,
    OtherShare,
    OtherWeight,
    OtherWording,
)

FORMS = (
    "rule=REGEL@DAG",
    "rule.REGEL.length=15",
    "weight.KRITERIUM=60",
    "share.AVTAL=30",
    "default=REGEL",
    "date.ÄRENDE@NUMMER=DAG",
    "set.ÄRENDE@NUMMER.FÄLT=VÄRDE",
    "without=ÄRENDE@NUMMER",
    "add=FIL.json",
)


def read_changes(texts: Iterable[str]) -> list[tuple[str, Change]]:
    """Each change beside its own words; raises `Malformed` with every fault."""
    found: dict[str, tuple[str, Change]] = {}
    faults = []
    for text in texts:
        try:
            name, change = _named(text, found)
            found[name] = (text, change)
        except ValueError as error:
            faults.append(Fault("--change", str(error)))
    if not found and not faults:
        faults.append(Fault("--change", _unknown("")))
    if faults:
        raise Malformed(faults)
    return list(found.values())


def _named(text: str, others: Container[str]) -> tuple[str, Change]:
    """What is changed, which nothing else may change too, and the change."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not value:
        raise ValueError(_unknown(text))
    what = text if name in SEVERAL else name
    if what in others:
        message = f"”{what}” anges två gånger"
        raise ValueError(message)
    return what, _read(name, value, text)


def _read(name: str, value: str, text: str) -> Change:
    word, _, rest = name.partition(".")
    reader = READERS.get(word)
    if reader is None or bool(rest) is (word in ALONE):
        if word == "rule" and rest:
            return _length(rest, value)
        raise ValueError(_unknown(text))
    return reader(rest, value)


def _unknown(text: str) -> str:
    forms = ", ".join(FORMS)
    return f"”{text}” är ingen ändring, skriv något av {forms}"


def _wording(_: str, value: str) -> Change:
    rule, at, day = value.partition("@")
    if not at:
        message = f"”{value}”: skriv regeln, @ och en dag, till exempel"
        message += " standstill@2022-02-01"
        raise ValueError(message)
    return OtherWording(rule, _day(day))


def _length(rest: str, value: str) -> Change:
    rule, _, how = rest.partition(".")
    word, _, channel = how.partition(".")
    if word != "length":
        message = f"”{rest}”: av en regel kan bara length ändras"
        raise ValueError(message)
    if channel and channel not in set(Channel):
        message = (
            f"”{channel}” är inget sätt att sända, välj bland {', '.join(Channel)}"
        )
        raise ValueError(message)
    return OtherLength(rule, Channel(channel) if channel else None, value)


def _weight(rest: str, value: str) -> Change:
    weight = _number(value)
    if weight <= 0:
        message = f"vikten {value} ska vara större än 0"
        raise ValueError(message)
    return OtherWeight(rest, weight)


def _share(rest: str, value: str) -> Change:
    percent = _number(value)
    if not 0 <= percent <= 100:  # noqa: PLR2004 -- percent
        message = f"andelen {value} ska vara mellan 0 och 100 procent"
        raise ValueError(message)
    return OtherShare(rest, percent)


def _default(_: str, value: str) -> Change:
    if value not in set(DefaultRule):
        known = ", ".join(DefaultRule)
        message = f"”{value}” är ingen regel för den som inte väljer: {known}"
        raise ValueError(message)
    return OtherDefault(DefaultRule(value))


def _date(rest: str, value: str) -> Change:
    return OtherField(parse_event(rest), WHEN, value)


def _set(rest: str, value: str) -> Change:
    case, _, numbered = rest.rpartition("@")
    version, dot, path = numbered.partition(".")
    if not dot or not path:
        message = f"”{rest}”: skriv ärendet, @, händelsens nummer, punkt och fältet"
        raise ValueError(message)
    return OtherField(parse_event(f"{case}@{version}"), path, value)


def _without(_: str, value: str) -> Change:
    return LeftOut(parse_event(value))


def _add(_: str, value: str) -> Change:
    return Added(Path(value))


READERS: dict[str, Callable[[str, str], Change]] = {
    "rule": _wording,
    "weight": _weight,
    "share": _share,
    "default": _default,
    "date": _date,
    "set": _set,
    "without": _without,
    "add": _add,
}
ALONE = ("rule", "default", "without", "add")
SEVERAL = ("without", "add")
"""Of these there may be more than one, of different things."""


def parse_event(text: str) -> EventName:
    """An event from `case@number`; raises `ValueError` in Swedish."""
    case, _, version = text.rpartition("@")
    if ":" not in case or not re.fullmatch(r"[1-9][0-9]{0,8}", version):
        message = f"”{text}” är ingen händelse, skriv till exempel tender:x@5"
        raise ValueError(message)
    return EventName(case, int(version))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"”{text}” är ingen dag, skriv till exempel 2019-05-02"
        raise ValueError(message) from None


def _number(text: str) -> float:
    if not re.fullmatch(r"-?[0-9]{1,9}([.,][0-9]{1,6})?", text):
        message = f"”{text}” är inget tal"
        raise ValueError(message)
    return float(text.replace(",", "."))
