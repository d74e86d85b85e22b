"""A share of planned visits is not counted anew when visits nearby have been destroyed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.application.test_indicator_plans import MISSED
from tests.application.test_visits_destroyed import adopt, destroy
from tests.indicator_town import compute, define
from tests.payment_town import calculate, decide, paying
from tests.town import Town
from tests.visits_town import imported, plan, visit
from upphandling.application.verification import Computation
from upphandling.domain.visit_month import VisitsDestroyed
from upphandling.infrastructure.verification.fan_out import verify

FEBRUARY = {"first": "2026-02-01"}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """The first visit of February was made before midnight, in a month that is gone."""
    with Town(sqlite_url, "2026-02-03T09:00") as town:
        paying(town)
        adopt(town)
        imported(town, visit("b-1", "2026-01-31T23:50", "2026-01-31T23:59"))
        calculate(town)
        (_, told) = town.log("payment:avtal-a.2026-01")[-1]
        decide(town, "approve", total_ore=told["basis"]["total_ore"])
        town.at("2026-03-02T09:00")
        imported(
            town,
            plan("b-1", "2026-02-01T00:10", "2026-02-01T00:20"),
            plan("b-2", "2026-02-02T07:30", "2026-02-02T08:00"),
            visit("b-2", "2026-02-02T07:30", "2026-02-02T08:00"),
            month="2026-02",
        )
        define(town, "tal", **MISSED)
        compute(town, "tal", **FEBRUARY)
        town.at("2028-02-01T09:00")
        destroy(town)
        yield town


def test_what_was_counted_stands_and_is_not_called_wrong(town):
    _, told = town.log("indicator:tal")[-1]
    found = verify(town.house.database)

    assert told["figure"]["value"] == "0"
    assert found.total == 0
    assert found.checked[Computation.DESTROYED] > 0


def test_what_is_gone_is_not_missed(town):
    with pytest.raises(VisitsDestroyed):
        compute(town, "tal", **FEBRUARY, reason="Räkna om")
