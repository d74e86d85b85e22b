"""Planned visits: kept apart from the performed ones, and read beside them."""

from __future__ import annotations

import random

import pytest

from tests.infrastructure.visits.test_kept import in_order, keep
from tests.visits_town import MONTH, plan, visit
from upphandling.application.visits import PlannedVisit
from upphandling.infrastructure.visits import pending
from upphandling.infrastructure.visits import planned as reading
from upphandling.infrastructure.visits.kept import kept
from upphandling.infrastructure.visits.planned import planned
from upphandling.infrastructure.visits.tables import PERFORMED, PLANNED

PLAN = plan("b-1", "2026-01-15T07:30", "2026-01-15T08:00")
DONE = visit("b-1", "2026-01-15T07:40", "2026-01-15T08:05")


def several(number: int) -> list[PlannedVisit]:
    """Plans of three agreements, many at the same time."""
    dice = random.Random(number)
    return [
        plan(
            f"b-{one}",
            f"2026-01-15T{(hour := dice.randrange(8, 12)):02}:00",
            f"2026-01-15T{hour + 1:02}:00",
            agreement=f"avtal-{one % 3}",
        )
        for one in range(number)
    ]


def test_a_batch_with_both_is_read_as_each_of_them(database):
    batch = keep(database, [DONE, PLAN, PLAN._replace(visit="b-2")])

    assert list(kept(database, "staden", MONTH, [batch])) == [DONE]
    assert list(kept(database, "staden", MONTH, [batch], "avtal-a")) == [DONE]
    assert list(planned(database, "staden", MONTH, [batch], [])) == [
        PLAN,
        PLAN._replace(visit="b-2"),
    ]
    assert pending.size(database, PERFORMED, batch) == 1
    assert pending.size(database, PLANNED, batch) == 2


def test_a_plan_stands_beside_its_performance_where_that_counts(database):
    plans = keep(database, [PLAN, PLAN._replace(visit="b-2")])
    done = keep(database, [DONE])

    def began(performed: list[int]) -> list[tuple[int | None, int | None]]:
        found = planned(database, "staden", MONTH, [plans], performed)
        return [(one.began, one.ended) for one in found]

    assert began([done]) == [(DONE.starts, DONE.ends), (None, None)]
    assert began([]) == [(None, None), (None, None)]
    assert began([plans]) == [(None, None), (None, None)]


def test_a_visit_that_was_put_off_over_the_end_of_the_month_is_found(database):
    late = plan("b-1", "2026-01-31T23:50", "2026-02-01T00:10")
    done = visit("b-1", "2026-02-01T00:05", "2026-02-01T00:20")
    plans, after = keep(database, [late]), keep(database, [done], "2026-02")

    (found,) = planned(database, "staden", MONTH, [plans], [after])

    assert (found.began, found.ended) == (done.starts, done.ends)


def test_neither_another_system_nor_another_month_is_read(database):
    plans = keep(database, [PLAN], "2026-02")
    elsewhere = pending.begin(database, "byn", MONTH)
    pending.write(database, elsewhere, [(2, DONE), (3, PLAN)])
    here = keep(database, [PLAN])

    assert list(planned(database, "staden", MONTH, [plans, elsewhere], [])) == []
    (found,) = planned(database, "staden", MONTH, [here], [elsewhere])
    assert found.began is None


@pytest.mark.parametrize("page", [1, 3, 2_000])
def test_plans_are_read_in_order_however_long_the_pages_are(
    database, monkeypatch, page
):
    monkeypatch.setattr(reading, "PAGE", page)
    plans = several(40)
    batches = [keep(database, plans[:25]), keep(database, plans[25:])]

    assert list(planned(database, "staden", MONTH, batches, [])) == in_order(plans)
    for agreement in ("avtal-0", "avtal-1", "avtal-2"):
        of_one = [one for one in plans if one.agreement == agreement]
        found = planned(database, "staden", MONTH, batches, [], agreement=agreement)
        assert list(found) == in_order(of_one)


def test_what_is_dropped_is_dropped_of_both(database):
    batch = keep(database, [DONE, PLAN, PLAN._replace(visit="b-2")])

    pending.without(database, batch, [2, 3])
    assert pending.size(database, PERFORMED, batch) == 0
    assert pending.size(database, PLANNED, batch) == 1
    pending.drop(database, batch)
    assert pending.size(database, PLANNED, batch) == 0
