"""The event store keeps what it was given, once, in order, for good."""

from __future__ import annotations

import hashlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from eventsourcing.persistence import IntegrityError

from tests.infrastructure.event_log.receipts import NOON, a_receipt, an_event
from upphandling.application.store import CommandRepeated, Outcome, Verdict
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.event_log.leaf import event_leaf, refusal_leaf
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import (
    AppendOnly,
    SchemaMissing,
)


@pytest.fixture
def store(database: Database) -> EventRecorder:
    return EventRecorder(database)


def column(database: Database, sql: str) -> list[Any]:
    with database.reading() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def everything(store: EventRecorder, database: Database) -> list[Any]:
    """One row in every table, as they are now."""
    if store.max_notification_id() is None:
        store.insert_events([an_event()], receipt=a_receipt())
        store.refuse(a_receipt("c-2"), "NoMandate", "Mandat saknas.", {})
    commands = column(database, "SELECT command_id FROM commands ORDER BY command_id")
    return [*store.records(), *store.refusals(), *commands]


# What a command leaves behind


def test_a_command_and_its_events_are_kept_together(store):
    events = [an_event(version=1), an_event(version=2, topic="tender.closed")]

    assert store.insert_events(events, receipt=a_receipt()) == [1, 2]

    assert store.select_events("tender:orebro-2019") == events
    assert store.outcome_of("c-1") == Outcome(
        command_id="c-1",
        command="AnnounceTender",
        by=a_receipt().by,
        payload='{"tender_id": "tender:orebro-2019"}',
        verdict=Verdict.DONE,
        first_position=1,
        last_position=2,
    )
    assert [(r.recorded_at, r.command_id) for r in store.records()] == [
        (NOON, "c-1"),
        (NOON, "c-1"),
    ]


def test_one_event_is_kept_like_many(store):
    store.insert_events([an_event(version=n) for n in (1, 2)], receipt=a_receipt("a"))
    assert store.insert_events([an_event(version=3)], receipt=a_receipt("b")) == [3]
    many = [an_event(version=n) for n in range(4, 104)]
    assert store.insert_events(many, receipt=a_receipt("c")) == list(range(4, 104))

    assert {replace(r, position=0, version=0) for r in store.records()} == {
        replace(next(store.records()), position=0, version=0, command_id=name)
        for name in "abc"
    }


def test_a_command_that_changed_nothing_is_kept_too(store):
    assert store.insert_events([], receipt=a_receipt()) == []

    outcome = store.outcome_of("c-1")
    assert outcome.verdict is Verdict.DONE
    assert outcome.first_position is outcome.last_position is None


def test_an_unknown_command_has_no_outcome(store):
    assert store.outcome_of("c-1") is None


def test_events_without_a_command_are_recorded_at_the_database_time(store):
    assert store.insert_events([]) is None
    assert store.insert_events([an_event()]) == [1]

    (record,) = store.records()
    assert record.command_id is None
    assert abs(record.recorded_at - datetime.now(UTC)) < timedelta(seconds=10)
    assert record.recorded_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize("count", [0, 1, 2, 100])
def test_a_repeated_command_writes_nothing(store, count):
    store.insert_events([an_event()], receipt=a_receipt())

    with pytest.raises(CommandRepeated):
        store.insert_events(
            [an_event(version=1 + n) for n in range(count)], receipt=a_receipt()
        )
    with pytest.raises(CommandRepeated):
        store.refuse(a_receipt(), "StandstillRunning", "Avtalsspärren löper.", {})

    assert store.max_notification_id() == 1
    assert list(store.refusals()) == []
    assert store.insert_events([an_event(version=2)], receipt=a_receipt("c-2")) == [2]


@pytest.mark.parametrize("count", [1, 2, 100])
def test_a_taken_version_writes_nothing(store, count):
    store.insert_events([an_event(version=count)], receipt=a_receipt())

    with pytest.raises(IntegrityError):
        store.insert_events(
            [an_event(version=1 + n) for n in range(count)], receipt=a_receipt("c-2")
        )

    assert store.outcome_of("c-2") is None
    assert store.max_notification_id() == 1
    free = an_event(version=count + 1)
    assert store.insert_events([free], receipt=a_receipt("c-2")) == [2]


def test_a_command_that_many_send_at_once_is_carried_out_once(database_url):
    def send(version: int) -> list[int] | None:
        with Database(database_url) as database:
            try:
                event = an_event(version=version)
                return EventRecorder(database).insert_events(
                    [event], receipt=a_receipt()
                )
            except CommandRepeated:
                return None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))

    assert [answer for answer in answers if answer] == [[1]]


# Refusals


