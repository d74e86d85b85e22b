"""The file for the ledger system: a row a line, kronor with a decimal comma, sums."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tests.given import day
from upphandling.domain.configuration import Service
from upphandling.domain.pay import Kind, Quantities, ledger_file
from upphandling.domain.pricing import PaidBy
from upphandling.domain.pricing.money import kronor

ABOUT = {
    "utbetalning": "avtal-a.2026-01",
    "rättelse": "",
    "avtal": "avtal-a",
    "utförare": "utforare-a",
    "månad": "2026-01",
}
CARE = Kind(
    day("2026-01-01"),
    Service.PERSONAL_CARE,
    PaidBy.PERFORMED_HOUR,
    "dag",
    "norr",
    42_000,
    Fraction("1.085"),
)


def rows(content: bytes) -> list[list[str]]:
    return [row.split(";") for row in content.decode().splitlines()]


def test_every_line_is_a_row_and_the_last_two_are_vat_and_the_sum():
    paid = Quantities()
    paid.add_seconds(CARE, 3_000)
    paid.add_seconds(CARE._replace(unpaid=True), 1_200)

    heading, care, above, vat, total = rows(ledger_file(ABOUT, paid.lines(), 949))

    assert heading[0] == "utbetalning"
    assert care == [
        "avtal-a.2026-01", "", "avtal-a", "utforare-a", "2026-01", "rad",
        "personal_care", "performed_hour", "dag", "norr", "2026-01-01",
        "420,00", "1,085", "0,8333", "379,75",
    ]  # fmt: skip
    assert (above[11], above[13], above[14]) == ("0,00", "0,3333", "0,00")
    assert (vat[5], vat[14], total[5], total[14]) == ("moms", "9,49", "summa", "389,24")
    assert {len(row) for row in (heading, care, above, vat, total)} == {15}


@pytest.mark.parametrize(
    ("ore", "said"),
    [(0, "0,00"), (5, "0,05"), (-5, "-0,05"), (-12_345, "-123,45"), (100, "1,00")],
)
def test_kronor_have_two_decimals_after_a_comma(ore, said):
    assert kronor(ore) == said
