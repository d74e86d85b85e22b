"""The house's notes: the last of each deed, and what came of it."""

from __future__ import annotations

from datetime import timedelta

from upphandling.infrastructure.vitals.last_done import BACKUP, SWEEP, note, noted


def test_the_last_note_of_each_deed_stands(database):
    note(database, SWEEP, {})
    note(database, BACKUP, {"file": "kopia-1", "position": 7})
    first = noted(database)[BACKUP].at
    note(database, BACKUP, {"file": "kopia-å", "position": 9})

    found = noted(database)

    assert set(found) == {SWEEP, BACKUP}
    assert found[BACKUP].told == {"file": "kopia-å", "position": 9}
    assert first <= found[BACKUP].at <= database.now()
    assert found[BACKUP].at.utcoffset() == timedelta(0)


def test_nothing_is_noted_of_what_was_never_done(database):
    assert noted(database) == {}
