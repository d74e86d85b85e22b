"""What a choice system says no to."""

from __future__ import annotations

from upphandling.domain.errors import MustWait, Refused


class LegalForceNotReached(Refused):
    """Tiden för laglighetsprövning har inte gått ut (KL 13 kap. 5 §)."""


class AnnouncedBeforeApproval(Refused):
    """Ett protokoll tillkännages tidigast när det har justerats (KL 8 kap. 12 §)."""


class AppealPending(MustWait):
    """Beslutet är överklagat och målet är inte avgjort (KL 13 kap. 1 §)."""


class AppealTimeOver(Refused):
    """Tillkännagivandet satt uppe hela överklagandetiden (KL 13 kap. 5 §)."""


class DecisionAnnulledByCourt(Refused):
    """Beslutet är upphävt av domstol och får inte åberopas (KL 13 kap. 8 §)."""


class NotAnUrgentDecision(Refused):
    """Bara ett brådskande ordförandebeslut anmäls till nämnden (KL 6 kap. 40 §)."""


class MeetingBeforeDecision(Refused):
    """Ett beslut kan inte anmälas vid ett sammanträde som hölls före beslutet."""


class MeetingNotPlanned(Refused):
    """Något sådant sammanträde är inte planerat."""


class MeetingNotOver(Refused):
    """Sammanträdet där ordförandebeslutet ska anmälas är inte över (KL 6 kap. 40 §)."""


class QuestionUnanswered(MustWait):
    """En hänskjuten fråga är obesvarad och åtgärden väntar på svaret (KL 5 kap. 1 §)."""


class QuestionAnsweredAlready(Refused):
    """Frågan är redan besvarad."""


class AnsweredByAnotherBody(Refused):
    """Frågan ska besvaras av det organ som den ställdes till (KL 5 kap. 1 §)."""


class TermInDisorder(Refused):
    """Mandatperioden är omvänd, överlappar en annan eller har påminnelsen utanför sig."""


class NotTheCouncil(Refused):
    """Programmet antas av fullmäktige (KL 5 kap. 3 §)."""


class ProgrammeNotAwaited(Refused):
    """Programmet är antaget eller dagen för påminnelsen har inte kommit."""


class DelegatedToMachine(Refused):
    """Beslut här får inte delegeras till en automatiserad funktion (KL 6 kap. 38 §)."""


class NoDelegate(Refused):
    """Bara förtroendevalda och anställda kan få beslutanderätt (KL 6 kap. 37 §)."""


class CannotBeDelegated(Refused):
    """Verksamhetens inriktning och omfattning får inte delegeras (KL 6 kap. 38 §)."""


class DelegationInDisorder(Refused):
    """Delegeringens sista dag ligger före dess första."""


class DelegationWithdrawnBefore(Refused):
    """Delegeringen är redan återkallad."""


class OutsideDelegation(Refused):
    """Beslutet ryms inte i den delegation som åberopas (KL 6 kap. 37 §)."""


class ChecksWithoutFollowUp(Refused):
    """Det är inte bestämt hur kravet följs upp, och då kan kontrollerna inte läggas in."""


class ScheduleInArrears(Refused):
    """Ett kontrollschema gäller tidigast från den dag då det beslutas."""


class ScheduleStands(Refused):
    """Kravet har redan ett kontrollschema som gäller från den dagen eller en senare."""
