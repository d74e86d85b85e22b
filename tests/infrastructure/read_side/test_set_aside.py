"""What a read model cannot take is set aside loudly, and everything else goes on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import Column, Integer, MetaData, String, Table
from structlog.testing import capture_logs

from tests.conftest import KINDS
from tests.infrastructure.read_side.sums import (
    SUM,
    SUMS,
    Added,
    an_event,
    reacting,
    rows,
    some_events,
)
from upphandling.domain.errors import WITHHELD
from upphandling.domain.tender import Tender
from upphandling.infrastructure.event_log.event_mapper import UnreadableEvent
from upphandling.infrastructure.read_side import tables as read_tables
from upphandling.infrastructure.read_side.projector import ProjectionBroken, Projector
from upphandling.infrastructure.read_side.rebuilding import Rebuild
from upphandling.infrastructure.read_side.set_aside import listed
from upphandling.projections.base import Change, Fact, Projection, put
from upphandling.projections.catalogue import PROJECTIONS

PRIVATE = "19850101-1234"
BAD = b'{"namn": "19850101-1234"}'


def bad(case: str = "sum:x", version: int = 1) -> StoredEvent:
    return StoredEvent(case, version, "sum.added", BAD)


def told(database: Any) -> list[tuple[str, str, str, str]]:
    return [(o.projection, o.case, o.topic, o.fault) for o in listed(database)]


def places(database: Any) -> list[tuple[str, str]]:
    return [(one.projection, one.case) for one in listed(database)]


def lasts(database: Any) -> dict[str, int]:
    return {row.sum: row.last for row in rows(database)[0]}


def test_a_case_that_cannot_be_taken_is_set_aside_and_all_else_goes_on(
    database, store, projector
):
    store.insert_events([an_event(1, 1), StoredEvent("sum:x", 1, "sum.added", BAD)])
    store.insert_events([an_event(2, 1), an_event(1, 2)])

    assert projector.catch_up() == 4

    assert lasts(database) == {"00001": 2, "00002": 1}
    assert projector.positions()["sum"] == 4
    ((projection, case, topic, fault),) = told(database)
    assert (projection, case, topic) == ("sum", "sum:x", "sum.added")
    assert fault.startswith("KeyError (sums.py:")


def test_what_comes_later_in_the_case_is_left_alone(database, store, projector):
    store.insert_events([an_event(1, 1)])
    projector.catch_up()
    store.insert_events([bad("sum:00001", 2)])
    projector.catch_up()
    store.insert_events([an_event(1, 3), an_event(2, 1)])  # as a house opened anew

    assert Projector(database, [SUM]).catch_up() == 2

    assert lasts(database) == {"00001": 1, "00002": 1}
    assert places(database) == [("sum", "sum:00001")]


def test_a_read_model_that_breaks_down_holds_up_no_other(database, store):
    table = Table("broken", MetaData(), Column("key", String, primary_key=True))
    broken = Projection("broken", "Trasig", (table,))

    @broken.on(Added)
    def break_down(_: Fact) -> Iterable[Change]:
        raise ZeroDivisionError

    read_tables.sync(database, [broken])
    store.insert_events(some_events(cases=3, versions=2))
    projector = Projector(database, [broken, SUM])

    assert projector.catch_up() == 6

    assert lasts(database) == {"00000": 2, "00001": 2, "00002": 2}
    assert places(database) == [("broken", f"sum:0000{n}") for n in range(3)]


def test_nothing_of_an_event_that_breaks_half_way_is_kept(database, store):
    @reacting
    def halfway(fact: Fact) -> Iterable[Change]:
        whole = dict.fromkeys(("day", "at", "share", "even"))
        yield put(SUMS, fact.key, last=1, **whole)
        yield put(SUMS, fact.key, last=2)  # a row that lacks columns

    store.insert_events([an_event(1, 1)])

    Projector(database, [halfway]).catch_up()

    assert rows(database) == [[]]
    assert places(database) == [("sum", "sum:00001")]


@pytest.mark.parametrize(
    ("database_factory", "value"),
    [
        *((kind, value) for kind in KINDS for value in (None, {"a": 1}, 2**70)),
        ("postgresql", "ett"),  # SQLite keeps a text in a column of numbers
    ],
    indirect=["database_factory"],
    ids=str,
)
def test_rows_that_the_database_does_not_take_are_traced_to_their_event(
    database, store, value
):
    table = Table(
        "strict",
        MetaData(),
        Column("key", String, primary_key=True),
        Column("number", Integer, nullable=False),
    )
    strict = Projection("strict", "Sträng", (table,))

    @strict.on(Added)
    def add(fact: Fact) -> Iterable[Change]:
        number = value if fact.key == "00007" else fact.data["number"]
        yield put(table, fact.key, number=number)

    read_tables.sync(database, [strict])
    store.insert_events(some_events(cases=300, versions=2))
    projector = Projector(database, [SUM, strict])

    projector.catch_up()

    assert places(database) == [("strict", "sum:00007")]
    assert projector.positions() == {"sum": 600, "strict": 600}
    assert len(rows(database, strict)[0]) == 299
    assert len(rows(database)[0]) == 300


def test_an_error_of_the_tables_themselves_is_nobodys_event(database, store, projector):
    with database.writing("projector") as cursor:
        cursor.execute("ALTER TABLE sums DROP COLUMN share")
    store.insert_events([an_event(1, 1)])

    with pytest.raises(Exception, match="share"):
        projector.catch_up()

    assert listed(database) == []


def test_an_event_that_is_not_json_is_set_aside_by_each_that_would_have_taken_it(
    database, store
):
    event = StoredEvent("plan:x", 1, "plan.drawn_up", PRIVATE.encode())
    store.insert_events([event])
    projector = Projector(database, PROJECTIONS.values())

    projector.catch_up()

    hearing = {p.name for p in PROJECTIONS.values() if "plan.drawn_up" in p.reactions}
    assert set(places(database)) == {(name, "plan:x") for name in hearing}
    assert len(hearing) > 1
    assert PRIVATE not in str(told(database))


def test_an_event_that_nobody_knows_is_set_aside_by_the_list_of_cases(database, store):
    store.insert_events([StoredEvent("plan:x", 1, "plan.from_tomorrow", b"{}")])

    Projector(database, PROJECTIONS.values()).catch_up()

    ((projection, case, topic, fault),) = told(database)
    assert (projection, case, topic) == ("cases", "plan:x", "plan.from_tomorrow")
    assert fault.startswith("UnknownTopic")


def test_what_is_set_aside_is_logged_once_as_an_error_and_never_quotes_the_data(
    database, store
):
    @reacting
    def quoting(fact: Fact) -> Iterable[Change]:
        raise ValueError(fact.data["secret"])

    store.insert_events(some_events(cases=1, versions=3))
    projector = Projector(database, [quoting])

    with capture_logs() as logs:
        projector.catch_up()
        projector.catch_up()

    (line,) = logs
    assert (line["event"], line["log_level"]) == ("event_set_aside", "error")
    assert (line["projection"], line["case"]) == ("sum", "sum:00000")
    assert PRIVATE not in f"{line} {told(database)}"


def test_of_a_bid_not_even_that_it_came_is_told(database, store):
    watching = Projection("sum", "Summor", (SUMS,), whole=True)
    secret = next(event for event in Tender.EVENTS if event.SECRET)

    @watching.on(secret)
    def breaks(_: Fact) -> Iterable[Change]:
        raise ZeroDivisionError

    Rebuild(database, [watching], anyhow=True).carried_out()
    topics = (secret.TOPIC, "tender.of_tomorrow")  # which may be as secret
    for topic in topics:
        store.insert_events([StoredEvent(f"tender:{topic}", 1, topic, b"{}")])

    with capture_logs() as logs:
        Projector(database, [watching]).catch_up()

    assert [line["topic"] for line in logs] == [WITHHELD, WITHHELD]
    assert {(topic, fault) for _, _, topic, fault in told(database)} == {
        (WITHHELD, WITHHELD)
    }


def test_two_at_once_set_aside_the_same_event_once(database_url, database, store):
    store.insert_events([bad(), *some_events(cases=3, versions=1)])
    one, other = Projector(database, [SUM]), Projector(database, [SUM])

    assert one.catch_up() + other.catch_up() == 4

    assert places(database) == [("sum", "sum:x")]


def test_who_compares_is_told_what_is_broken(store, projector):
    store.insert_events([bad()])
    projector.catch_up()

    with pytest.raises(ProjectionBroken) as broken:
        projector.verify(SUM)

    assert str(broken.value).startswith(
        "Läsmodellen kunde inte ta emot en händelse: sum, sum:x (sum.added): KeyError"
    )
    assert (broken.value.__cause__, broken.value.__suppress_context__) == (None, True)


def test_who_compares_is_told_what_is_unreadable(store, projector):
    store.insert_events([StoredEvent("sum:x", 1, "sum.added", PRIVATE.encode())])
    projector.catch_up()

    with pytest.raises(UnreadableEvent, match="sum:x ") as broken:
        projector.verify(SUM)

    assert PRIVATE not in str(broken.value)
