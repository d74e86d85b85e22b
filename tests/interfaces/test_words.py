"""Codes are said in Swedish, also where several stand in one column."""

from __future__ import annotations

from upphandling.domain.award import LockKind
from upphandling.interfaces.cli.words import IN_SWEDISH, worded_row


def test_what_locks_an_award_is_said_in_swedish():
    row = {"award": "tilldelning", "locked_by": "interim_measure, ten_day_period"}

    assert worded_row(row) == {
        "award": "tilldelning",
        "locked_by": "interimistiskt beslut, tiodagarsfrist",
    }


def test_every_lock_has_a_swedish_name():
    assert set(LockKind) <= IN_SWEDISH.keys()
