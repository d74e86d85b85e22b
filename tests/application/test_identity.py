"""Names for commands: in the order of time, and never like a personal number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from upphandling.application import identity
from upphandling.application.identity import new_command_id

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LIKE_A_PERSONAL_NUMBER = (0xABC, 0xBCD_AB12_1212_1212)  # ends in ab1212121212
LIKE_NONE = (0xABC, 0xBCD_ABCD_EFAB_CDEF)


def test_later_names_sort_later_and_no_two_are_the_same():
    names = [new_command_id(NOW + timedelta(milliseconds=n)) for n in range(100)]

    assert names == sorted(set(names))


def test_chance_is_asked_again_where_it_makes_a_personal_number(monkeypatch):
    drawn = [*LIKE_A_PERSONAL_NUMBER, *LIKE_NONE]
    monkeypatch.setattr(identity, "randbits", lambda _: drawn.pop(0))

    assert new_command_id(NOW).endswith("-7abc-8bcd-abcdefabcdef")
    assert drawn == []
