"""How the roster says no."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class RoleNotGranted(Refused):
    """Rollen ges inte i behörighetsregistret, den följer av vem som skickar."""


class PartyDoesNotFit(Refused):
    """Rollen utförare gäller för en part, och ingen annan roll gör det."""


class RoleInDisorder(Refused):
    """Rollen slutar att gälla innan den börjar."""


class RoleNotHeld(Refused):
    """Personen har inte den rollen."""


class NoRoleKeeper(Refused):
    """Någon måste alltid ha en roll utan slutdag som får ge och ta ifrån roller."""


class ConflictDeclaredBefore(Refused):
    """Jävet är redan anmält."""


class NoConflict(Refused):
    """Något sådant jäv är inte anmält."""


class NoSuchView(Refused):
    """Vyn finns inte bland dem som rollen får läsa i en nödsituation."""


class GlassReviewed(Refused):
    """Nödläsningen är redan granskad."""


class SamePersonOpened(Refused):
    """Den som öppnade nödläsningen får inte granska den."""
