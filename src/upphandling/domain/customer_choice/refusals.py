"""What a customer's choice says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class NoWish(Refused):
    """Minst en utförare måste väljas."""


class SameWishTwice(Refused):
    """Samma utförare är vald två gånger."""


class NotYourChoice(Refused):
    """En kund väljer bara för sig själv."""


class NeedIsAssessed(Refused):
    """Hur stort behovet av en plats är bedöms av handläggaren, inte av kunden."""


class EndsBeforeCareBegan(Refused):
    """Insatserna kan inte upphöra före den dag då de började eller senast ändrades."""


class CareHasEnded(Refused):
    """Kundens insatser har upphört."""


class GrantedByDecisions(Refused):
    """Kundens insatser följer av biståndsbeslut och ändras genom dem."""


class NotPlaced(Refused):
    """Kunden har inte fått någon plats att flytta till."""


class TakenOverTooEarly(Refused):
    """Övertagandet kan inte ske före den dag då insatserna började eller senast ändrades."""


class ChangedTooEarly(Refused):
    """Ändringen kan inte gälla före den dag då insatserna började eller senast ändrades."""


class SameArea(Refused):
    """Kunden bor redan i området."""


class NoticeRunning(Refused):
    """Tiden mellan valet och bytet av utförare har inte gått ut."""


class CareHasNotEnded(Refused):
    """Kundens insatser har inte upphört."""


class ReturnsTooEarly(Refused):
    """Insatserna kan börja på nytt tidigast dagen efter att de upphörde."""


class ServiceNotInBundle(Refused):
    """Insatsen hör inte till paketet."""


class WishUnknown(Refused):
    """Det finns ingen utförare med den nyckeln att välja."""


class WishHasEnded(Refused):
    """Utförarens avtal har upphört och kan inte väljas."""


class WishEndsTooSoon(Refused):
    """Utförarens avtal upphör innan den kan ta över och kan inte väljas."""


class NotWished(Refused):
    """Kunden har inte valt utföraren, och då är platsen inte kundens val."""
