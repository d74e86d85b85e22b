"""A town with a choice system, and one with an agreement that has nothing to be flagged."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.interfaces.follow_up.flags.flagging import (
    LOV_FREE,
    A,
    licensed,
)
from tests.town import Town


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-01-19T09:00") as town:
        yield town.founded()


@pytest.fixture
def agreed(town: Town) -> Town:
    """Utförare A has its licence, and an agreement of a million for two years."""
    licensed(town)
    town.with_agreement("avtal-a", **LOV_FREE, ends_on="2028-12-31")
    town.do(
        "agreement.state_value",
        {**A, "value_sek": 1_000_000, "threshold_sek": 8_000_000, "source": "Bilaga 1"},
    )
    return town
