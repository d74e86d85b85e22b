"""What a customer's care decisions say no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class NothingGranted(Refused):
    """Ett biståndsbeslut måste bevilja minst en insats."""


class NoTimeGranted(Refused):
    """Insatsen kan inte beviljas utan tid, det kan bara trygghetslarm och måltider."""


class ServiceGrantedTwice(Refused):
    """Samma insats är beviljad två gånger för samma tid i beslutet."""


class DecisionInDisorder(Refused):
    """Beslutets sista dag ligger före dess första."""


class MoreThanAWeek(Refused):
    """Den beviljade tiden är fler timmar än en vecka har."""


class CustomerOfAnotherSystem(Refused):
    """Kunden hör till ett annat valfrihetssystem."""


class CustomerInAnotherArea(Refused):
    """Kunden är införd i ett annat område, för in flytten först."""


class CustomerHasDied(Refused):
    """Kunden har avlidit."""


class DecisionHasBegun(Refused):
    """Beslutet gäller redan."""


class DecisionNotBegun(Refused):
    """Dagen då beslutet börjar gälla har inte kommit."""


class DecisionIsOver(Refused):
    """Beslutet har upphört att gälla."""


class DecisionStillValid(Refused):
    """Beslutets sista dag har inte passerat."""


class EndsOutsideItsTime(Refused):
    """Ett beslut upphör inom sin egen tid, en längre tid kräver ett nytt beslut."""


class LivesThereAlready(Refused):
    """Kunden bor redan i området."""


class ExecutedAlready(Refused):
    """Beslutet är redan verkställt."""


class NotExecuted(Refused):
    """Beslutet är inte verkställt, det som inte har börjat kan inte avbrytas."""


class BundleNotGranted(Refused):
    """Beslutet beviljar inga sådana insatser."""


class ReportNotDue(Refused):
    """Tiden innan beslutet ska rapporteras som ej verkställt har inte gått ut."""


class ReportCalledFor(Refused):
    """Det är redan noterat att beslutet ska rapporteras."""
