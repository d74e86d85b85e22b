"""The words and values in which a tender's bids are handled and examined."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from pydantic import AwareDatetime

from upphandling.domain.base import Value
from upphandling.domain.legal_time import LegalDeadline


class Backing(Value):
    """Who stands behind a bid beside its bidder, as keys of providers.

    `members` bid as a group with the bidder (LOU 19 kap. 4 §); `relies_on` lend it
    their capacity (LOU 19 kap. 5 §).
    """

    members: tuple[str, ...] = ()
    relies_on: tuple[str, ...] = ()


class OpenedBid(Value):
    """One line of the list that is made when the bids are opened."""

    bid: str
    bidder: str
    received_at: AwareDatetime
    content_hash: str


class FallCause(StrEnum):
    """Why a bid that was opened is no longer a bid."""

    WITHDRAWN_BY_BIDDER = "withdrawn_by_bidder"
    COURT_ORDER = "court_order"
    LAPSED = "lapsed"


class ChanceKind(StrEnum):
    """What suppliers are invited to do with what they have left (LOU 19 kap. 15 §)."""

    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    COMPLETION = "completion"


class Matter(Value):
    """What one bid may set right; no text where nothing was found, but the chance is given."""

    bid: str
    text: str | None


class Aspect(StrEnum):
    """What a negotiation was about (LOU 19 kap. 16 §)."""

    PRICE = "price"
    QUALITY = "quality"
    DELIVERY = "delivery"
    CONTRACT_TERMS = "contract_terms"
    OTHER = "other"
    MINIMUM_REQUIREMENTS = "minimum_requirements"
    AWARD_CRITERIA = "award_criteria"


class Ground(StrEnum):
    """On what ground a supplier may be excluded (LOU 19 kap. 17 §).

    The first is LOU 13 kap. 1 §, the second 2 §; then the nine points of 3 § in their
    order, and what the documents themselves say.
    """

    CRIME = "crime"
    UNPAID_TAXES = "unpaid_taxes"
    OBLIGATIONS_BREACHED = "obligations_breached"
    INSOLVENCY = "insolvency"
    GRAVE_MISCONDUCT = "grave_misconduct"
    COLLUSION = "collusion"
    FAILED_CONTRACT = "failed_contract"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    EARLIER_INVOLVEMENT = "earlier_involvement"
    FALSE_INFORMATION = "false_information"
    UNDUE_INFLUENCE = "undue_influence"
    OTHER_GROUND_IN_DOCUMENTS = "other_ground_in_documents"


class Intention(Value):
    """Why a supplier may come to be excluded, and until when it may comment.

    `event_on` is the day of the judgment or of what happened, where there is one.
    """

    ground: Ground
    event_on: date | None
    hearing: LegalDeadline
