"""What an allocation says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class Infeasible(Refused):
    """Platserna och taken räcker inte till alla, uppgifterna visar vad som krockar."""


class DefaultNotReckoned(Refused):
    """Regeln för den som inte väljer räknas inte ut här, en person måste placera."""


class SharesUnderLov(Refused):
    """Andelar får inte fördelas bland LOV-utförare, det är ett urval och då gäller LOU."""


class Unsolved(Refused):
    """Ingen fördelning hittades inom det arbete som räkningen får ta."""
