"""What a direct procurement says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class DirectProcurementInWrongStage(Refused):
    """Direktupphandlingen är inte i det skede som åtgärden kräver."""


class ValueNotBelowThreshold(Refused):
    """Värdet når tröskelvärdet, direktupphandling får inte användas på den grunden."""


class TenderNotNamed(Refused):
    """Grunden förutsätter en upphandling som ska anges."""


class NeedNotBounded(Refused):
    """Tiden för behovet ska anges, avtalet får inte löpa längre (LOU 19 a kap. 7 §)."""


class LongerThanNeeded(Refused):
    """Avtalet får inte löpa längre än vad som krävs (LOU 19 a kap. 7 §)."""


class OnlyFormerBidders(Refused):
    """Bara den som lämnade ett formellt riktigt anbud får vara med (LOU 19 a kap. 4 §)."""


class IntentStandstillRunning(Refused):
    """Avtalsspärr gäller efter annonsen om avsikten (LOU 20 kap. 3 §)."""


class IntentPublishedLater(Refused):
    """En senare annons om avsikten finns, avtalsspärren räknas från den (LOU 20 kap. 3 §)."""
