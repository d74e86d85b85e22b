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


class ClockNotBelieved(Refused):
    """Klockan har hoppat mer än fem minuter: inget skrivs förrän någon bekräftat tiden."""


class CaseSetAside(Refused):
    """Ärendet är fruset: en läsmodell kunde inte ta emot en händelse i det (projection rebuild)."""


class CaseUnreadable(CaseSetAside):
    """Ärendet är fruset: en händelse i det går inte att läsa (se deadletter list och retry)."""


class ViewHasGaps(Refused):
    """En läsmodell har ställt undan ett ärende: i det som visas kan något saknas."""


class CasePaused(Refused):
    """Ärendet är pausat: ingen får göra något i det förrän pausen är slut."""


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
