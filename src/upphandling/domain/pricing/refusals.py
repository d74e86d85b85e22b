"""What a tariff says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class TariffGap(Refused):
    """Taxan saknar ersättning för en tid."""


class TariffOverlap(Refused):
    """Taxan har två ersättningar för samma tid."""


class SameBandTwice(Refused):
    """Två tidsband har samma nyckel."""


class UnknownBand(Refused):
    """Priset gäller ett tidsband som taxan inte har."""


class PriceGap(Refused):
    """Insatsen saknar pris i ett av taxans tidsband."""


class PriceOverlap(Refused):
    """Insatsen har två priser för samma tid, eller priser på två grunder."""


class LevelWithoutStart(Refused):
    """Priser per nivå, och bara de, anger från hur många minuter i veckan de gäller."""


class BandsOfGrantedTimeDiffer(Refused):
    """Beviljad tid på en del av dygnet ska motsvaras av ett enda tidsband."""


class ToldTwice(Refused):
    """Samma område har två faktorer, eller samma dag är två slags dagar."""


class NotATariffYet(Refused):
    """Taxan gäller ännu inte den dagen."""
