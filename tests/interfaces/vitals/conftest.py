"""A house with a choice system, and pages that look each time they are asked."""

from __future__ import annotations

import pytest

from tests.town import Town


@pytest.fixture
def at_once(monkeypatch):
    """Each who asks gets an answer of their own."""
    monkeypatch.setattr("upphandling.interfaces.vitals.health.FRESH", -1.0)


@pytest.fixture
def town(database_url):
    with Town(database_url, "2026-03-02T09:00") as opened:
        yield opened.founded()
