"""What was worked with pen and paper is what the engine comes to, to the öre."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from tests.domain.pay.tariffs import VERSIONS
from tests.given import day
from upphandling.domain.calendar import swedish_calendar
from upphandling.domain.configuration import Service
from upphandling.domain.instants import parse_instant
from upphandling.domain.pay import Line, Visit, pay_performed, total_of
from upphandling.domain.pricing import Clock, PaidBy, must_be_whole

GOLDEN = Path(__file__).parents[2] / "golden"
BANDS = {
    "dag": "dag",
    "kväll": "kvall",
    "natt": "natt",
    "helg": "helg",
    "storhelg": "storhelg",
}
CLOCK = Clock.of(VERSIONS, day("2026-01-01"), day("2027-02-01"), swedish_calendar())
MINUTES_AN_HOUR = 60


def rows(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def instant(text: str) -> int:
    return int(parse_instant(text, naive_is_local=True).timestamp())


def visits() -> Iterator[Visit]:
    for row in rows("pay.csv"):
        if row["start"]:
            yield Visit(
                visit=row["besök"],
                customer=f"person-{row['besök']}",
                service=Service(row["insats"]),
                area=row["område"],
                starts=instant(row["start"]),
                ends=instant(row["slut"]),
            )


def by_hand() -> dict[str, dict[tuple[str, str], int]]:
    """Of each visit, what falls in each band of each version."""
    found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for row in rows("pay.csv"):
        for column, band in BANDS.items():
            if row[column]:
                found[row["besök"]][row["taxa"], band] = int(row[column])
    return found


def amount(line: Line) -> Fraction:
    """Visits as they are, hours in minutes."""
    each = 1 if line.paid_by is PaidBy.VISIT else MINUTES_AN_HOUR
    return Fraction(line.quantity) * each


@pytest.mark.parametrize("visit", list(visits()), ids=lambda visit: visit.visit)
def test_each_minute_of_a_visit_falls_in_the_band_that_was_found_by_hand(visit):
    paid, without_price = pay_performed([visit], CLOCK, {})

    told = {(str(line.version), line.band): amount(line) for line in paid.lines()}
    assert told == by_hand()[visit.visit]
    assert without_price == []


def test_each_line_comes_to_what_was_worked_by_hand():
    paid, _ = pay_performed(visits(), CLOCK, {})

    told = {
        (str(line.version), line.service, line.band, line.area): (
            line.ore_per_unit,
            Fraction(line.factor),
            amount(line),
            line.ore,
        )
        for line in paid.lines()
    }
    expected = {
        (row["taxa"], row["insats"], row["band"], row["område"]): (
            int(row["pris"]),
            Fraction(row["faktor"]),
            Fraction(row["antal"]),
            int(row["öre"]),
        )
        for row in rows("pay_lines.csv")
    }
    assert told == expected
    assert total_of(paid.lines()) == sum(int(r["öre"]) for r in rows("pay_lines.csv"))


def test_the_tariff_of_the_table_pays_for_every_minute_once():
    for version in VERSIONS:
        must_be_whole(version)
