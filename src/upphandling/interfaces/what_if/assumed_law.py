"""An assumed edition of the rulebook: the printed one with one rule changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from upphandling.application.messages import Fault, Malformed
from upphandling.domain.lengths import ImpossibleLength, Length
from upphandling.domain.rulebook import (
    Channel,
    Rule,
    Rulebook,
    UnknownRule,
    assuming,
    rule,
)
from upphandling.interfaces.what_if.changes import OtherLength, OtherWording
from upphandling.interfaces.what_if.refusals import ChangesNothing, LengthNotInLaw

MARK = "antagen"
"""Stands in the version of an edition that nobody has printed."""


def with_wording(book: Rulebook, change: OtherWording) -> tuple[Rulebook, str, str]:
    """The edition in which one wording holds for every case; then was and is, in words.

    Raises `UnknownRule` and `RuleNotInForce`.
    """
    wordings = _wordings(book, change.rule)
    with assuming(book):
        chosen = rule(change.rule, change.day)
    for_ever = replace(chosen, valid_from=date.min, valid_to=None)
    return (
        _edition(book, change.rule, (for_ever,)),
        "; ".join(map(_said, wordings)),
        _said(chosen),
    )


def with_length(book: Rulebook, change: OtherLength) -> tuple[Rulebook, str, str]:
    """The edition in which a rule has another length; then was and is, in words.

    Raises `UnknownRule`, `LengthNotInLaw`, `ChangesNothing`, and `Malformed` for what
    is no length.
    """
    wordings = _wordings(book, change.rule)
    if not all(entry.lengths for entry in wordings):
        raise LengthNotInLaw(rule=change.rule, source=wordings[-1].source.value)
    changed = tuple(
        replace(entry, lengths=_lengths(entry, change)) for entry in wordings
    )
    if changed == wordings:
        raise ChangesNothing(rule=change.rule, length=change.length)
    return (
        _edition(book, change.rule, changed),
        "; ".join(dict.fromkeys(map(_lengths_said, wordings))),
        "; ".join(dict.fromkeys(map(_lengths_said, changed))),
    )


def _wordings(book: Rulebook, name: str) -> tuple[Rule, ...]:
    if name not in book.wordings:
        raise UnknownRule(rule=name, known=sorted(book.wordings))
    return book.wordings[name]


def _edition(book: Rulebook, name: str, wordings: tuple[Rule, ...]) -> Rulebook:
    version = book.version if MARK in book.version else f"{book.version}+{MARK}"
    return Rulebook(version, {**book.wordings, name: wordings})


def _lengths(entry: Rule, change: OtherLength) -> Mapping[Channel | None, Length]:
    if change.channel is not None and change.channel not in entry.lengths:
        message = f"regeln {entry.id} räknas lika hur den än sänds"
        raise Malformed([Fault("--change", message)])
    return {
        channel: _length(length, change.length)
        if change.channel in (None, channel)
        else length
        for channel, length in entry.lengths.items()
    }


def _length(was: Length, text: str) -> Length:
    """A number alone is in the unit that the rule counts in."""
    try:
        if text.isdigit():
            return Length(int(text), was.unit)
        return Length.parse(text)
    except ImpossibleLength as error:
        raise Malformed([Fault("--change", str(error))]) from None


def _said(entry: Rule) -> str:
    until = f"till {entry.valid_to}" if entry.valid_to else "tills vidare"
    return f"{entry.wording}, från {entry.valid_from} {until} ({_lengths_said(entry)})"


def _lengths_said(entry: Rule) -> str:
    return " / ".join(dict.fromkeys(str(length) for length in entry.lengths.values()))
