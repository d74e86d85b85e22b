"""Visits are beside the log, and still none can be changed, taken away or added unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.town import Town
from tests.visits_town import KEY, imported, plan, visit
from upphandling.infrastructure.verification.fan_out import verify

VISITS = [
    visit("b-1", "2026-01-15T07:30", "2026-01-15T08:00", aged=True),
    visit("b-2", "2026-01-15T09:00", "2026-01-15T09:45", agreement="avtal-b"),
]
ADDED = (
    "INSERT INTO visits SELECT batch, line + 10, 'b-9', customer, agreement, service,"
    " staff, starts, ends, registered_after, aged FROM visits WHERE visit = 'b-1'"
)


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-03T09:00") as town:
        town.founded()
        imported(town, *VISITS)
        imported(town, visit("b-3", "2026-01-16T09:00", "2026-01-16T09:45"))
        town.house.refresh()
        yield town


def differences(town: Town) -> set[tuple[str, str]]:
    found = verify(town.house.database, case=f"visit_month:{KEY}", jobs=1)
    return {(one.event, one.field) for one in found.differences}


def test_visits_that_nobody_has_touched_are_what_they_were(town):
    assert differences(town) == set()


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ("UPDATE visits SET customer = 'k-9' WHERE visit = 'b-1'", {"content"}),
        ("UPDATE visits SET service = 'dans' WHERE visit = 'b-1'", {"content"}),
        ("UPDATE visits SET aged = NULL WHERE visit = 'b-1'", {"content"}),
        ("UPDATE visits SET registered_after = true WHERE visit = 'b-2'", {"content"}),
        (
            "UPDATE visits SET ends = ends + 60 WHERE visit = 'b-2'",
            {"content", "seconds"},
        ),
        (
            "UPDATE visits SET agreement = 'avtal-a' WHERE visit = 'b-2'",
            {"content", "agreements"},
        ),
        (
            "DELETE FROM visits WHERE visit = 'b-2'",
            {"content", "rows", "seconds", "agreements"},
        ),
        (ADDED, {"content", "rows", "seconds"}),
        (
            "DELETE FROM visit_imports WHERE batch = 1",
            {"content", "rows", "seconds", "agreements"},
        ),
        (
            "UPDATE visit_imports SET month = '2026-02' WHERE batch = 1",
            {"content", "rows", "seconds", "agreements"},
        ),
    ],
)
def test_whatever_is_done_to_a_visit_is_told(town, change, fields):
    with town.house.database.engine.begin() as connection:
        connection.exec_driver_sql(change)

    found = differences(town)

    assert {event for event, _ in found} == {f"visit_month:{KEY}@1"}
    assert {field.partition("[")[0] for _, field in found} == fields


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ("UPDATE planned_visits SET staff = 'p-9' WHERE visit = 'b-1'", {"content"}),
        (
            "UPDATE planned_visits SET starts = starts + 60 WHERE visit = 'b-1'",
            {"content", "seconds"},
        ),
        (
            "UPDATE planned_visits SET agreement = 'avtal-b' WHERE visit = 'b-1'",
            {"content", "agreements"},
        ),
        (
            "DELETE FROM planned_visits WHERE visit = 'b-1'",
            {"content", "rows", "seconds", "agreements"},
        ),
    ],
)
def test_whatever_is_done_to_a_plan_is_told(town, change, fields):
    imported(town, plan("b-1", "2026-01-15T07:30", "2026-01-15T08:00"))
    assert differences(town) == set()
    with town.house.database.engine.begin() as connection:
        connection.exec_driver_sql(change)

    found = differences(town)

    assert {event for event, _ in found} == {f"visit_month:{KEY}@3"}
    assert {field.partition("[")[0] for _, field in found} == fields
