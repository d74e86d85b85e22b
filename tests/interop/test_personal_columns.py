"""Personal columns of a file of customers: read for the vault, told without a value."""

from __future__ import annotations

import pytest

from upphandling.interfaces.words import IN_SWEDISH
from upphandling.interop.customer_file import read_customers, read_personal
from upphandling.interop.tables import BadFile, RowFault

HEADER = "kund;beslut;område;insats;timmar per vecka;från;personnummer;namn;adress"
NUMBER = "19121212-1212"


def row(customer="k-1", decision="b-1", number=NUMBER, name="Siv", address=""):
    facts = f"{number};{name};{address}"
    return f"{customer};{decision};norr;personal_care;12,5;2026-06-01;{facts}"


def faults(*lines: str) -> list[RowFault]:
    content = "\n".join([HEADER, *lines]).encode()
    with pytest.raises(BadFile) as bad:
        read_customers(content, IN_SWEDISH)
    return list(bad.value.faults)


def test_personal_columns_are_for_the_vault_and_never_in_the_command():
    content = "\n".join([HEADER, row(), row("k-2", number="", name="")]).encode()

    services = read_customers(content, IN_SWEDISH)

    assert len(services) == 2
    assert "Siv" not in repr(services)
    assert read_personal(content) == {"k-1": {"personnummer": NUMBER, "namn": "Siv"}}


def test_a_personal_number_in_any_other_column_is_refused_as_before():
    (fault,) = faults(row(decision="19121212-1212"))

    assert fault.column == "beslut"
    assert "1912" not in fault.message


@pytest.mark.parametrize(
    "number", ["121212-1212", "19121212121", "Siv", "19121232-0001", "19121212-1213"]
)
def test_what_is_no_personal_number_is_told_and_not_repeated(number):
    (fault,) = faults(row(number=number))

    assert (fault.row, fault.column) == (2, "personnummer")
    assert number not in fault.message


def test_two_customers_do_not_have_one_number_however_it_is_written():
    assert faults(row(), row("k-2", number=NUMBER.replace("-", ""))) == [
        RowFault(3, "personnummer", "en annan kund har samma nummer på rad 2")
    ]


def test_of_one_customer_two_things_are_not_said():
    assert faults(row(), row(decision="b-2", name="Bo")) == [
        RowFault(3, "namn", "kunden har ett annat värde på rad 2")
    ]
