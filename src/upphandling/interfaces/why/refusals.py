"""What may stand in the way of an answer to why."""

from __future__ import annotations

from upphandling.domain.errors import NoSuchCase, Refused


class NoSuchEvent(NoSuchCase):
    """Händelsen finns inte."""


class NoSuchRefusal(NoSuchCase):
    """Det nekade försöket finns inte."""


class NoSuchDeadline(Refused):
    """Ärendet har ingen sådan frist."""


class NoSuchScore(Refused):
    """Tilldelningen har inget sådant anbud."""


class NobodyThatDay(Refused):
    """Kunden hade inga insatser den dagen."""


class SealedUntilAward(Refused):
    """Före tilldelningsbeslutet visas inget som rör anbud (OSL 19 kap. 3 §)."""
