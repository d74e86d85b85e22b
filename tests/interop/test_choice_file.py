"""A file of choices: one row a customer, wishes in the order of rank."""

from __future__ import annotations

import pytest

from upphandling.application.customer.importing_choices import ImportedChoice
from upphandling.interop.choice_file import read_choices
from upphandling.interop.tables import BadFile, RowFault

HEADER = "kund;paket;val 1;val 2;val 3"


def read(*rows: str) -> list[ImportedChoice]:
    return read_choices("\n".join([HEADER, *rows]).encode(), "omvardnad")


def faults(*rows: str) -> list[RowFault]:
    with pytest.raises(BadFile) as bad:
        read(*rows)
    return list(bad.value.faults)


def test_a_row_is_a_customers_wishes_in_order():
    assert read("k-1;omvardnad;avtal-b;avtal-a;", "k-2;;avtal-a;;") == [
        ImportedChoice(row=2, customer="k-1", wishes=["avtal-b", "avtal-a"]),
        ImportedChoice(row=3, customer="k-2", wishes=["avtal-a"]),
    ]


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("k-1;;;avtal-a;", "val 1", "saknas"),
        ("k-1;;avtal-a;;avtal-b", "val 2", "saknas, valen ska stå utan luckor"),
        ("k-1;;avtal-a;avtal-a;", "val 2", "samma utförare är vald två gånger"),
        ("k-1;stad;avtal-a;;", "paket", "valomgången gäller omvardnad"),
        (";;avtal-a;;", "kund", "saknas"),
    ],
)
def test_a_row_that_does_not_hold_together_is_told_by_column(row, column, message):
    assert RowFault(2, column, message) in faults(row)


def test_a_customer_chooses_once_in_a_file():
    assert faults("k-1;;avtal-a;;", "k-1;;avtal-b;;") == [
        RowFault(3, "kund", "kunden har redan ett val på rad 2")
    ]


@pytest.mark.parametrize(
    ("row", "column"),
    [("K 1;;avtal-a;;", "kund"), ("k-1;;avtal-a;Utförare B;", "val 2")],
)
def test_what_is_no_key_is_told_by_column(row, column):
    (fault,) = faults(row)

    assert (fault.row, fault.column) == (2, column)


def test_a_personal_number_is_no_reference_and_no_wish():
    found = faults("191212121212;;avtal-a;;", "k-2;;avtal 121212-1212;;")

    assert [(fault.row, fault.column) for fault in found] == [(2, "kund"), (3, "val 1")]
    assert "1212" not in str(found)
