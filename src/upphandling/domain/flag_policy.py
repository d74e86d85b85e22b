"""The limits of follow-up that the municipality decides: red flags, and what is late."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from upphandling.domain.base import Value
from upphandling.domain.configuration import Text
from upphandling.domain.intervals import FIRST_DAY, Day

Count = Annotated[int, Field(ge=1, le=10_000)]
Many = Annotated[int, Field(ge=0, le=10_000)]


class FlagKind(StrEnum):
    """What a red flag is about."""

    SINGLE_BID = "single_bid"
    PROLONGED = "prolonged"
    CHANGED = "changed"
    ENDING = "ending"
    LICENCE = "licence"
    VALUE_CHANGED = "value_changed"
    OVERPAID = "overpaid"
    ONLY_DEFAULT = "only_default"


class FlagPolicy(Value):
    """The limits that hold from a day on, and where they were decided.

    A lot with fewer than `fewest_bids` is flagged; an agreement that has been prolonged
    more than `most_prolongations` or changed more than `most_changes` times; one that
    ends within `days_before_end` without a successor; changes of more than
    `changed_percent`, and payments of more than `paid_percent`, of its stated value; and
    a provider with at least `fewest_by_default` customers who has been chosen by nobody.
    What is recorded more than `days_to_record` after it happened is counted as late.
    """

    valid_from: Day
    source: Text
    fewest_bids: Count = 2
    most_prolongations: Many = 1
    most_changes: Many = 2
    days_before_end: Count = 365
    changed_percent: Many = 10
    paid_percent: Many = 100
    fewest_by_default: Count = 1
    days_to_record: Many = 7


ASSUMED = FlagPolicy(
    valid_from=FIRST_DAY, source="Antaget: kommunen har inte beslutat några gränser"
)
"""What holds until the municipality has decided; told as assumed."""
