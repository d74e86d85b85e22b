"""A file of visits: the short way and the long way to a row come to the same."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.given import local
from upphandling.application.visits import KeptVisit, PlannedVisit
from upphandling.domain.instants import parse_instant
from upphandling.infrastructure.visits.kept import span
from upphandling.interfaces.words import IN_SWEDISH
from upphandling.interop.tables import BadFile
from upphandling.interop.visit_clock import BadTime, VisitClock
from upphandling.interop.visit_file import LONGEST, VisitFile
from upphandling.interop.visit_rows import COLUMNS, HeldAgainst, VisitRows

HEADER = ";".join(COLUMNS.known)
FIRST, AFTER = span("2026-03")
AGAINST = HeldAgainst(
    month=(FIRST, AFTER),
    now=int(local("2026-03-31T12:00").timestamp()),
    agreements={"avtal-a": (FIRST, AFTER)},
    granted={("k-1", "personal_care"): [(FIRST, AFTER)]},
)
CELLS = {
    "besök": [
        "b-1",
        "B/2",
        " b-3 ",
        "",
        "b 4",
        "å",
        "1912121212",
        "9f-2026-191212121212",
    ],
    "kund": ["k-1", "k-1", " k-1", "k-2", ""],
    "avtal": ["avtal-a", "avtal-a", "avtal-a ", "avtal-b"],
    "insats": ["personal_care", "Personlig  omvårdnad", "meals", "x", ""],
    "personal": ["p-1", "p-2", " p-1", "P", ""],
    "start": [
        "2026-03-10 07:30",
        "2026-03-10T07:30:00",
        "2026-03-29T01:30",
        "2026-03-29T02:30",
        "2026-02-28T23:59",
        "",
        "fel",
    ],
    "slut": ["2026-03-10 08:00", "2026-03-29T03:10", "2026-03-31T12:01", "2026-03-10"],
    "efterregistrerad": ["", "ja", "Nej", "?"],
    "65+": ["", "ja", "NEJ", "70"],
    "slag": ["", "utfört", "Planerat", "planerat", "tänkt"],
}


@given(st.lists(st.tuples(*map(st.sampled_from, CELLS.values())), max_size=12))
def test_a_row_is_read_the_same_whatever_was_read_before_it(rows):
    one = VisitRows(AGAINST, IN_SWEDISH)
    for number, cells in enumerate(rows, 2):
        alone = VisitRows(AGAINST, IN_SWEDISH)

        found = one.read(number, cells)

        assert found == alone.read(number, cells)
        assert isinstance(found, KeptVisit | PlannedVisit) or all(
            fault.row == number for fault in found
        )


@given(st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)), st.integers(0, 3))  # noqa: DTZ001
def test_every_time_is_what_one_at_a_time_it_is(wall_clock, form):
    text = wall_clock.strftime(
        (
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d %H:%M",
            "%Y-%m-%d %H:%M:00",
            "%Y-%m-%dT%H:%M:%S+01:00",
        )[form]
    )
    clock = VisitClock()
    for _ in range(2):  # worked out, and remembered
        try:
            expected = int(parse_instant(text, naive_is_local=True).timestamp())
        except ValueError:
            with pytest.raises(BadTime):
                clock.seconds(text)
        else:
            assert clock.seconds(text) == expected


def test_the_hour_after_one_that_was_doubled_is_another():
    clock = VisitClock()
    before, after = clock.seconds("2026-10-25 01:59"), clock.seconds("2026-10-25 03:00")

    assert after - before == 2 * 3600 + 60
    with pytest.raises(BadTime, match="två gånger"):
        clock.seconds("2026-10-25 02:00")
    assert clock.seconds("2026-10-25T02:00+02:00") == before + 60
    assert datetime.fromtimestamp(after, UTC).hour == 2


def read(content: str, *, json_lines: bool = False):
    file = VisitFile(io.BytesIO(content.encode()), json_lines=json_lines)
    return list(file.records())


def test_columns_stand_in_any_order_and_some_may_be_left_out():
    content = "slut,start,personal,insats,avtal,kund,besök\n7,6,5,4,3,2,1\n"

    assert read(content) == [(2, ("1", "2", "3", "4", "5", "6", "7", "", "", ""))]


def test_empty_rows_are_passed_by_and_the_numbers_stay():
    content = f"{HEADER}\r\n\r\n;;;;;;;;\r\na;b\r\n\r\n{'x;' * 10}y\r\n"

    (first, cells), (last, fault) = read(content)

    assert (first, cells) == (4, ("a", "b", "", "", "", "", "", "", "", ""))
    assert (last, fault.column) == (6, None)


def test_a_quoted_cell_may_go_over_lines():
    content = f'{HEADER}\n"a\nb";c\nd;e\n'

    assert [row for row, _ in read(content)] == [2, 4]


def test_a_line_without_end_is_not_held_in_memory():
    with pytest.raises(BadFile) as bad:
        read(f"{HEADER}\n" + "x" * (LONGEST + 1))

    assert bad.value.faults[0].row == 2


@pytest.mark.parametrize(
    ("line", "column"),
    [("{", None), ("[]", None), ('{"a": 1}', None), ('{"besök": 1.5}', "besök")],
)
def test_a_line_that_is_no_object_of_the_columns_is_told(line, column):
    ((row, fault),) = read(line, json_lines=True)

    assert (row, fault.column) == (1, column)


def test_the_digest_is_of_the_whole_file():
    file = VisitFile(io.BytesIO(f"{HEADER}\n".encode()))
    list(file.records())

    assert file.sha256 == sha256(f"{HEADER}\n".encode()).hexdigest()
