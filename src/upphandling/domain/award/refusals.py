"""What an award says no to."""

from __future__ import annotations

from upphandling.domain.errors import Refused


class AwardInWrongStage(Refused):
    """Tilldelningen är inte i det skede som åtgärden kräver."""


# -- Before the decision -----------------------------------------------------


class NoTieToDraw(Refused):
    """I delen finns inga lika anbud som måste lottas."""


class TooFewWitnesses(Refused):
    """En lottning ska bevittnas av minst två olika personer."""


class TieNotSettled(Refused):
    """Lika anbud måste lottas innan delen kan tilldelas."""


class SamePersonProposed(Refused):
    """Den som har räknat fram förslaget får inte själv besluta om tilldelningen."""


class NotAmongRanked(Refused):
    """Ett anbud som inte har utvärderats i delen kan inte vinna den."""


class TooManyWinners(Refused):
    """Fler vinnare än delen har plats för."""


class DepartureUnexplained(Refused):
    """Vinnarna är andra än utvärderingen gav, och skälen för det saknas."""


# -- Notices and locks -------------------------------------------------------


class StandstillRunning(Refused):
    """Avtalsspärr gäller, avtal får inte ingås (LOU 20 kap. 1 §)."""


class SigningIsLocked(Refused):
    """Avtal får inte ingås så länge en domstolsprövning hindrar det (LOU 20 kap. 8 §)."""


class TenDayPeriodRunning(Refused):
    """Tiodagarsfristen har inte gått ut (LOU 20 kap. 10 §)."""


class LockNotTimed(Refused):
    """Hindret faller genom domstolen eller en rättelse, inte av sig självt (LOU 20 kap. 9 §)."""


class AwardAnnulled(Refused):
    """Upphandlingen ska göras om, avtal kan inte ingås på tilldelningen (LOU 20 kap. 6 §)."""


# -- Contracts and corrections -----------------------------------------------


class NotAWinner(Refused):
    """Anbudet har inte vunnit delen."""


class AlreadySigned(Refused):
    """Avtal om delen har redan ingåtts med vinnaren."""


class ContractsExist(Refused):
    """Avtal har redan ingåtts, upphandlingen kan inte längre avbrytas."""


class TooLateToCorrect(Refused):
    """Avtal har redan ingåtts, tilldelningen kan inte längre göras på nytt."""


class NothingToCorrect(Refused):
    """Anbuden utvärderas om bara före underrättelsen, om en vinnare fallit eller efter en dom."""


# -- After the award ---------------------------------------------------------


class NotABidder(Refused):
    """Bara den som har lämnat anbud kan begära skälen (LOU 19 kap. 20 §)."""


class ReasonsNotDue(Refused):
    """Tiden för att lämna upplysningar om skälen har inte gått ut (LOU 19 kap. 20 §)."""


class NoticeNotDue(Refused):
    """Tiden för efterannonsen har inte gått ut (LOU 19 kap. 7 §)."""


class NoticeAlreadyPublished(Refused):
    """Avtalet har redan efterannonserats (LOU 19 kap. 7 §)."""


class PublishedBeforeSigning(Refused):
    """Ett avtal kan inte offentliggöras innan det har ingåtts."""


class ValidityReviewNotOver(Refused):
    """Tiden för överprövning av avtalets giltighet har inte gått ut (LOU 20 kap. 17 §)."""
