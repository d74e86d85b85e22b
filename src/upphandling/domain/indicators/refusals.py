"""What stands in the way of a definition, or of a value by one."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class DefinitionNotLater(Refused):
    """Nästa definition ska gälla från en senare dag än den som gäller."""


class NotYetDefined(Refused):
    """Nyckeltalet har ingen definition som gäller den första dagen i perioden."""


class NotAPeriod(Refused):
    """Dagarna är ingen sådan period som definitionen mäter."""


class PeriodNotOver(Refused):
    """Perioden är inte slut, och värdet kan ännu inte mätas."""


class ValueExists(Refused):
    """Det finns redan ett värde för gruppen och perioden, rätta det med ett skäl."""


class NoValueToCorrect(Refused):
    """Det finns inget värde att rätta för gruppen och perioden."""


class ValueNotItsQuotient(Refused):
    """Värdet är inte täljaren genom nämnaren, avrundat till sina decimaler."""


class QuotientInHalf(Refused):
    """Täljare och nämnare ska anges båda eller ingen av dem."""


class NotComputed(Refused):
    """Nyckeltalets värden kommer utifrån och beräknas inte av huset."""