def test_a_refusal_is_kept_with_who_when_and_why(store):
    receipt = a_receipt(mandate=None, because="c-0")
    details = {
        "löper till": datetime(2019, 11, 1, tzinfo=UTC),
        "dagar": [10, 2.5, None],
    }

    store.refuse(receipt, "StandstillRunning", "Avtalsspärren löper.", details)
    store.refuse(a_receipt("c-2"), "NoMandate", "Mandat saknas.", {})

    first, second = store.refusals()
    assert (first.number, second.number) == (1, 2)
    assert first.receipt == receipt
    assert (first.rule, first.message) == ("StandstillRunning", "Avtalsspärren löper.")
    assert first.details == {
        "löper till": "2019-11-01T00:00:00Z",
        "dagar": [10, 2.5, None],
    }
    assert store.outcome_of("c-1") == Outcome(
        command_id="c-1",
        command="AnnounceTender",
        by=a_receipt().by,
        payload=receipt.payload,
        verdict=Verdict.REFUSED,
        rule="StandstillRunning",
        message="Avtalsspärren löper.",
        details=first.details,
    )
    assert [kept.number for kept in store.refusals(after=1)] == [2]
    assert [kept.number for kept in store.refusals(limit=1)] == [1]
    assert store.max_notification_id() is None


def test_refusals_are_numbered_without_gaps(database_url):
    def refuse(number: int) -> None:
        with Database(database_url) as database:
            store = EventRecorder(database)
            store.refuse(a_receipt(f"c-{number}"), "NoMandate", "Mandat saknas.", {})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(refuse, range(40)))

    with Database(database_url) as database:
        kept = [refusal.number for refusal in EventRecorder(database).refusals()]
    assert kept == list(range(1, 41))


# Seals


def test_every_row_is_sealed_with_its_leaf(store, database):
    store.insert_events([an_event()], receipt=a_receipt())
    store.insert_events([an_event("award:1", n) for n in range(50)])
    store.refuse(a_receipt("c-2"), "NoMandate", "Mandat saknas.", {"roll": "läsare"})

    leaves = column(database, "SELECT leaf_hash FROM events ORDER BY position")
    for record, leaf in zip(store.records(), leaves, strict=True):
        moment = record.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        fields = (record.stream_id, record.version, record.topic, moment)
        assert bytes(leaf) == event_leaf(*fields, record.command_id, record.data)
    (kept,) = store.refusals()
    (leaf,) = column(database, "SELECT leaf_hash FROM refusals")
    expected = refusal_leaf(kept.receipt, kept.rule, kept.message, kept.details)
    assert bytes(leaf) == expected


def test_a_leaf_is_what_the_documentation_says():
    fields = [
        b"t:1",
        b"7",
        b"tender.closed",
        b"2019-10-01T10:00:00.000123Z",
        b"",
        b"{}",
    ]
    row = b"".join(len(field).to_bytes(8, "big") + field for field in fields)

    leaf = event_leaf("t:1", 7, "tender.closed", fields[3].decode(), None, "{}")

    assert leaf == hashlib.sha256(b"\x00" + row).digest()


def test_the_leaf_of_an_event_seals_the_command_that_a_policy_let_in(store, database):
    receipt = a_receipt(policy="2026-01-01", mandate=None)
    store.insert_events([an_event()], receipt=receipt)
    (record,) = store.records()
    noon = b"2019-10-01T10:00:00.000123Z"
    told = [
        *(b"c-1", b"AnnounceTender", noon, b"2019-10-01T10:00:00.000000Z", b"anna"),
        *(b"upphandlare", b"", b"", receipt.payload.encode(), b"2026-01-01"),
    ]
    digest = hashlib.sha256(framed(told)).hexdigest().encode()
    row = [
        *(b"tender:orebro-2019", b"1", b"tender.announced", noon, b"c-1"),
        *(record.data.encode(), digest),
    ]

    (leaf,) = column(database, "SELECT leaf_hash FROM events")

    assert bytes(leaf) == hashlib.sha256(b"\x00" + framed(row)).digest()


def framed(fields: list[bytes]) -> bytes:
    return b"".join(len(field).to_bytes(8, "big") + field for field in fields)


# For good


@pytest.mark.parametrize("table", ["events", "commands", "refusals"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET command_id = 'x'", "DELETE FROM {}"])
def test_what_is_written_stays(store, database, table, deed):
    before = everything(store, database)

    with pytest.raises(AppendOnly), database.writing() as cursor:
        cursor.execute(deed.format(table))

    assert everything(store, database) == before


@pytest.mark.parametrize("table", ["events", "commands", "refusals"])
def test_nothing_is_written_over(store, database, table):
    before = everything(store, database)
    over = {
        "sqlite": f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        "postgresql": f"TRUNCATE {table} CASCADE",
    }

    with pytest.raises((AppendOnly, sqlite3.IntegrityError)), database.writing() as to:
        to.execute(over[database.dialect])

    assert everything(store, database) == before


def test_a_database_without_tables_says_so(empty_database_url):
    with Database(empty_database_url, create=True) as database:
        store = EventRecorder(database)
        with pytest.raises(SchemaMissing):
            store.insert_events([an_event()], receipt=a_receipt())
        with pytest.raises(SchemaMissing):
            store.insert_events([an_event()])
        with pytest.raises(SchemaMissing):
            store.outcome_of("c-1")
