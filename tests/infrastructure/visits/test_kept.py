"""Visits in their table: kept in batches, read in order, swept where nobody counts them."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from tests.visits_town import MONTH, Either, visit
from upphandling.application.visits import KeptVisit
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.visits import kept as reading
from upphandling.infrastructure.visits import pending
from upphandling.infrastructure.visits.kept import kept, span
from upphandling.infrastructure.visits.pending import size
from upphandling.infrastructure.visits.tables import PERFORMED


def several(number: int) -> list[KeptVisit]:
    """Visits of three agreements, many at the same time."""
    dice = random.Random(number)
    return [
        visit(
            f"b-{one}",
            f"2026-01-15T{(hour := dice.randrange(8, 12)):02}:00",
            f"2026-01-15T{hour + 1:02}:00",
            agreement=f"avtal-{one % 3}",
            aged=(None, True, False)[one % 3],
            registered_after=one % 2 == 0,
        )
        for one in range(number)
    ]


def keep(database: Database, visits: Sequence[Either], month: str = MONTH) -> int:
    batch = pending.begin(database, "staden", month)
    pending.write(database, batch, list(enumerate(visits, 2)))
    return batch


def in_order(visits: Sequence[Either]) -> list[Either]:
    return sorted(visits, key=lambda one: (one.starts, one.visit))


@pytest.mark.parametrize("page", [1, 3, 2_000])
def test_visits_are_read_in_order_however_long_the_pages_are(
    database, monkeypatch, page
):
    monkeypatch.setattr(reading, "PAGE", page)
    visits = several(40)
    batches = [keep(database, visits[:25]), keep(database, visits[25:])]
    keep(database, several(3), "2026-02")

    assert list(kept(database, "staden", MONTH, batches)) == in_order(visits)
    for agreement in ("avtal-0", "avtal-1", "avtal-2"):
        of_one = [one for one in visits if one.agreement == agreement]
        found = kept(database, "staden", MONTH, batches, agreement)
        assert list(found) == in_order(of_one)


def test_a_batch_of_another_month_is_not_read(database):
    batch = keep(database, several(3), "2026-02")

    assert list(kept(database, "staden", MONTH, [batch])) == []
    assert list(kept(database, "byn", "2026-02", [batch])) == []


def test_a_number_never_comes_back(database):
    first = pending.begin(database, "staden", MONTH)
    pending.drop(database, first)

    assert pending.begin(database, "staden", MONTH) > first


@pytest.mark.parametrize("rows", [0, 2, 4, 5])
def test_a_batch_is_taken_away_a_part_at_a_time(database, monkeypatch, rows):
    monkeypatch.setattr(pending, "AT_A_TIME", 2)
    batch, other = keep(database, several(rows)), keep(database, several(3))

    pending.drop(database, batch)

    assert (
        size(database, PERFORMED, batch),
        size(database, PERFORMED, other),
    ) == (0, 3)


def test_what_nobody_counts_is_swept_away_when_it_is_old(database, monkeypatch):
    counted, left = keep(database, several(2)), keep(database, several(3))
    elsewhere = keep(database, several(4), "2026-02")

    assert pending.sweep(database, "staden", MONTH, [counted]) == []
    monkeypatch.setattr(pending, "LEFT_BEHIND", -pending.LEFT_BEHIND)
    assert pending.sweep(database, "staden", MONTH, [counted]) == [left]
    assert pending.sweep(database, "staden", MONTH, [counted]) == []

    assert size(database, PERFORMED, counted) == 2
    assert size(database, PERFORMED, left) == 0
    assert size(database, PERFORMED, elsewhere) == 4


def test_lines_are_taken_out_of_a_batch(database, monkeypatch):
    monkeypatch.setattr(pending, "LINES", 2)
    batch, other = keep(database, several(6)), keep(database, several(2))

    pending.without(database, batch, range(3, 8))

    assert (
        size(database, PERFORMED, batch),
        size(database, PERFORMED, other),
    ) == (1, 2)


@pytest.mark.parametrize(
    ("month", "hours"), [("2026-01", 744), ("2026-03", 743), ("2026-10", 745)]
)
def test_a_month_has_the_hours_that_swedish_clocks_show(month, hours):
    first, after = span(month)

    assert after - first == hours * 3600
