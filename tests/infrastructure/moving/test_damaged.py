"""A backup that is not what it was is found out, and said to be so, with the place."""

from __future__ import annotations

import json

import pytest

from tests.infrastructure.moving.forging import changed, forged
from tests.infrastructure.moving.lived_in import NOWHERE, backed_up, lived_in, restored
from upphandling.infrastructure.moving.archive import ArchiveReader
from upphandling.infrastructure.moving.troubles import (
    CutOff,
    Damaged,
    LineChanged,
    MovingTrouble,
    NotABackup,
    OtherFormat,
    OtherSchema,
    PartChanged,
)
from upphandling.infrastructure.moving.verifying import verify
from upphandling.infrastructure.storage.database import Database

LOG = "log/000001.jsonl.gz"


@pytest.fixture(scope="module")
def made(sqlite_databases, tmp_path_factory):
    """A backup; nobody changes it."""
    folder = tmp_path_factory.mktemp("kopia")
    with lived_in(sqlite_databases.migrated(), folder / "destroyed") as town:
        backed_up(town, folder / "kopia")
    return folder / "kopia"


@pytest.fixture
def copy(made, tmp_path):
    """The same, to change."""
    copied = tmp_path / "kopia"
    copied.write_bytes(made.read_bytes())
    return copied


def in_log(change):
    """A change of the lines of the log."""
    return lambda name, lines: change(lines) if name == LOG else lines


def place(lines, start):
    """The first line that begins so, after a while."""
    return next(n for n, one in enumerate(lines) if n > 3 and one.startswith(start))


def test_a_byte_changed_anywhere_is_found(made, copy):
    whole = made.read_bytes()
    with ArchiveReader(made) as reader:
        entries = reader._entries.values()
    spots = [entry.offset_data + entry.size // 2 for entry in entries if entry.size]
    spots += [entry.offset + 2 for entry in entries]  # in their names
    assert len(spots) > 15
    for spot in spots:
        flipped = bytearray(whole)
        flipped[spot] ^= 1
        copy.write_bytes(flipped)
        with pytest.raises(MovingTrouble):
            verify(copy, NOWHERE)


def test_a_backup_that_ends_too_early_is_cut_off(made, copy):
    whole = made.read_bytes()
    with ArchiveReader(made) as reader:
        ends = [one.offset_data + one.size for one in reader._entries.values()]
    for end in (600, ends[0] - 1, *ends[:-1], ends[-1] - 1):
        copy.write_bytes(whole[:end])
        with pytest.raises(CutOff):
            verify(copy, NOWHERE)


@pytest.mark.parametrize("content", [b"", b"hej", b"\0" * 10_240, b'{"format":1}\n'])
def test_another_file_is_no_backup(copy, content):
    copy.write_bytes(content)

    with pytest.raises(NotABackup):
        verify(copy, NOWHERE)


def test_another_form_of_the_file_or_of_the_tables_is_told_apart(copy):
    with pytest.raises(OtherFormat, match="version 2"):
        verify(forged(copy, version=2), NOWHERE)
    with pytest.raises(OtherSchema, match="steg 0099"):
        verify(forged(copy, schema_step="0099"), NOWHERE)
    with pytest.raises(NotABackup):
        verify(forged(copy, format="annat"), NOWHERE)


def data_of_an_event(lines):
    at = place(lines, '{"event"')
    data = json.loads(json.loads(lines[at])["data"])
    lines[at] = changed(lines[at], data=json.dumps(data | {"by": "någon-annan"}))
    return at


def payload_of_a_command(lines):
    at = place(lines, '{"command"')
    lines[at] = changed(lines[at], payload="{}")
    return at + 1  # seen in the leaf of what it led to


def rule_of_a_refusal(lines):
    at = place(lines, '{"refusal"')
    lines[at] = changed(lines[at], rule="EnAnnan")
    return at


def two_events_change_places(lines):
    at = place(lines, '{"event"')
    other = next(
        n for n in range(at + 1, len(lines)) if lines[n].startswith('{"event"')
    )
    lines[at], lines[other] = lines[other], lines[at]
    return at


def an_event_is_struck(lines):
    at = place(lines, '{"event"')
    del lines[at]
    return at


def a_refusal_is_struck(lines):
    at = place(lines, '{"refusal"')
    del lines[at]
    return at


def a_command_is_struck(lines):
    at = place(lines, '{"command"')
    del lines[at]
    return at


def a_line_is_repeated(lines):
    at = place(lines, '{"event"')
    lines.insert(at, lines[at])
    return at + 1


def an_unknown_topic(lines):
    at = place(lines, '{"event"')
    lines[at] = changed(lines[at], topic="tender.closed.99")
    return at


def a_number_as_text(lines):
    at = place(lines, '{"event"')
    lines[at] = changed(lines[at], version="1")
    return at


def a_moment_in_another_zone(lines):
    at = place(lines, '{"event"')
    lines[at] = changed(lines[at], recorded_at="2026-03-02T09:00:00.000000+01:00")
    return at


def half_a_line(lines):
    at = place(lines, '{"event"')
    lines[at] = f"{lines[at][:40]}\n"
    return at


@pytest.mark.parametrize(
    "change",
    [
        data_of_an_event,
        payload_of_a_command,
        rule_of_a_refusal,
        two_events_change_places,
        an_event_is_struck,
        a_refusal_is_struck,
        a_command_is_struck,
        a_line_is_repeated,
        an_unknown_topic,
        a_number_as_text,
        a_moment_in_another_zone,
        half_a_line,
    ],
)
def test_a_changed_line_is_named_also_where_all_sums_were_made_anew(
    copy, change, tmp_path
):
    at = []

    def work(lines):
        at.append(change(lines))
        return lines

    file = forged(copy, in_log(work))

    with pytest.raises(LineChanged) as found:
        verify(file, NOWHERE)
    assert found.value.told[:3] == (file, LOG, f"rad {at[0] + 1}")
    url = f"sqlite:///{tmp_path}/ny.db"
    with pytest.raises(LineChanged):
        restored(file, url)
    with Database(url) as database, database.reading() as cursor:
        cursor.execute("SELECT count(*) FROM events")
        assert cursor.fetchone() == (0,)


def test_a_log_that_is_shorter_than_it_says_is_found(copy):
    def cut(lines):
        last = max(n for n, one in enumerate(lines) if one.startswith('{"command"'))
        return lines[:last]

    with pytest.raises(PartChanged, match="antalen eller roten"):
        verify(forged(copy, in_log(cut)), NOWHERE)


@pytest.mark.parametrize(
    "line", ["[1]\n", "nonsens\n", '["a","b","c","d","e",1]\n', "{}\n"]
)
def test_a_changed_row_of_the_vault_is_named(copy, line):
    name = "tables/vault_keys/000001.jsonl.gz"
    file = forged(copy, lambda part, lines: [line] if part == name else lines)

    with pytest.raises(LineChanged) as found:
        verify(file, NOWHERE)
    assert found.value.told[:3] == (file, name, "rad 1")


def test_a_row_that_stands_twice_is_found(copy):
    name = "tables/vault_keys/000001.jsonl.gz"

    def twice(part, lines):
        return [lines[0], *lines] if part == name else lines

    with pytest.raises(Damaged, match="vault_keys"):
        verify(forged(copy, twice), NOWHERE)
