"""The quarterly report of a town that has lived through the quarter, on both databases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.databases import Factory
from tests.given import day
from tests.interfaces.follow_up.conftest import told  # noqa: F401  (a fixture)
from tests.reported_town import QUARTER, lived
from tests.town import Town
from upphandling.infrastructure import logs
from upphandling.interfaces.report.figures import Asked
from upphandling.interfaces.report.making import asked_of, the_report
from upphandling.interfaces.report.quarter import Quarter

Figures = Mapping[str, dict[str, Any]]
MADE: dict[tuple[Any, ...], Any] = {}


@pytest.fixture(scope="session")
def reported(database_factory: Factory) -> Iterator[Town]:
    """Nobody writes in it: it is told of, as it was on any of its days."""
    url = database_factory.migrated()
    logs.configure("critical", "console")
    with Town(url, "2025-12-01T09:00") as town:
        lived(town).house.refresh()
        yield town
    database_factory.drop(url)


def asked(town: Town, at: str | None = None, *, public: bool = False) -> Asked:
    """The quarter, as it was known on a day."""
    on = None if at is None else day(at)
    quarter = Quarter.parse(QUARTER)
    return asked_of(town.house, "staden", quarter, on, public=public)


def report_of(town: Town, at: str | None = None, *, public: bool = False) -> Any:
    """Made once for each log: it is long, and asked for again and again."""
    key = (town.url, town.house.recorder.max_notification_id(), at, public)
    if key not in MADE:
        MADE[key] = the_report(town.house, asked(town, at, public=public))
    return MADE[key]


def figures_of(town: Town, at: str | None = None, *, public: bool = False) -> Figures:
    """Every figure by its key."""
    found = report_of(town, at, public=public)
    return {
        figure["figure"]: figure
        for section in found["sections"]
        for figure in section["figures"]
    }
