"""What a tender says no to when its bids are handled and examined."""

from __future__ import annotations

from upphandling.domain.errors import Refused

# -- Bidding and opening ---------------------------------------------------


class OtherBidder(Refused):
    """Ett anbud kan bara ersättas av den som lämnade det."""


class ConflictWithoutMeasure(Refused):
    """En intressekonflikt ska antecknas med den åtgärd som vidtas (LOU 12 kap. 16 §)."""


class BidNoLongerStands(Refused):
    """Anbudet är inte längre med i upphandlingen."""


class ShorterThanDocuments(Refused):
    """Tiden är kortare än den som upphandlingsdokumenten anger (LOU 19 kap. 9 §)."""


# -- Validity --------------------------------------------------------------


class NoValidityRunning(Refused):
    """Ingen giltighetstid löper för anbuden."""


class ReminderNotDue(Refused):
    """Dagen för att påminna om anbudens giltighetstid har inte kommit."""


class ValidityRunning(Refused):
    """Anbudens giltighetstid har inte gått ut (LOU 19 kap. 9 §)."""


class ValidityOver(Refused):
    """Anbudens giltighetstid har gått ut och kan inte längre förlängas (LOU 19 kap. 9 §)."""


class ProlongationTooShort(Refused):
    """En förlängning ska räcka längre än den giltighetstid som löper."""


class ProlongationPending(Refused):
    """En förlängning av giltighetstiden är redan begärd."""


class NoProlongationAsked(Refused):
    """Ingen förlängning av giltighetstiden är begärd."""


class BidNoLongerBinding(Refused):
    """Anbudet är inte längre bindande (LOU 19 kap. 9 §)."""


# -- Dialogue and negotiation ----------------------------------------------


class UnequalChance(Refused):
    """Alla vars anbud är kvar ska ges motsvarande möjlighet (LOU 19 kap. 15 §)."""


class CorrectionTooLate(Refused):
    """Tiden för att rätta, förtydliga eller komplettera har gått ut (LOU 19 kap. 15 §)."""


class NegotiationNotForeseen(Refused):
    """Enligt dokumenten sker upphandlingen utan förhandling (LOU 19 kap. 9 §)."""


class NotNegotiable(Refused):
    """Minimikrav och tilldelningskriterier får inte förhandlas (LOU 19 kap. 16 §)."""


class RoundOutOfOrder(Refused):
    """Förhandlingsrundorna ska följa på varandra."""


class RoundNotHeld(Refused):
    """Någon sådan förhandlingsrunda har inte hållits."""


# -- Exclusion -------------------------------------------------------------


class HearingOpen(Refused):
    """Leverantören har redan ombetts yttra sig och frågan är inte avgjord."""


class NoExclusionIntended(Refused):
    """Myndigheten har inte meddelat att leverantören kan komma att uteslutas."""


class SupplierNotHeard(Refused):
    """Leverantören ska först få yttra sig inom en bestämd tid (LOU 19 kap. 17 §)."""


class ExclusionUnheard(Refused):
    """En fråga om uteslutning är inte avgjord (LOU 19 kap. 17 §)."""


class TooLongAgo(Refused):
    """Domen eller händelsen är äldre än den ordning som dokumenten hänvisar till medger."""


# -- Low bids --------------------------------------------------------------


class ExplanationNotAsked(Refused):
    """En förklaring av det låga anbudet ska först begäras (LOU 19 kap. 18 §)."""


class ExplanationTimeRunning(Refused):
    """Tiden för att förklara det låga anbudet har inte gått ut (LOU 19 kap. 18 §)."""


# -- Reading prices --------------------------------------------------------


class LotNotBid(Refused):
    """Anbudet omfattar inte delen."""
