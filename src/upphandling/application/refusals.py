"""What the engine itself refuses, and how an old refusal is said again."""

from __future__ import annotations

from collections.abc import Iterator

from upphandling.application.store import Outcome
from upphandling.domain.errors import Refused


class FutureTime(Refused):
    """Tidpunkten ligger i framtiden."""


class CommandIdReused(Refused):
    """Samma command_id har redan använts för ett annat kommando, eller av någon annan."""


class SomebodyElseWasFirst(Refused):
    """Ärendet ändrades av andra samtidigt, försök igen."""


class LedgerBroken(Refused):
    """Loggen är inte vad den var: inget skrivs, inte ens avslag, förrän någon utrett det."""


def refused_before(outcome: Outcome) -> Refused:
    """The refusal that a repeated command got the first time."""
    for rule in _rules(Refused):
        if rule.__name__ == outcome.rule:
            return rule(**outcome.details)
    return Refused(rule=outcome.rule, message=outcome.message, **outcome.details)


def _rules(root: type[Refused]) -> Iterator[type[Refused]]:
    for rule in root.__subclasses__():
        yield rule
        yield from _rules(rule)
