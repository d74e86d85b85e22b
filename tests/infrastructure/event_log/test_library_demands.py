"""The store meets the library's own demands on a recorder, on both databases."""

from __future__ import annotations

import pytest

from tests.infrastructure.event_log import library_demands


class TestRecorderOnSQLite(library_demands.RecorderDemands):
    @pytest.fixture(autouse=True)
    def _given(self, sqlite_databases):
        yield from self.given(sqlite_databases)


class TestRecorderOnPostgreSQL(library_demands.RecorderDemands):
    @pytest.fixture(autouse=True)
    def _given(self, postgresql_databases):
        yield from self.given(postgresql_databases)


class TestPositionsOnSQLite(library_demands.PositionDemands):
    @pytest.fixture(autouse=True)
    def _given(self, sqlite_databases):
        yield from self.given(sqlite_databases)


class TestPositionsOnPostgreSQL(library_demands.PositionDemands):
    @pytest.fixture(autouse=True)
    def _given(self, postgresql_databases):
        yield from self.given(postgresql_databases)
