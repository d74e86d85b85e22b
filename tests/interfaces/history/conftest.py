"""A town on each kind of database, and the command line that looks into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.town import Town
from upphandling.domain.errors import Refused
from upphandling.infrastructure import logs


@pytest.fixture
def town(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """February 2026; the shell asks the same database."""
    monkeypatch.setenv("UPPHANDLING_DATABASE", database_url)
    logs.configure("error", "console")
    with Town(database_url, "2026-02-02T09:00") as town:
        yield town


@pytest.fixture
def try_(town: Town):
    """Sends a command that is refused; answers the rule."""

    def call(name: str, data: dict[str, Any], **told: Any) -> str:
        with pytest.raises(Refused) as refusal:
            town.do(name, data, **told)
        return refusal.value.rule()

    return call


RULING = {
    "provider": "utforare-a",
    "ruling": "tillstand-1",
    "licence": "in_force",
    "decided_on": "2026-01-10",
    "in_force_from": "2026-02-01",
    "source": "IVO dnr 1",
}


@pytest.fixture
def licensed(town: Town) -> Town:
    """A provider whose licence was entered three days late, and corrected a week later."""
    town.do("provider.register", {"provider": "utforare-a", "name": "Utförare A"})
    town.clock.now = town.clock.now.replace(day=5)
    late = town.clock.now.replace(day=2, hour=12)
    town.do("provider.record_licence", RULING, at=late, by="handlaggare-2")
    town.clock.now = town.clock.now.replace(day=12)
    right = {**RULING, "in_force_from": "2026-03-01", "reason": "Fel dag avläst."}
    town.do("provider.correct_licence", right)
    return town
