"""The log as a file: the same out of every database, and back into every database."""

from __future__ import annotations

import io
import json

import pytest

from tests.infrastructure.moving.forging import changed, summed
from tests.infrastructure.moving.lived_in import lived_in
from upphandling.bootstrap import upgrade
from upphandling.infrastructure.ledger.recount import recount
from upphandling.infrastructure.moving.event_files import read_back, write_out
from upphandling.infrastructure.moving.loading import loading
from upphandling.infrastructure.moving.troubles import (
    CutOff,
    LineChanged,
    NotAnExport,
    OtherFormat,
    OtherSchema,
    StoreNotEmpty,
)
from upphandling.infrastructure.storage.database import Database


@pytest.fixture(scope="module")
def exported(sqlite_databases, tmp_path_factory):
    """The lines of an export, each with its end."""
    folder = tmp_path_factory.mktemp("export")
    with lived_in(sqlite_databases.migrated(), folder / "destroyed") as town:
        return written(town.house.database).decode().splitlines(keepends=True)


@pytest.fixture
def lines(exported):
    return list(exported)


def written(database):
    out = io.BytesIO()
    write_out(database, out)
    return out.getvalue()


def read(url, content):
    with Database(url) as database, loading(database) as into:
        return read_back(io.BytesIO(content), "export", into)


def empty(url):
    with Database(url) as database, database.reading() as cursor:
        cursor.execute("SELECT count(*) FROM events")
        events = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM commands")
        return events + cursor.fetchone()[0] == 0


def test_the_same_log_is_the_same_file_out_of_either_database(lines, database_url):
    content = "".join(lines).encode()

    counted = read(database_url, content)

    assert counted.events > 5
    assert counted.refusals > 0
    with Database(database_url) as database:
        assert written(database) == content
        found = recount(database)
    assert (found.root.hex(), found.faults) == (counted.root, ())


def test_an_empty_log_is_moved_too(database_url, sqlite_url):
    with Database(database_url) as database:
        content = written(database)

    assert read(sqlite_url, content).leaves == 0


def test_a_log_goes_only_where_there_is_none(lines, database_url):
    content = "".join(lines).encode()
    read(database_url, content)

    with pytest.raises(StoreNotEmpty):
        read(database_url, content)


def changed_event(lines):
    at = next(n for n, one in enumerate(lines) if one.startswith('{"event"'))
    told = json.loads(json.loads(lines[at])["data"])
    lines[at] = changed(lines[at], data=json.dumps(told | {"by": "annan"}))
    return at


def swapped_lines(lines):
    lines[1:3] = lines[2:0:-1]
    return 1


def struck_line(lines):
    del lines[2]
    return 2


def repeated_line(lines):
    lines.insert(3, lines[2])
    return 3


def spaces_in_a_line(lines):
    """The same, in another form: the sum over the lines is made anew."""
    lines[1] = lines[1].replace('","', '", "', 1)
    return len(lines) - 1


def wrong_root(lines):
    told = json.loads(lines[-1])
    told["end"]["root"] = "0" * 64
    lines[-1] = json.dumps(told) + "\n"
    return len(lines) - 1


def wrong_count(lines):
    told = json.loads(lines[-1])
    told["end"]["commands"] += 1
    lines[-1] = json.dumps(told) + "\n"
    return len(lines) - 1


@pytest.mark.parametrize(
    "change",
    [
        changed_event,
        swapped_lines,
        struck_line,
        repeated_line,
        wrong_root,
        wrong_count,
    ],
)
def test_a_changed_file_is_refused_with_the_line_and_nothing_is_kept(
    lines, database_url, change
):
    at = change(lines)

    with pytest.raises(LineChanged, match=f"rad {at + 1}[,.]"):
        read(database_url, summed(lines))
    assert empty(database_url)


def test_a_line_changed_where_no_hash_reaches_is_found_by_the_sum(lines, database_url):
    spaces_in_a_line(lines)

    with pytest.raises(LineChanged, match="summan"):
        read(database_url, "".join(lines).encode())
    assert empty(database_url)


def test_more_after_the_end_is_refused(lines, database_url):
    with pytest.raises(LineChanged, match="efter slutet"):
        read(database_url, "".join([*lines, lines[1]]).encode())
    assert empty(database_url)


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_ends_too_early_is_cut_off(lines, database_url, kept):
    content = "".join(lines).encode()

    with pytest.raises(CutOff):
        read(database_url, content[: int(len(content) * kept)])
    with pytest.raises(CutOff):
        read(database_url, "".join(lines[:-1]).encode())
    assert empty(database_url)


@pytest.mark.parametrize(
    ("first", "trouble"),
    [
        ("", NotAnExport),
        ("hej\n", NotAnExport),
        ('{"format":"annat"}\n', NotAnExport),
        ('{"format":"upphandling-events","version":2}\n', OtherFormat),
        ('{"format":"upphandling-events","version":1,"schema":"0099"}\n', OtherSchema),
    ],
)
def test_another_file_or_another_form_is_told_apart(
    lines, database_url, first, trouble
):
    content = "".join([first, *lines[1:]]) if first else ""

    with pytest.raises(trouble):
        read(database_url, content.encode())


def test_a_new_database_is_made_of_an_export(lines, empty_database_url):
    upgrade(empty_database_url)

    assert read(empty_database_url, "".join(lines).encode()).events > 5
