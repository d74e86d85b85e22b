"""The order of the ledger: events and refusals as they were written."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from tests.infrastructure.event_log.receipts import a_receipt, an_event
from tests.infrastructure.ledger.tampering import tamper
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.ledger import reading
from upphandling.infrastructure.ledger.recount import recount
from upphandling.infrastructure.ledger.tree import Levels, verify_consistency
from upphandling.infrastructure.storage.database import Database


@pytest.fixture
def log(database: Database) -> Database:
    """refusal, event, event, refusal, refusal, event, refusal."""
    store = EventRecorder(database)
    refuse(store, "r-1")
    store.insert_events([an_event(), an_event(version=2)])
    refuse(store, "r-2")
    refuse(store, "r-3", policy="1")
    store.insert_events(
        [an_event(version=3)], receipt=a_receipt("c-1", policy="1", mandate=None)
    )
    refuse(store, "r-4")
    return database


ORDER = [
    (False, 1),
    (True, 1),
    (True, 2),
    (False, 2),
    (False, 3),
    (True, 3),
    (False, 4),
]


def refuse(store: EventRecorder, command_id: str, **changed: object) -> None:
    receipt = a_receipt(command_id, **changed)
    store.refuse(receipt, "NoMandate", "Mandat saknas.", {"roll": "läsare"})


def test_refusals_stand_between_the_events_where_they_were_written(log):
    entries = [*reading.entries(log)]

    assert [(entry.is_event, entry.place) for entry in entries] == ORDER
    assert [*reading.leaves(log)] == [entry.leaf for entry in entries]
    assert reading.size(log) == len(ORDER)


def test_every_leaf_can_be_computed_from_its_entry(log):
    for entry in reading.entries(log):
        assert entry.recomputed() == entry.leaf
        assert len(entry.leaf) == 32


def test_a_command_let_in_by_a_policy_is_sealed_by_its_events(log):
    first, _, last = (entry for entry in reading.entries(log) if entry.is_event)

    assert (first.command, len(first.fields)) == (None, 6)
    assert last.command is not None
    assert last.fields[-1] == last.command.digest
    assert last.command.fields[-1] == b"1"


def test_the_place_of_every_row_in_the_ledger_is_known(log):
    for index, (is_event, place) in enumerate(ORDER):
        told = reading.index_of_event if is_event else reading.index_of_refusal
        assert told(log, place) == index
    with pytest.raises(LookupError):
        reading.index_of_refusal(log, 5)


def test_whoever_has_read_some_leaves_reads_on(log):
    whole = [*reading.leaves(log)]

    for read in range(len(whole) + 1):
        assert [*reading.leaves(log, after=read)] == whole[read:]


def test_the_pages_hang_together(log, monkeypatch):
    whole = [*reading.leaves(log)], [*reading.entries(log)]
    monkeypatch.setattr(reading, "PAGE", 1)

    assert [*reading.leaves(log)] == whole[0]
    assert [entry[:5] for entry in reading.entries(log)] == [
        row[:5] for row in whole[1]
    ]


def test_one_stream_is_read_alone(log):
    EventRecorder(log).insert_events([an_event("award:1"), an_event(version=4)])

    places = [entry.place for entry in reading.entries(log, stream_id="award:1")]

    assert places == [4]
    assert [*reading.entries(log, stream_id="award:2")] == []


@pytest.mark.parametrize(
    ("table", "row", "named"),
    [
        ("events", "position = 2", {"event": 2}),
        ("refusals", "number = 3", {"refusal": 3}),
    ],
)
def test_a_leaf_that_is_no_hash_is_located(log, table, row, named):
    short = "x'00'" if log.dialect == "sqlite" else "'\\x00'"
    tamper(log, f"UPDATE {table} SET leaf_hash = {short} WHERE {row}")

    with pytest.raises(reading.LeafNotWhole) as refusal:
        [*reading.leaves(log)]
    assert refusal.value.details == named


def test_an_empty_log_has_no_leaves(database):
    assert ([*reading.leaves(database)], [*reading.entries(database)]) == ([], [])
    assert reading.size(database) == 0


def test_what_is_written_while_somebody_reads_comes_the_next_time(log):
    store = EventRecorder(log)
    reader = reading.leaves(log)
    begun = [next(reader)]
    refuse(store, "r-5")
    store.insert_events([an_event(version=4)])

    assert len([*begun, *reader]) == len(ORDER)
    assert len([*reading.leaves(log)]) == len(ORDER) + 2


def test_writers_at_the_same_time_give_one_order_that_only_grows(database_url):
    def work(name: int) -> None:
        with Database(database_url) as database:
            store = EventRecorder(database)
            for n in range(1, 8):
                receipt = a_receipt(f"c-{name}-{n}", policy="1")
                store.insert_events([an_event(f"tender:{name}", n)], receipt=receipt)
                refuse(store, f"r-{name}-{n}", policy="1")

    with Database(database_url) as database, ThreadPoolExecutor(4) as pool:
        working = [pool.submit(work, name) for name in range(4)]
        seen = [[*reading.leaves(database)] for _ in range(10)]
        for one in working:
            one.result()
        seen.append([*reading.leaves(database)])
        found = recount(database)

    for before, after in pairwise(seen):
        assert after[: len(before)] == before
    assert (found.faults, found.size) == ((), 56)
    tree = Levels(seen[-1])
    for leaves in seen:
        proof = tree.consistency(len(leaves))
        roots = (Levels(leaves).root(), found.root)
        assert verify_consistency(len(leaves), found.size, *roots, proof)


def test_a_command_with_very_many_events_seals_itself_in_each(database):
    store = EventRecorder(database)
    for number, many in enumerate((1, 7, 150)):
        events = [an_event(f"tender:{number}", n) for n in range(1, many + 1)]
        store.insert_events(events, receipt=a_receipt(f"c-{number}", policy="1"))

    entries = [*reading.entries(database)]

    assert len(entries) == 158
    for entry in entries:
        assert entry.command is not None
        assert entry.fields[-1] == entry.command.digest
        assert entry.recomputed() == entry.leaf
