"""What a choice round says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class RoundInWrongStage(Refused):
    """Valomgången är inte i det skede som åtgärden kräver."""


class WindowAlreadyOver(Refused):
    """Valperioden ska sluta efter att den öppnats."""


class WindowStillOpen(Refused):
    """Valperioden har inte gått ut."""


class WindowOver(Refused):
    """Valperioden har gått ut."""


class DefaultNotReckoned(Refused):
    """Regeln för den som inte väljer räknas inte ut här, en person måste placera."""


class NotInvited(Refused):
    """Kunden är inte inbjuden till valomgången."""
