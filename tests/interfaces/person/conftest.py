"""A town with two providers in the north and own provision."""

from __future__ import annotations

import pytest

from tests.town import Town
from upphandling.infrastructure import logs


@pytest.fixture
def town(store):
    """Two providers in the north, one of them with a single place, and own provision."""
    logs.configure("error", "console")
    with Town(store, "2026-03-02T09:00") as town:
        town.founded()
        for agreement, changed in (
            ("a", {"name": "Utförare A"}),
            ("b", {"name": "Utförare B", "places": {"norr": 1}}),
            ("egen", {"name": "Egen regi", "regime": "lou"}),
        ):
            town.with_agreement(agreement, **{"starts_on": "2026-01-01", **changed})
        yield town
