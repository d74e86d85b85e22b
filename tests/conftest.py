"""A fresh database for every test that asks for one, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
import structlog

from tests.databases import Factory, postgresql, quick
from tests.vault_key import provided, removed
from upphandling.infrastructure.storage.database import Database

KINDS = ("sqlite", "postgresql")


def pytest_configure() -> None:
    """Every process of the run finds the vault's key, and its files in memory.

    And what is compiled is kept, or each of a hundred processes compiles all of it.
    """
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    provided()
    os.environ.setdefault("UPPHANDLING_HTTP_LISTEN", "none")  # many run at once
    if folder := quick():
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", folder)


def pytest_unconfigure() -> None:
    removed()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a server, started when the first test asks; fails if there is none."""
    with postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Factory]:
    """Makes SQLite files."""
    with Factory(tmp_path_factory.mktemp("databases")) as factory:
        yield factory


@pytest.fixture(scope="session")
def postgresql_databases(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: str
) -> Iterator[Factory]:
    """Makes databases on the server."""
    folder = tmp_path_factory.mktemp("databases")
    with Factory(folder, postgresql_server) as factory:
        yield factory


@pytest.fixture(scope="session", params=KINDS)
def database_factory(request: pytest.FixtureRequest) -> Factory:
    """Makes databases of the kind that the test runs on; every test runs on both."""
    factory: Factory = request.getfixturevalue(f"{request.param}_databases")
    return factory


@pytest.fixture
def empty_database_url(database_factory: Factory) -> Iterator[str]:
    """The URL of a database without tables; on SQLite there is no file yet."""
    url = database_factory.empty()
    yield url
    database_factory.drop(url)


@pytest.fixture
def database_url(
    database_factory: Factory, request: pytest.FixtureRequest
) -> Iterator[str]:
    """The URL of a database without rows, up to date.

    Who asks for it open (`database`) makes what read models it needs.
    """
    bare = "database" in request.fixturenames
    url = database_factory.stored() if bare else database_factory.migrated()
    yield url
    database_factory.drop(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The same, open, without the read models' tables."""
    with Database(database_url) as opened:
        yield opened


@pytest.fixture
def sqlite_url(sqlite_databases: Factory) -> str:
    """As `database_url`, for what only SQLite does."""
    return sqlite_databases.migrated()


@pytest.fixture
def postgresql_url(postgresql_databases: Factory) -> Iterator[str]:
    """As `database_url`, for what only PostgreSQL does."""
    url = postgresql_databases.migrated()
    yield url
    postgresql_databases.drop(url)


@pytest.fixture(autouse=True)
def fresh_log():
    """Each test gets the log as it is before anybody configures it."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
