"""The town that is attacked, and copies of it to be spoiled."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.attacks.scene import Scene, staged
from tests.databases import Factory


@pytest.fixture(scope="session")
def untouched(
    database_factory: Factory, tmp_path_factory: pytest.TempPathFactory
) -> Scene:
    """The town before anybody has done it harm."""
    return staged(database_factory, tmp_path_factory.mktemp("scene"))


@pytest.fixture
def scene(untouched: Scene, database_factory: Factory, tmp_path) -> Iterator[Scene]:
    """A copy to be spoiled."""
    copy = untouched.copy(database_factory, tmp_path)
    yield copy
    database_factory.drop(copy.url)
