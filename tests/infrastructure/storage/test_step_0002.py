"""A database from before the ledger: its rows come through and get their order."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.config import Config

from tests.infrastructure.event_log.receipts import a_receipt, an_event
from upphandling.infrastructure.clock import utc_moment
from upphandling.infrastructure.event_log.event_store import EventRecorder
from upphandling.infrastructure.event_log.leaf import event_leaf, refusal_leaf
from upphandling.infrastructure.event_log.writing import receipt_row
from upphandling.infrastructure.ledger.reading import entries
from upphandling.infrastructure.ledger.recount import recount
from upphandling.infrastructure.storage import schema
from upphandling.infrastructure.storage.database import Database
from upphandling.infrastructure.storage.troubles import AppendOnly, SchemaOutdated


def minute(number: int) -> str:
    return f"2019-10-01T10:{number:02}:00.000000Z"


@pytest.fixture
def old(empty_database_url: str) -> Database:
    """Tables of the first step; events at 1, 2, 2 and 4, refusals at 0, 2, 1 and 9."""
    with Database(empty_database_url, create=True) as database:
        upgrade_to(database, "0001")
        for position, at in enumerate((1, 2, 2, 4), 1):
            write_event(database, position, minute(at))
        for number, at in enumerate((0, 2, 1, 9), 1):
            write_refusal(database, number, minute(at))
        yield database


def upgrade_to(database: Database, step: str) -> None:
    with database.engine.connect() as connection, connection.begin():
        config = Config()
        config.set_main_option("script_location", str(schema.MIGRATIONS))
        config.attributes["connection"] = connection
        config.attributes["on_version_apply"] = lambda **_: None
        command.upgrade(config, step)


def write_event(database: Database, position: int, at: str) -> None:
    told = ("tender:1", position, "tender.closed", at, f"c-{position}", "{}")
    insert(database, "events", (position, *told, event_leaf(*told)))
    row = receipt_row(a_receipt(f"c-{position}", recorded_at=utc_moment(at)))[:-1]
    insert(database, "commands", (*row, "done", position, position))


def write_refusal(database: Database, number: int, at: str) -> None:
    receipt = a_receipt(f"r-{number}", recorded_at=utc_moment(at))
    insert(database, "commands", (*receipt_row(receipt)[:-1], "refused", None, None))
    leaf = refusal_leaf(receipt, "NoMandate", "Mandat saknas.", {})
    told = (receipt.command_id, "NoMandate", "Mandat saknas.", "{}", leaf)
    insert(database, "refusals", (number, *told))


def insert(database: Database, table: str, row: tuple[object, ...]) -> None:
    marks = ", ".join("?" * len(row))
    with database.writing() as cursor:
        cursor.execute(database.native(f"INSERT INTO {table} VALUES ({marks})"), row)


def test_an_older_database_says_that_it_must_be_upgraded(old):
    with pytest.raises(SchemaOutdated, match="upphandling db upgrade"):
        schema.require_current(old)


def test_every_old_refusal_gets_its_place_among_the_events(old):
    schema.upgrade(old)

    kept = [*EventRecorder(old).refusals()]
    assert [(one.number, one.after_position) for one in kept] == [
        (1, 0),  # before them all
        (2, 3),  # of the same instant as two events
        (3, 3),  # by a clock that was behind: never before its predecessor
        (4, 4),
    ]
    assert {one.receipt.policy for one in kept} == {None}


def test_the_old_rows_keep_their_leaves(old):
    schema.upgrade(old)

    found = recount(old)
    assert (found.faults, found.size) == ((), 8)


def test_the_upgraded_log_is_written_on(old):
    schema.upgrade(old)

    store = EventRecorder(old)
    store.insert_events([an_event()], receipt=a_receipt("n-1", policy="1"))
    several = [an_event(version=2), an_event(version=3)]
    store.insert_events(several, receipt=a_receipt("n-2", policy="1"))
    store.refuse(a_receipt("n-3", policy="1"), "NoMandate", "Mandat saknas.", {})

    assert recount(old).faults == ()
    assert [(one.is_event, one.place) for one in entries(old)][-4:] == [
        (True, 5),
        (True, 6),
        (True, 7),
        (False, 5),
    ]


@pytest.mark.parametrize("table", ["events", "commands", "refusals"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET command_id = 'x'", "DELETE FROM {}"])
def test_the_guards_stand_after_the_upgrade(old, table, deed):
    schema.upgrade(old)

    with pytest.raises(AppendOnly), old.writing() as cursor:
        cursor.execute(deed.format(table))


def test_the_place_of_a_refusal_cannot_be_changed_either(old):
    schema.upgrade(old)

    with pytest.raises(AppendOnly), old.writing() as cursor:
        cursor.execute("UPDATE refusals SET after_position = 0")
