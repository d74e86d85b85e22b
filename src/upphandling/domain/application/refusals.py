"""What an application says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class ApplicationInWrongStage(Refused):
    """Ansökan är inte i det skede som åtgärden kräver."""


class CompletionAwaited(Refused):
    """Sökanden har tid kvar att komplettera ansökan."""


class CompletionNotAsked(Refused):
    """Ingen komplettering av ansökan är begärd."""


class CompletionTooLate(Refused):
    """Kompletteringen kom in efter den sista dagen."""


class AnswerNotDue(Refused):
    """Tiden för att svara sökanden har inte gått ut."""


class NotAssessed(Refused):
    """Ansökan ska prövas mot kraven innan den avgörs."""


class RequirementNotMet(Refused):
    """Bara den som uppfyller alla krav kan godkännas."""


class ApplicantExcluded(Refused):
    """Det finns grund att utesluta sökanden (LOV 7 kap. 1 §)."""


class NothingToReject(Refused):
    """Sökanden uppfyller alla krav och ska godkännas (LOV 1 kap. 2 §)."""


class StartsBeforeWindow(Refused):
    """Avtalet får inte börja före ansökningsomgångens startdag."""


class RattelseTimeRunning(Refused):
    """Tiden för att ansöka om rättelse har inte gått ut."""


class RattelseNotFiled(Refused):
    """Ingen ansökan om rättelse är införd."""
