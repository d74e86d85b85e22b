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


class TenderPeriodTooShort(Refused):
    """Anbudstiden är kortare än vad dokumenten lovar (LOU 19 kap. 11 §)."""


class ThresholdIsKnown(Refused):
    """Tröskelvärdet för den dagen är känt och kan inte anges för hand."""


class ReservedTermTooLong(Refused):
    """Ett reserverat kontrakt får löpa i högst tre år (LOU 19 kap. 25 §)."""


class DocumentUnchanged(Refused):
    """Dokumentet har samma innehåll som den version som redan finns."""


class NoAnswerLimit(Refused):
    """Ingen tid för svar på frågor löper för upphandlingen."""


class AnswersStillInTime(Refused):
    """Frågor kan fortfarande besvaras i tid (LOU 19 kap. 13 §)."""


class AlreadyAnswered(Refused):
    """Frågan är redan besvarad, en rättelse lämnas som egen upplysning."""


class AnswerTooLate(Refused):
    """Svaret kräver längre anbudstid, tiden för svar har gått ut (LOU 19 kap. 14 §)."""


class MaterialChangeNeedsTime(Refused):
    """En väsentlig ändring av dokumenten kräver längre anbudstid (LOU 19 kap. 14 §)."""


class NoExtension(Refused):
    """Den nya sista dagen för anbud ska ligga efter den gamla och inte ha passerat."""


class TooLateToExtend(Refused):
    """Anbudstiden har gått ut och kan inte längre förlängas."""


class ExtensionOwed(Refused):
    """Anbudstiden ska förlängas, frågor är inte besvarade i tid (LOU 19 kap. 14 §)."""


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
