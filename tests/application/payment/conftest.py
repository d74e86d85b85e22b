"""A town on the third of February."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.town import Town


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    with Town(sqlite_url, "2026-02-03T09:00") as town:
        yield town
