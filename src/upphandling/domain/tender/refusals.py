"""What a tender says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class TenderInWrongStage(Refused):
    """Upphandlingen är inte i det skede som åtgärden kräver."""


class RequirementWithoutFollowUp(Refused):
    """Upphandlingen får inte annonseras så länge ett krav saknar uppföljning."""


class LastDayPassed(Refused):
    """Sista dag för anbud ska ligga efter annonseringen (LOU 19 kap. 11 §)."""


class ClosesOnAnotherDay(Refused):
    """Anbudstiden ska gå ut under sista anbudsdagen."""


class BidTooLate(Refused):
    """Tiden för att komma in med anbud har gått ut (LOU 19 kap. 11 §)."""


class DuplicateBid(Refused):
    """Anbudet har redan tagits emot."""


class BidsStillWelcome(Refused):
    """Anbud får fortfarande lämnas (LOU 19 kap. 11 §)."""


class TwoMustOpen(Refused):
    """Anbuden ska öppnas av minst två personer tillsammans."""


class BidNotQualified(Refused):
    """Bara ett anbud som uppfyller de obligatoriska kraven kan poängsättas."""


class TooManyPoints(Refused):
    """Poängen ligger utanför kriteriets skala."""


class AlreadyNotified(Refused):
    """Anbudsgivarna har redan underrättats om avbrytandet (LOU 19 kap. 21 §)."""


class ReviewNotOver(Refused):
    """Tiden för överprövning av avbrytandet har inte gått ut (LOU 20 kap. 12 §)."""
