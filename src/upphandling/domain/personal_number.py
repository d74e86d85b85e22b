"""Personal numbers (personnummer, samordningsnummer): what in a reference looks like one.

A reference is random and may hold any digits. Two ways of writing are told apart: as
everybody writes such a number (121212-1212, or nothing but its digits), which is refused
as soon as month and day fit; and the same digits within something longer, in any grouping
(k-191212121212, 1912-12-12-1212), where the century and the check digit must fit too.
One in seven thousand of the random runs of twelve digits does, and of twelve random
hexadecimal digits fewer than one in a million.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from string import ascii_letters

BORN = (
    r"(?:19|20)?\d{2}(?:0[1-9]|1[0-2])"
    r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"  # coordination numbers: day + 60
)
PERSONAL_NUMBER = re.compile(rf"(?<!\d){BORN}[-+]?\d{{4}}(?!\d)")
AS_WRITTEN = re.compile(rf"(?<!\d){BORN}[-+]\d{{4}}(?!\d)")
DIGITS = re.compile(rf"{BORN}\d{{4}}")
SEPARATOR = re.compile(r"[-+._/\s\u2013\u2212]+")
LENGTHS = (10, 12)
COORDINATION = 60  # added to the day
TWELVE = re.compile(r"((?:19|20)\d{6})[-+ ]?([\dA-Z]\d{3})")


def looks_like_one(reference: str) -> bool:
    """Whether a reference is such a number, or holds one."""
    if sum(map(str.isdecimal, reference)) < LENGTHS[0]:
        return False  # as nearly every one of the many in a month of visits
    return bool(
        DIGITS.fullmatch(reference)
        or AS_WRITTEN.search(reference)
        or any(
            DIGITS.fullmatch(run) and check_digit_fits(run[-10:])
            for run in _runs(reference)
        )
    )


def normalised(number: str) -> str | None:
    """A personal number as twelve characters; None where it cannot be one.

    The century must be told. Whether the day exists and the check digit fits is not
    asked: reserve numbers have neither.
    """
    fits = TWELVE.fullmatch(number.strip().upper())
    return None if fits is None else "".join(fits.groups())


def can_be_somebodys(twelve: str) -> bool:
    """Whether the day exists (coordination numbers: + 60) and the check digit fits.

    A reserve number, known by its letter, has neither, and is taken as it is.
    """
    if not twelve.isdecimal():
        return True
    year, month, day = int(twelve[:4]), int(twelve[4:6]), int(twelve[6:8])
    try:
        date(year, month, day - COORDINATION if day > COORDINATION else day)
    except ValueError:
        return False
    return check_digit_fits(twelve[-10:])


def check_digit_fits(ten: str) -> bool:
    """Whether the last of ten digits is what the nine before it say (Luhn)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(ten))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _runs(reference: str) -> Iterator[str]:
    """Whole groups of digits side by side that come to ten or twelve, put together.

    Letters before and after the whole reference are no part of a group.
    """
    groups = SEPARATOR.split(reference.strip(ascii_letters))
    for digits, side_by_side in groupby(groups, key=str.isdecimal):
        told = list(side_by_side) if digits else []
        for first in range(len(told)):
            for last in range(first + 1, len(told) + 1):
                run = "".join(told[first:last])
                if len(run) in LENGTHS:
                    yield run
