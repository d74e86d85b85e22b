"""A town that is asked why, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.town import Town
from upphandling.infrastructure import logs
from upphandling.interfaces.cli.finding import find_case
from upphandling.interfaces.why.asking import Asked, why

COUNCIL = {
    "system": "staden",
    "decision": "kf-1",
    "body": "council",
    "taken_on": "2026-01-15",
    "minutes": "Kommunfullmäktiges protokoll 2026-01-15",
    "matter": "Valfrihet i hemtjänsten.",
}


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    """A town whose council has decided, and whose register is otherwise empty."""
    logs.configure("critical", "console")
    with Town(database_url, "2026-02-02T09:00") as town:
        town.founded()
        town.do("choice_system.record_decision", COUNCIL)
        yield town


def ask(town: Town, about: str, **narrowed: Any) -> dict[str, Any]:
    """The only chain of an answer."""
    town.house.refresh()
    (chain,) = why(town.house, Asked(about=about, **narrowed), find_case)["chains"]
    return chain


def topics(chain: dict[str, Any]) -> list[str]:
    return [link["topic"] for link in chain["links"]]
