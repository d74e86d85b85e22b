"""A town whose outbox has one webhook, at a receiver on this machine."""

from __future__ import annotations

import pytest

from tests.infrastructure.outbox.post_office import PostOffice
from tests.infrastructure.outbox.receivers import receiver
from tests.town import Town


@pytest.fixture
def listener():
    with receiver() as opened:
        yield opened


@pytest.fixture
def office(database_url, tmp_path, listener):
    """On both kinds of database."""
    with Town(database_url, "2026-03-02T09:00") as town:
        yield PostOffice(town, tmp_path, listener)
