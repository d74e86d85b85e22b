"""A town with three customers who move, and the same with everybody placed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.moving_town import NEW, OTHER, chosen, living, ready_town
from tests.town import Town


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town)
        living(town, {"k-1": "norr", "k-2": "norr", "k-3": "soder"})
        yield town


@pytest.fixture
def placed(town: Town) -> Town:
    """Everybody has chosen, and the choice is adopted."""
    chosen(town, {"k-1": NEW, "k-2": OTHER, "k-3": NEW})
    return town
