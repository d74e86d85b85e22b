"""One lived log for all tests of a file, on each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.databases import Factory
from tests.infrastructure.verification.moved import moved
from tests.verified_town import lived_and_destroyed
from upphandling.infrastructure.storage.database import Database


@pytest.fixture(scope="module")
def log(database_factory: Factory) -> Iterator[Database]:
    """A log in which everything has been computed; whoever changes it puts it right."""
    yield from _filled(database_factory, lived_and_destroyed)


@pytest.fixture(scope="module")
def moves(database_factory: Factory) -> Iterator[Database]:
    """A log in which people got places in every way and moved; likewise."""
    yield from _filled(database_factory, moved)


def _filled(factory: Factory, fill: Callable[[str], None]) -> Iterator[Database]:
    url = factory.migrated()
    fill(url)
    with Database(url) as database:
        yield database
    factory.drop(url)
