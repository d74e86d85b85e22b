"""Files of values: CSV and JSON say the same, and every fault has a row and a column."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upphandling.interop.indicator_file import read_indicators
from upphandling.interop.tables import BadFile

HEADER = "nyckeltal;system;avtal;område;från;till;värde;täljare;nämnare;antal;källa"
ROW = "nojdhet;staden;avtal-a;;2026-03-01;2026-03-31;87,5;35;40;40;Enkät"
OBJECT: dict[str, Any] = {
    "nyckeltal": "nojdhet",
    "system": "staden",
    "avtal": "avtal-a",
    "från": "2026-03-01",
    "till": "2026-03-31",
    "värde": 87.5,
    "täljare": 35,
    "nämnare": 40,
    "antal": 40,
    "källa": "Enkät",
}


def csv(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *rows]).encode()


def faults(content: bytes) -> list[tuple[int | None, str | None]]:
    with pytest.raises(BadFile) as bad:
        read_indicators(content)
    return [(fault.row, fault.column) for fault in bad.value.faults]


def test_a_row_is_read_as_it_stands():
    (told,) = read_indicators(csv(ROW))

    assert (told.row, told.indicator, told.value) == (2, "nojdhet", "87.5")
    assert (told.agreement, told.area) == ("avtal-a", None)
    assert (told.first, told.last) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (told.numerator, told.denominator, told.of) == (35, 40, 40)


def test_json_says_the_same_and_counts_its_rows_from_one():
    (told,) = read_indicators(json.dumps([OBJECT]).encode())
    (same,) = read_indicators(csv(ROW))

    assert told == same.model_copy(update={"row": 1})


def test_a_number_in_json_is_kept_as_it_is_written():
    text = json.dumps([OBJECT]).replace("87.5", "87.500001")

    assert read_indicators(text.encode())[0].value == "87.500001"


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("nyckeltal", ""),
        ("nyckeltal", "Nöjdhet!"),
        ("system", ""),
        ("från", "1 mars"),
        ("från", "2026-02-30"),
        ("till", "20260331"),
        ("värde", "hög"),
        ("värde", "1e3"),
        ("värde", "NaN"),
        ("täljare", "3,5"),
        ("täljare", "-1"),
        ("täljare", "191212121212"),
        ("nämnare", "0"),
        ("antal", "-1"),
        ("antal", "många"),
        ("antal", ""),
        ("källa", ""),
        ("källa", "Enkät 19121212-1212"),
    ],
)
def test_a_fault_is_told_by_row_and_column(column, cell):
    cells = dict(zip(HEADER.split(";"), ROW.split(";"), strict=True)) | {column: cell}
    bad = csv(ROW.replace("03-", "01-"), ";".join(cells.values()))
    bad_object = json.dumps([{**OBJECT, "avtal": "b"}, {**OBJECT, column: cell}])

    assert faults(bad) == [(3, column)]
    assert faults(bad_object.encode()) == [(2, column)]


def test_every_fault_is_told_at_once():
    assert faults(csv("x;;;;;;;;;;", ROW, ROW, ROW.replace("87,5", "?"))) == [
        *(
            (2, column)
            for column in ("antal", "från", "källa", "system", "till", "värde")
        ),
        (4, "nyckeltal"),
        (5, "nyckeltal"),
        (5, "värde"),
    ]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"[", (1, None)),
        (b"[]", (None, None)),
        (b"[1]", (1, None)),
        (b'[{"okand": 1}]', (1, None)),
        (b'[{"nyckeltal": ["a"]}]', (1, "nyckeltal")),
        (b'[{"antal": 4, "antal": 40}]', (None, "antal")),
        (b'["\xe5"]', (None, None)),
        (b"[" * 100_000, (None, None)),
        (b"", (None, None)),
        (csv(header="nyckeltal;system"), (1, "från")),
    ],
)
def test_what_is_no_such_file_is_told(content, where):
    assert where in faults(content)


@given(st.binary(max_size=200))
def test_no_bytes_are_anything_but_rows_or_faults(content):
    for start in (b"", b"[", b"[{"):
        with pytest.raises(BadFile):
            read_indicators(start + content)
