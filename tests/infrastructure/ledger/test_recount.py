"""The recount: what somebody has done to the rows is found and located."""

from __future__ import annotations

import pytest

from tests.infrastructure.event_log.receipts import a_receipt, an_event
from tests.infrastructure.ledger.tampering import tamper
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.ledger.reading import leaves
from upphandling.infrastructure.ledger.recount import recount
from upphandling.infrastructure.ledger.tree import empty_root, root_of
from upphandling.infrastructure.storage.database import Database


@pytest.fixture
def log(database: Database) -> Database:
    """Eight leaves: an import, an old command, a new one, two refusals."""
    store = EventRecorder(database)
    store.insert_events([an_event(), an_event(version=2, topic="tender.closed")])
    store.insert_events([an_event("award:1")], receipt=a_receipt("c-old"))
    store.refuse(a_receipt("c-no", policy="1"), "NoMandate", "Mandat saknas.", {"a": 1})
    several = [an_event("award:1", 2, "award.proposed"), an_event("award:2")]
    store.insert_events(several, receipt=a_receipt("c-new", policy="1"))
    store.insert_events([], receipt=a_receipt("c-idle", policy="1"))
    store.refuse(a_receipt("c-never"), "NoMandate", "Mandat saknas.", {})
    store.insert_events(
        [an_event("award:2", 2)], receipt=a_receipt("c-last", policy="1")
    )
    return database


def told(database: Database) -> list[tuple[str, str]]:
    found = recount(database)
    assert found.found == len(found.faults)
    return [(fault.kind, fault.where) for fault in found.faults]


def test_a_log_that_nobody_has_touched_is_right(log):
    stored = [*leaves(log)]
    done: list[int] = []

    found = recount(log, progress=done.append)

    assert (found.faults, found.found) == ((), 0)
    assert (found.size, found.root) == (8, root_of(stored))
    assert done == [8]


def test_an_empty_log_has_the_root_of_nothing(database):
    found = recount(database, sizes=[0])

    assert (found.size, found.root, found.faults) == (0, empty_root(), ())
    assert found.roots == {0: empty_root()}


def test_the_recount_gives_the_root_at_every_size_that_is_asked_for(log):
    stored = [*leaves(log)]

    found = recount(log, sizes=range(20))

    assert found.roots == {size: root_of(stored[:size]) for size in range(9)}
    assert found.root == root_of(stored)


@pytest.mark.parametrize(
    "change",
    [
        'data = \'{"titel": "Hemtjänst i Orebro"}\'',
        "topic = 'tender.opened'",
        "recorded_at = '2019-10-02T10:00:00.000123Z'",
        "stream_id = 'tender:0'",
        "leaf_hash = (SELECT leaf_hash FROM events WHERE position = 1)",
    ],
)
def test_a_changed_event_is_found(log, change):
    tamper(log, f"UPDATE events SET {change} WHERE position = 2")

    assert ("leaf", "händelse 2") in [(kind, where[:10]) for kind, where in told(log)]


@pytest.mark.parametrize("command", ["c-new", "c-no", "c-last"])
@pytest.mark.parametrize(
    "change",
    [
        "payload = '{}'",
        "\"by\" = 'bo'",
        "role = 'revisor'",
        "mandate = '9.9'",
        "because = 'award:1@1'",
        "command = 'CancelTender'",
        "effective_at = '2018-01-01T00:00:00.000000Z'",
        "recorded_at = '2018-01-01T00:00:00.000000Z'",
        "policy = '2'",
        "policy = NULL",
    ],
)
def test_a_changed_command_is_found_by_its_events_or_its_refusal(log, command, change):
    tamper(log, f"UPDATE commands SET {change} WHERE command_id = '{command}'")

    kinds = {kind for kind, _ in told(log)}
    assert kinds == {"leaf"}


@pytest.mark.parametrize("change", ["rule = 'x'", "message = 'x'", "details = '{}'"])
def test_a_changed_refusal_is_found(log, change):
    tamper(log, f"UPDATE refusals SET {change} WHERE number = 1")

    assert told(log) == [("leaf", "avslag 1")]


def test_swapped_versions_are_found(log):
    tamper(
        log,
        "UPDATE events SET version = 9 WHERE position = 1",
        "UPDATE events SET version = 1 WHERE position = 2",
        "UPDATE events SET version = 2 WHERE position = 1",
    )

    first, second = "händelse 1 (tender:orebro-2019)", "händelse 2 (tender:orebro-2019)"
    assert told(log) == [
        ("leaf", first),
        ("version", first),
        ("leaf", second),
        ("version", second),
    ]


def test_an_event_deleted_in_the_middle_leaves_a_gap(log):
    tamper(log, "DELETE FROM events WHERE position = 4")

    assert told(log) == [
        ("gap", "händelse 5 (award:2)"),
        ("lost", "kommando c-new"),
    ]


