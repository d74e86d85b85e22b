"""The words and values that the chapters of a deviation share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from upphandling.domain.base import Value


class Origin(StrEnum):
    """How a deviation came to be known."""

    CHECK = "check"
    COMPLAINT = "complaint"
    LEX_SARAH = "lex_sarah"
    LICENCE = "licence_event"
    SHARE_DRIFT = "share_drift"
    OWN_CONTROL = "own_control"


class Severity(StrEnum):
    """How grave a deviation is."""

    MINOR = "minor"
    SERIOUS = "serious"
    CRITICAL = "critical"


class Recheck(StrEnum):
    """What a re-check found."""

    REMEDIED = "remedied"
    PARTLY = "partly_remedied"
    NOT_REMEDIED = "not_remedied"


class Outcome(StrEnum):
    """How a deviation was closed."""

    REMEDIED = "remedied"
    UNFOUNDED = "unfounded"
    SANCTIONED = "sanctioned"
    AGREEMENT_ENDED = "agreement_ended"


class Measure(Value):
    """What the provider is to do, and by which day; `what` is a token of the vault."""

    measure: str
    what: str
    due_on: date
