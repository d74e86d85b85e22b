"""Versions with known faults are told; those without are not."""

from __future__ import annotations

from datetime import date

import pytest

from upphandling.infrastructure.vitals import versions
from upphandling.infrastructure.vitals.check import Status

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("version", "status", "word"),
    [
        ((3, 34, 1), Status.FAIL, "för gammal"),
        ((3, 40, 1), Status.WARN, "WAL-reset"),
        ((3, 44, 5), Status.WARN, "WAL-reset"),
        ((3, 44, 6), Status.OK, "inga fel"),
        ((3, 45, 0), Status.WARN, "WAL-reset"),
        ((3, 50, 6), Status.WARN, "WAL-reset"),
        ((3, 50, 7), Status.OK, "inga fel"),
        ((3, 51, 2), Status.WARN, "WAL-reset"),
        ((3, 51, 3), Status.OK, "inga fel"),
        ((3, 52, 0), Status.WARN, "återkallad"),
        ((3, 53, 0), Status.OK, "inga fel"),
    ],
)
def test_sqlite_is_known_by_its_version(version, status, word):
    found = versions.sqlite(version)

    assert (found.status, word in found.said) == (status, True)
    assert bool(found.do) is (status is not Status.OK)


@pytest.mark.parametrize(
    ("number", "status", "word"),
    [
        (130_023, Status.FAIL, "för gammal"),
        (140_003, Status.WARN, "skada index"),
        (140_004, Status.WARN, "inga rättelser"),
        (150_018, Status.OK, "inga fel"),
        (180_000, Status.OK, "inga fel"),
        (190_000, Status.OK, "inga fel"),
    ],
)
def test_postgresql_is_known_by_its_number(number, status, word):
    found = versions.postgresql(number, DAY)

    assert (found.status, word in found.said) == (status, True)


def test_the_last_day_of_support_is_still_supported():
    until = versions.SUPPORTED_UNTIL[14]

    assert versions.postgresql(140_023, until).status is Status.OK
