"""What a tender says no to when it is awarded, reopened or made secret in part."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class AnotherAwardStands(Refused):
    """Upphandlingen har redan ett tilldelningsbeslut, det utvärderas om i stället."""


class SecrecyStillAbsolute(Refused):
    """Absolut sekretess gäller för anbuden, delar av dem prövas först efter tilldelningen."""
