"""The law that is asked: the printed edition, or within a block an assumed one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import cache

from upphandling.domain.errors import Refused
from upphandling.domain.law import packaged
from upphandling.domain.rulebook.reading import read_rulebook
from upphandling.domain.rulebook.rules import Rule, Rulebook


class UnknownRule(Refused):
    """Regeln finns inte i regelboken."""


class RuleNotInForce(Refused):
    """Regeln gäller inte för den dag då ärendet började."""


def book() -> Rulebook:
    """The edition that comes with the program; raises `BrokenRulebook`.

    Within `assuming` it is the one that is assumed there.
    """
    return _assumed.get() or _printed()


@cache
def _printed() -> Rulebook:
    return read_rulebook(packaged("rulebook.toml"))


_assumed: ContextVar[Rulebook | None] = ContextVar("assumed", default=None)


@contextmanager
def assuming(edition: Rulebook) -> Iterator[None]:
    """A block in which another edition is the law; only for what is never recorded."""
    token = _assumed.set(edition)
    try:
        yield
    finally:
        _assumed.reset(token)


def rules(on: date | None = None) -> list[Rule]:
    """The rules in force for a case that began on the day, or without end if None."""
    return [
        entry
        for entry in book().entries
        if (entry.valid_to is None if on is None else entry.in_force(on))
    ]


def rule(id: str, on: date | None = None) -> Rule:
    """The wording for a case that began on the day, or the one without end if None.

    Raises `UnknownRule` with the ids we know, or `RuleNotInForce` with the validity
    of every wording that we have.
    """
    wordings = book().wordings.get(id)
    if wordings is None:
        raise UnknownRule(rule=id, known=sorted(book().wordings))
    for entry in wordings:
        if entry.valid_to is None if on is None else entry.in_force(on):
            return entry
    raise RuleNotInForce(rule=id, on=on, wordings=[entry.named for entry in wordings])
