"""What an agreement says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class AgreementNotInForce(Refused):
    """Avtalet gäller inte."""


class AgreementNotStarted(Refused):
    """Avtalstiden har inte börjat."""


class AgreementNotOver(Refused):
    """Avtalstiden har inte gått ut."""


class EndsBeforeItStarts(Refused):
    """Avtalet kan inte upphöra före den dag då det börjar, eller i förfluten tid."""


class NothingToExtend(Refused):
    """Ett avtal kan bara förlängas till en senare dag än den då det upphör."""


class AreaNotServed(Refused):
    """Utföraren har inte uppdraget i området."""


class BundleNotDelivered(Refused):
    """Utföraren har inte uppdraget för de insatserna."""


class LicenceLost(Refused):
    """Utförarens tillstånd är återkallat, nya kunder kan inte tas emot."""


class NoRoom(Refused):
    """Utföraren har inga lediga platser i området."""


class AlreadyQueued(Refused):
    """Kunden står redan i kön."""
