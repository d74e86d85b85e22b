"""What a choice round says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class RoundInWrongStage(Refused):
    """Valomgången är inte i det skede som åtgärden kräver."""


class WindowAlreadyOver(Refused):
    """Valperioden ska sluta efter att den öppnats."""


class WindowNotYetOpen(Refused):
    """Valperioden har inte börjat."""


class WindowStillOpen(Refused):
    """Valperioden har inte gått ut."""


class WindowOver(Refused):
    """Valperioden har gått ut."""


class ReminderOutsideWindow(Refused):
    """Påminnelsen ska komma under valperioden."""


class NoReminderPlanned(Refused):
    """Ingen påminnelse är planerad, eller så har den redan fallit ut."""


class TooEarlyToRemind(Refused):
    """Dagen för påminnelsen har inte kommit."""


class NotInvited(Refused):
    """Kunden är inte inbjuden till valomgången."""


class NeedNotChoose(Refused):
    """Kunden behöver inte välja utförare för sina insatser och bjuds inte in."""


class TooManyWishes(Refused):
    """Kunden får inte önska så många utförare i den här valomgången."""


class AllocationOutdated(Refused):
    """Kunder har fått en annan plats eller utförare, eller inga insatser, sedan förslaget."""


class NotComparable(Refused):
    """Alla utförare ska beskrivas med samma uppgifter, så att de kan jämföras."""


class SeedGoesWithADraw(Refused):
    """Ett frö ska anges när ordningen lottas, och bara då."""
