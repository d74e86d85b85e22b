"""A town the day after its council has decided."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.given import local
from tests.town import SYSTEM, Town


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-05-18T09:00") as town:
        town.do("choice_system.establish", SYSTEM)
        town.clock.now = local("2026-05-19T09:00")
        yield town
