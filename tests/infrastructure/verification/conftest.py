"""One lived log for all tests of a file, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.databases import Factory
from tests.verified_town import lived
from upphandling.infrastructure.storage.database import Database


@pytest.fixture(scope="module")
def log(database_factory: Factory) -> Iterator[Database]:
    """A log in which everything has been computed; whoever changes it puts it right."""
    url = database_factory.migrated()
    lived(url)
    with Database(url) as database:
        yield database
    database_factory.drop(url)
