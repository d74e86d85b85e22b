"""What a customer's choice says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class NoWish(Refused):
    """Minst en utförare måste väljas."""


class SameWishTwice(Refused):
    """Samma utförare är vald två gånger."""


class NotYourChoice(Refused):
    """En kund väljer bara för sig själv."""


class EndsBeforeCareBegan(Refused):
    """Insatserna kan inte upphöra före den dag då nuvarande utförare tog vid."""


class CareHasEnded(Refused):
    """Kundens insatser har upphört."""


class NotPlaced(Refused):
    """Kunden har inte fått någon plats att flytta till."""


class TakenOverTooEarly(Refused):
    """Övertagandet kan inte ske före den dag då nuvarande utförare tog vid."""
