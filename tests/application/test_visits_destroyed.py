"""Visits are kept as long as the plan says; then somebody decides, and they are gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.payment_town import calculate, correct, decide, paying
from tests.payment_town import january as visits
from tests.town import Town
from tests.visits_town import KEY, MONTH, imported, plan, visit, withdraw, written
from upphandling.bootstrap import open_house
from upphandling.domain.base import Role
from upphandling.domain.retention import KeptForEver, RetentionNotInForce
from upphandling.domain.visit_month import (
    KeptStill,
    MonthNotSettled,
    VisitsDestroyed,
)
from upphandling.infrastructure.verification.fan_out import verify
from upphandling.infrastructure.visits import pending
from upphandling.infrastructure.visits.tables import TABLES

TERM = {
    "document_class": "visits",
    "keep_years": 2,
    "counted_from": "månadens utgång",
    "legal_basis": "nämndens dokumenthanteringsplan",
    "reference": "plan 2026, punkt 9",
    "from_day": "2026-02-03",
}
PLAN = plan("b-1", "2026-01-12T07:30", "2026-01-12T08:00")
ELSEWHERE = visit("b-9", "2026-02-02T07:30", "2026-02-02T08:00")


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-02-03T09:00") as town:
        yield paying(town)


def adopt(town: Town, **changed: object) -> None:
    town.do("retention.adopt", TERM | changed, role=Role.ARCHIVIST)


def destroy(town: Town, month: str = KEY) -> None:
    told = {
        "visit_month": month,
        "document": "gallringsbeslut 2028-3",
        "reason": "Fristen har gått ut",
    }
    town.do("visit_month.destroy", told, role=Role.ARCHIVIST)


def rows(town: Town) -> int:
    """All rows of January, whether they count or not."""
    numbers = town.case(f"visit_month:{KEY}").numbers
    database = town.house.database
    return sum(pending.size(database, of, one) for of in TABLES for one in numbers)


def settled(town: Town) -> Town:
    """January counted, paid and approved, one batch withdrawn, and years gone by."""
    adopt(town)
    withdraw(town, imported(town, visit("b-7", "2026-01-02T07:30", "2026-01-02T08:00")))
    imported(town, *visits(), PLAN)
    calculate(town)
    decide(town, "approve", total_ore=374_370)
    imported(town, ELSEWHERE, month="2026-02")
    town.at("2028-02-01T09:00")
    return town


def test_the_rows_of_the_month_are_gone_and_no_others(town):
    settled(town)
    assert rows(town) == 5

    destroy(town)

    (topic, told) = town.log(f"visit_month:{KEY}")[-1]
    assert (topic, told["kept_until"]) == ("visit_month.destroyed", "2028-01-31")
    assert (told["batches"], told["rule"]) == ([1, 2], "retention:visits@1")
    assert rows(town) == 0
    assert list(town.house.recorder.visits("staden", "2026-02", (3,))) == [ELSEWHERE]


def test_without_a_term_nothing_is_destroyed(town):
    imported(town, *visits())
    town.at("2046-02-03T09:00")

    with pytest.raises(RetentionNotInForce):
        destroy(town)
    adopt(town, keep_years=None)
    with pytest.raises(KeptForEver):
        destroy(town)
    assert rows(town) == 3


def test_nothing_is_destroyed_by_a_term_that_is_not_in_force_yet(town):
    settled(town)
    told = {key: TERM[key] for key in TERM if key != "from_day"}
    later = {**told, "from_day": "2029-01-01", "reason": "Ny plan"}
    town.do("retention.replace", later, role=Role.ARCHIVIST)

    with pytest.raises(RetentionNotInForce):
        destroy(town)


def test_nothing_is_destroyed_before_its_term_is_over(town):
    settled(town).at("2028-01-31T23:00")

    with pytest.raises(KeptStill):
        destroy(town)
    assert rows(town) == 5


def test_what_is_about_to_be_paid_by_is_kept(town):
    adopt(town, keep_years=0)
    imported(town, *visits())
    calculate(town)

    with pytest.raises(MonthNotSettled) as calculated:
        destroy(town)
    decide(town, "approve", total_ore=374_370)
    decide(town, "open_correction", cause="Fel område")
    with pytest.raises(MonthNotSettled):
        destroy(town)

    assert calculated.value.details["payment"] == "avtal-a.2026-01"
    assert rows(town) == 3


def test_nothing_is_counted_with_what_is_gone(town):
    destroy(settled(town))
    decide(town, "open_correction", cause="Fel område")
    session = town.house.engine.session()

    with pytest.raises(VisitsDestroyed):
        correct(town)
    with pytest.raises(VisitsDestroyed):
        session.visits("staden", MONTH, (2,))
    with pytest.raises(VisitsDestroyed):
        session.planned("staden", MONTH, (2,), ())
    assert list(session.visits("staden", "2026-02", (3,))) == [ELSEWHERE]


def test_a_month_that_is_gone_does_not_begin_anew(town):
    adopt(town, keep_years=0)
    first = imported(town, *visits())
    destroy(town)

    with pytest.raises(VisitsDestroyed):
        imported(town, PLAN)
    with pytest.raises(VisitsDestroyed):
        withdraw(town, first)
    with pytest.raises(VisitsDestroyed):
        destroy(town)


def test_what_a_crash_left_goes_when_the_house_is_opened(town, monkeypatch):
    settled(town)
    monkeypatch.setattr(town.house.engine, "listeners", [])
    destroy(town)
    assert rows(town) == 5

    open_house(town.url).database.close()
    assert rows(town) == 0

    monkeypatch.setattr(pending, "drop", None)  # nothing more to be done
    open_house(town.url).database.close()


def test_nothing_goes_by_a_log_that_is_broken(town, monkeypatch):
    settled(town)
    monkeypatch.setattr(town.house.engine, "listeners", [])
    destroy(town)
    mark = type(town.house.ledger.mark)
    monkeypatch.setattr(mark, "said", lambda _: "rad 3")

    open_house(town.url).database.close()

    assert rows(town) == 5


def test_a_recount_tells_what_is_destroyed_from_what_is_broken(town):
    settled(town)
    whole = verify(town.house.database, jobs=1)
    assert (whole.total, whole.checked["destroyed"]) == (0, 0)

    destroy(town)
    town.house.refresh()
    gone = verify(town.house.database, jobs=1)
    assert gone.total == 0
    # Of two batches of performed visits, one of planned ones, and what was paid by them.
    assert gone.checked["destroyed"] == 4

    with town.house.database.writing() as cursor:
        cursor.execute("DELETE FROM visits")
    broken = verify(town.house.database, jobs=1)
    assert {one.case for one in broken.differences} == {"visit_month:staden.2026-02"}


def test_rows_that_nobody_has_decided_to_destroy_are_missed(town):
    settled(town)
    for number in town.case(f"visit_month:{KEY}").numbers:
        pending.drop(town.house.database, number)

    found = verify(town.house.database, jobs=1)

    assert found.checked["destroyed"] == 0
    assert {one.event for one in found.differences} >= {f"visit_month:{KEY}@1"}


def test_a_batch_that_is_on_its_way_in_is_not_destroyed_with_the_month(town):
    settled(town)
    coming = written(town, [PLAN])

    destroy(town)

    assert sum(pending.size(town.house.database, of, coming) for of in TABLES) == 1