def test_a_deleted_row_that_was_closed_up_again_is_found(log):
    tamper(
        log,
        "DELETE FROM events WHERE position = 5",
        "UPDATE events SET position = 5 WHERE position = 6",
    )

    assert told(log) == [
        ("version", "händelse 5 (award:2)"),
        ("command", "händelse 5 (award:2)"),
        ("lost", "kommando c-new"),
        ("lost", "kommando c-last"),
    ]


def test_a_truncated_end_leaves_its_command_behind(log):
    tamper(log, "DELETE FROM events WHERE position = 6")

    assert told(log) == [("lost", "kommando c-last")]


def test_a_deleted_refusal_is_found(log):
    tamper(log, "DELETE FROM refusals WHERE number = 1")

    assert told(log) == [("gap", "avslag 2"), ("lost", "kommando c-no")]


def test_a_deleted_command_is_found(log):
    tamper(
        log,
        "DELETE FROM commands WHERE command_id = 'c-old'",
        "DELETE FROM commands WHERE command_id = 'c-no'",
    )

    assert told(log) == [
        ("command", "händelse 3 (award:1)"),
        ("command", "avslag 1"),
    ]


@pytest.mark.parametrize(
    ("change", "kind", "said"),
    [
        (
            "UPDATE commands SET payload = '{}'",
            "leaf",
            "de eller kommandot stämmer inte med sina lövhashar",
        ),
        ("DELETE FROM commands", "command", "kommandot finns inte"),
    ],
)
def test_a_command_that_led_to_many_events_is_one_fault(log, change, kind, said):
    events = [an_event("tender:stor", number) for number in range(1, 301)]
    EventRecorder(log).insert_events(events, receipt=a_receipt("c-many", policy="1"))
    tamper(log, f"{change} WHERE command_id = 'c-many'")

    found = recount(log)

    (fault,) = found.faults
    assert fault == (kind, "kommando c-many, händelserna 7 till 306", said, 308)
    assert found.found == 1


def test_faults_of_two_commands_are_two(log):
    tamper(log, "UPDATE commands SET payload = '{}' WHERE policy = '1'")

    assert told(log) == [
        ("leaf", "avslag 1"),
        ("leaf", "kommando c-new, händelserna 4 till 5"),
        ("leaf", "händelse 6 (award:2)"),
    ]


def test_a_refusal_moved_in_the_order_gives_another_root(log):
    before = recount(log).root

    tamper(log, "UPDATE refusals SET after_position = 4 WHERE number = 1")

    moved = recount(log)
    assert (moved.found, moved.size) == (0, 8)
    assert moved.root != before


@pytest.mark.parametrize("place", [99, -1])
def test_a_refusal_out_of_the_order_is_found(log, place):
    tamper(log, f"UPDATE refusals SET after_position = {place} WHERE number = 2")

    assert told(log) == [("order", "avslag 2")]


def test_what_only_a_later_version_knows_is_no_fault_where_its_leaf_is_right(database):
    EventRecorder(database).insert_events([an_event(topic="tender.abolished")])

    found = recount(database)

    assert (found.faults, found.found) == ((), 0)
    (fault,) = found.unjudged
    assert fault.line == (
        "händelse 1 (tender:orebro-2019): okänd händelsetyp tender.abolished."
    )


def test_a_topic_that_somebody_has_changed_is_a_fault_whatever_nobody_knows(log):
    EventRecorder(log).insert_events([an_event("plan:1", topic="plan.of_tomorrow")])
    tamper(log, "UPDATE events SET topic = 'tender.abolished' WHERE position = 2")

    found = recount(log)

    changed = "händelse 2 (tender:orebro-2019)"
    assert {(one.kind, one.where) for one in found.faults} == {
        ("leaf", changed),
        ("topic", changed),
    }
    assert [one.where for one in found.unjudged] == ["händelse 7 (plan:1)"]


def test_a_refusal_of_a_command_that_was_carried_out_is_found(log):
    tamper(log, "UPDATE commands SET verdict = 'done' WHERE command_id = 'c-no'")

    assert told(log) == [("command", "avslag 1")]


def test_text_that_is_no_text_is_a_fault_and_no_crash(sqlite_url):
    with Database(sqlite_url) as database:
        store = EventRecorder(database)
        store.insert_events([an_event()], receipt=a_receipt(policy="1"))
        store.refuse(a_receipt("c-2"), "NoMandate", "Mandat saknas.", {})
        for table, column in (
            ("events", "data"),
            ("events", "topic"),
            ("refusals", "message"),
            ("commands", "payload"),
        ):
            tamper(database, f"UPDATE {table} SET {column} = CAST(X'FFFE' AS TEXT)")

        kinds = [kind for kind, _ in told(database)]

    assert kinds == ["topic", "leaf", "leaf"]


def test_faults_are_counted_also_when_they_are_too_many_to_tell(database):
    store = EventRecorder(database)
    store.insert_events([an_event(version=number) for number in range(1, 1200)])
    tamper(database, "UPDATE events SET data = '{}'")

    found = recount(database)

    assert (len(found.faults), found.found) == (1000, 1199)
