"""What an admission says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class AdmissionInWrongStage(Refused):
    """Ansökningsförfarandet är inte i det skede som åtgärden kräver."""


class FollowUpMissing(Refused):
    """Valfrihetssystemet får inte annonseras så länge ett krav saknar uppföljning."""


class WindowInDisorder(Refused):
    """En ansökningsomgång slutar framåt i tiden, och avtal börjar efter dess sista dag."""


class AlwaysOpen(Refused):
    """Ansökan är alltid öppen, det finns inga omgångar."""


class ApplicationsStillWelcome(Refused):
    """Ansökningsomgångens sista dag har inte passerat."""


class WindowClosedAlready(Refused):
    """Ansökningsomgången är redan stängd."""


class NoWindowLeft(Refused):
    """Ingen ansökningsomgång återstår, en ny måste läggas in."""


class NotOpenForApplications(Refused):
    """Valfrihetssystemet tar inte emot ansökningar."""
