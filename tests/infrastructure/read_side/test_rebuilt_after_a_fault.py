"""What was set aside is taken again by a rebuild, and no case is lost by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent

from tests.infrastructure.read_side.inventory import everything
from tests.infrastructure.read_side.sums import (
    SUM,
    added,
    an_event,
    reacting,
    rows,
    some_events,
)
from upphandling.infrastructure.read_side import rebuilding
from upphandling.infrastructure.read_side.projector import Projector
from upphandling.infrastructure.read_side.set_aside import listed
from upphandling.infrastructure.storage.database import Database
from upphandling.projections.base import Change, Fact, put


def test_what_was_set_aside_is_taken_again_when_the_fault_is_mended(database, store):
    @reacting
    def broken(fact: Fact) -> Iterable[Change]:
        if fact.key == "00001":
            raise ZeroDivisionError
        return added(fact)

    store.insert_events(some_events(cases=3, versions=2))
    Projector(database, [broken]).catch_up()
    assert [one.case for one in listed(database)] == ["sum:00001"]
    mended, heard = Projector(database, [SUM]), []
    mended.listeners.append(lambda: heard.append(listed(database)))

    assert mended.rebuild(SUM).swapped

    assert listed(database) == []
    assert heard == [[]]
    assert len(rows(database)[0]) == 3


def test_what_still_cannot_be_taken_stays_set_aside(database, store, projector):
    store.insert_events(some_events(cases=3, versions=1))
    store.insert_events([StoredEvent("sum:x", 1, "sum.added", b"{}")])
    projector.catch_up()

    rebuilt = projector.rebuild(SUM)

    assert rebuilt.swapped
    assert [fault.case for fault in rebuilt.faults] == ["sum:x"]
    assert [one.case for one in listed(database)] == ["sum:x"]
    assert len(rows(database)[0]) == 3


@pytest.mark.parametrize("how", ["reaction", "row"])
def test_a_rebuild_that_would_lose_a_case_changes_nothing(
    database, store, projector, how
):
    store.insert_events(some_events(cases=300, versions=1))
    projector.catch_up()
    before = rows(database)

    @reacting
    def worse(fact: Fact) -> Iterable[Change]:
        if fact.key == "00007" and how == "reaction":
            raise ZeroDivisionError
        for table, _, key, values in added(fact):
            if fact.key == "00007":
                values["last"] = None  # which the table does not take
            yield put(table, *key, **values)

    rebuilt = Projector(database, [worse]).rebuild(worse)

    assert not rebuilt.swapped
    assert [fault.case for fault in rebuilt.faults] == ["sum:00007"]
    assert rows(database) == before
    assert listed(database) == []
    assert "sums__new" not in everything(database)[0]


def test_who_reads_on_meanwhile_does_not_leave_the_case_alone_any_more(
    database_url, database, store, projector, monkeypatch
):
    store.insert_events([StoredEvent("sum:00001", 1, "sum.added", b"{}")])
    projector.catch_up()
    store.insert_events([an_event(1, 2)])

    @reacting
    def forgiving(fact: Fact) -> Iterable[Change]:
        fact.data.setdefault("number", 0)
        return added(fact)

    gather = "upphandling.infrastructure.read_side.projector.gather"
    real = rebuilding.gather

    def overtaken(*args: Any, **told: Any) -> Any:
        gathered = real(*args, **told)
        monkeypatch.undo()
        with Database(database_url) as other:
            Projector(other, [forgiving]).rebuild(forgiving)
        return gathered

    monkeypatch.setattr(gather, overtaken)
    Projector(database, [forgiving]).catch_up()

    assert [(row.sum, row.last) for row in rows(database)[0]] == [("00001", 2)]
