"""What a review says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class ReviewEnded(Refused):
    """Målet är avslutat."""


class NothingToReview(Refused):
    """Det finns inget beslut att överpröva."""


class BeforeTheApplication(Refused):
    """Dagen ligger före den dag då ansökan kom in till domstolen."""


class GroundsNotBarred(Refused):
    """Tiden för nya omständigheter har inte gått ut (LOU 20 kap. 5 b §)."""


class GroundsBarredAlready(Refused):
    """Det är redan noterat att tiden för nya omständigheter har gått ut."""


class NotTimeToAsk(Refused):
    """Det är inte dags att fråga domstolen igen."""


class AnotherInstance(Refused):
    """Målet ligger i en annan instans."""


class NoExtendedStandstill(Refused):
    """Ingen förlängd avtalsspärr gäller på grund av målet (LOU 20 kap. 8 §)."""


class NoInterimMeasure(Refused):
    """Inget interimistiskt beslut gäller i instansen (LOU 20 kap. 9 §)."""


class NotAboutContract(Refused):
    """Målet gäller inte ett avtals giltighet (LOU 20 kap. 16 §)."""


class AboutContract(Refused):
    """Målet gäller ett avtals giltighet, inte en upphandling (LOU 20 kap. 9 §)."""


class OutcomeNotPossible(Refused):
    """Så kan domstolen inte avgöra ett sådant mål i den instansen."""


class AlreadyRuled(Refused):
    """Instansen har redan avgjort målet."""


class NotRuled(Refused):
    """Domstolen har inte avgjort målet."""


class RulingNotConfirmed(Refused):
    """Ett avgörande väntar på att en andra person bekräftar det."""


class RulingSettled(Refused):
    """Avgörandet är redan bekräftat."""


class RulingOvertaken(Refused):
    """Ett interimistiskt beslut har förts in efter avgörandet, som måste föras in på nytt."""


class SamePersonConfirms(Refused):
    """Den som förde in avgörandet kan inte själv bekräfta det eller ta bort det."""


class NoHigherCourt(Refused):
    """Högsta förvaltningsdomstolens avgörande kan inte överklagas."""


class NotAppealed(Refused):
    """Målet ligger inte i en högre instans."""


class OrderAlreadyFollowed(Refused):
    """Myndigheten har redan beslutat att följa avgörandet."""


class NoOrderToFollow(Refused):
    """Avgörandet säger inte att upphandlingen ska göras om eller rättas (LOU 20 kap. 6 §)."""


class OrderNotFollowed(Refused):
    """Upphandlingen ska göras om eller rättas innan målet avslutas (LOU 20 kap. 6 §)."""


class NotLate(Refused):
    """Bara en för sen ansökan som domstolen inte har avgjort kan visa sig ha kommit i tid."""
