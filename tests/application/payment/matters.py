"""A month that was approved."""

from __future__ import annotations

from tests.payment_town import BY_HAND, counted_by_hand, decide, paying
from tests.town import Town


def approved(town: Town) -> Town:
    """January, counted by hand and approved."""
    counted_by_hand(paying(town))
    decide(town, "approve", total_ore=BY_HAND)
    return town
