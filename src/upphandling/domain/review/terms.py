"""The words and values that the chapters of a review share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from upphandling.domain.base import Value
from upphandling.domain.legal_time import LegalDeadline


class Against(StrEnum):
    """What the supplier wants reviewed."""

    AWARD = "award"
    CANCELLATION = "cancellation"
    AGREEMENT = "agreement"


class Instance(StrEnum):
    """Förvaltningsrätten, kammarrätten or Högsta förvaltningsdomstolen."""

    FIRST = "first"
    SECOND = "second"
    SUPREME = "supreme"

    @property
    def height(self) -> int:
        """0 for the first instance, 2 for the supreme court."""
        return list(Instance).index(self)

    @property
    def above(self) -> Instance | None:
        """The court to which its rulings are appealed."""
        return next((i for i in Instance if i.height == self.height + 1), None)


class Outcome(StrEnum):
    """How a court ended the case before it.

    All but the last three speak of the application itself, whichever court says it:
    it was rejected (avslag), dismissed (avvisning), struck off (avskrivning) or led to
    an order. The last three leave the ruling below as it was, or send the case back.
    """

    REJECTED = "rejected"
    DISMISSED = "dismissed"
    STRUCK_OFF = "struck_off"
    CORRECT = "correct"
    REDO = "redo"
    CONTRACT_VOID = "contract_void"
    CONTRACT_STANDS = "contract_stands"
    UPHELD = "upheld"
    LEAVE_REFUSED = "leave_refused"
    REFERRED_BACK = "referred_back"


ORDERS = frozenset({Outcome.CORRECT, Outcome.REDO})
"""What the authority must do before the procurement may end (LOU 20 kap. 6 §)."""

ABOUT_CONTRACTS = frozenset({Outcome.CONTRACT_VOID, Outcome.CONTRACT_STANDS})
ABOVE_THE_FIRST = frozenset(
    {Outcome.UPHELD, Outcome.LEAVE_REFUSED, Outcome.REFERRED_BACK}
)
LEAVES_IT_STANDING = frozenset({Outcome.UPHELD, Outcome.LEAVE_REFUSED})


class Status(StrEnum):
    PENDING = "pending"
    RULED = "ruled"
    ENDED = "ended"


class HoldKind(StrEnum):
    """Why no contract may be signed."""

    EXTENDED_STANDSTILL = "extended_standstill"
    INTERIM_MEASURE = "interim_measure"
    TEN_DAY_PERIOD = "ten_day_period"
    COURT_ORDER = "court_order"


class Hold(Value):
    """One thing that keeps an award from being signed.

    `period` is there for a ten-day period, which runs out by itself; `ruling` names
    the ruling that brought the hold about, if one did.
    """

    hold: str
    kind: HoldKind
    period: LegalDeadline | None = None
    ruling: str | None = None


class Ruling(Value):
    """What a court has said, as somebody typed it in.

    `outcome` is None where the court did not end the case, but lifted a measure.
    `back_to` is the court that a case was sent back to. `frees` names the holds that
    fall when a second person has confirmed it.
    """

    instance: Instance
    outcome: Outcome | None
    back_to: Instance | None = None
    said_on: date
    typed_in_by: str
    frees: tuple[str, ...]
