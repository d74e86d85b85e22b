"""The words and values that the chapters of a transition share."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from upphandling.domain.base import Value


class Status(StrEnum):
    PROPOSED = "proposed"
    PLANNED = "planned"
    COMPLETED = "completed"
    ABANDONED = "abandoned"


class Wave(Value):
    """Customers who are taken over on the same day."""

    wave: str
    on: date
    customers: tuple[str, ...]


class ConditionKind(StrEnum):
    """What a provider must have in place before it takes over."""

    AGREEMENT_SIGNED = "agreement_signed"
    LICENCE_IN_FORCE = "licence_in_force"
    STAFF = "staff"
    KEYS = "keys"
    IT = "it"
    CARE_PLANS = "care_plans"
    OTHER = "other"


class Condition(Value):
    """What must be in place at an agreement's provider; `wave` None means every wave."""

    condition: str
    kind: ConditionKind
    agreement: str
    text: str
    wave: str | None = None


class HandoverItem(Value):
    """What the leaving provider hands over for each customer (keys, care plan)."""

    item: str
    text: str


class Gap(Value):
    """Until when the leaving provider answers for customers of a wave not taken over.

    `ends_on` is the agreement's last day, `warn_on` the day to raise the alarm.
    """

    wave: str
    agreement: str
    ends_on: date
    warn_on: date
