"""Figures are told as Swedish readers want them, and are numbers in a spreadsheet."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.quarterly import checks, figure, report, section
from upphandling.interop.report_figures import FLAT, flat, told


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0, "antal", "0"),
        (12_345, "antal", "12 345"),
        ("1234567.50", "kronor", "1 234 567,50 kr"),
        ("-0.05", "kronor", "−0,05 kr"),
        ("10.4210", "personal", "10,421"),
        ("9", "procent", "9 %"),
        ("99.90", "procent", "99,9 %"),
        (1, "dagar", "1 dag"),
        (61, "dagar", "61 dagar"),
        ("182345.25", "timmar", "182 345,25 tim"),
        ("4.5", "minuter", "4,5 min"),
        ("2.10", "per 100", "2,1 per 100"),
        ("2026-03-31", "datum", "2026-03-31"),
        ("12 av 12", "", "12 av 12"),
        ("okänt", "antal", "okänt"),
        (None, "kronor", "–"),
    ],
)
def test_a_value_is_told_with_its_unit(value, unit, said):
    assert told(value, unit).replace("\N{NO-BREAK SPACE}", " ") == said


def test_each_figure_is_a_row_with_where_it_belongs():
    rows = flat(report(checks()))

    assert [row["figure"] for row in rows] == [
        "checks.planned",
        "checks.done",
        "checks.done/avtal-a",
        "checks.done/avtal-b",
        "checks.missed/avtal-a",
        "checks.missed/avtal-b",
    ]
    assert all(set(FLAT) <= set(row) for row in rows)
    assert {(row["system"], row["quarter"], row["section"]) for row in rows} == {
        ("staden", "2026-Q1", "checks")
    }


def test_a_number_is_a_number_in_the_table_also_below_zero():
    cost = figure("cost.net", "Netto", "-12.50", "kronor", target="0.00")
    (row,) = flat(report(section("cost", "Ersättning", cost)))

    assert (row["value"], row["target"]) == (Decimal("-12.50"), Decimal("0.00"))
