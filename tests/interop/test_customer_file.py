"""A file of customers: read whole, or told by row and column what is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import day
from upphandling.application.customer.importing import ImportedService
from upphandling.domain.compensation import DayKind, TimeOfDay
from upphandling.domain.configuration import Service
from upphandling.interfaces.words import IN_SWEDISH
from upphandling.interop.customer_file import COLUMNS, read_customers
from upphandling.interop.tables import BadFile, RowFault

HEADER = "kund;beslut;område;insats;timmar per vecka;från"
ROW = "k-1;b-1;norr;personal_care;12,5;2026-06-01"
PERSONAL = "innehåller något som ser ut som ett personnummer"


def read(*lines: str, encoding: str = "utf-8") -> list[ImportedService]:
    return read_customers("\n".join(lines).encode(encoding), IN_SWEDISH)


def faults(*lines: str, encoding: str = "utf-8") -> list[RowFault]:
    with pytest.raises(BadFile) as bad:
        read(*lines, encoding=encoding)
    return list(bad.value.faults)


def cell(column: str, value: str) -> list[RowFault]:
    """The faults of a file of one good row in which one cell is changed."""
    names = list(COLUMNS.known)
    good = dict.fromkeys(names, "")
    good |= dict(zip(HEADER.split(";"), ROW.split(";"), strict=True))
    row = ";".join({**good, column: value}.values())
    return faults(";".join(names), row)


def test_a_row_is_a_granted_service():
    names = (
        f"{HEADER};till;beslutsdatum;paket;tid på dygnet;dagar;tidsfönster"
        ";behovsprövat;avtal"
    )
    row = (
        "k-1;b-1;norr;Personlig omvårdnad;12,5;2026-06-01;2026-12-31;2026-05-04"
        ";omvardnad;kväll;helg;18:00-21:00;nej;avtal-a"
    )

    assert read(names, row) == [
        ImportedService(
            row=2,
            customer="k-1",
            decision="b-1",
            area="norr",
            service=Service.PERSONAL_CARE,
            minutes_per_week=750,
            valid_from=day("2026-06-01"),
            valid_to=day("2026-12-31"),
            granted_on=day("2026-05-04"),
            bundle="omvardnad",
            time_of_day=TimeOfDay.EVENING,
            day_kind=DayKind.WEEKEND,
            window="18:00-21:00",
            assessed=False,
            agreement="avtal-a",
        )
    ]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_separator_is_seen_and_a_byte_order_mark_does_no_harm(separator, encoding):
    lines = [line.replace(";", separator) for line in (HEADER, ROW.replace(",5", ".5"))]

    assert read(*lines, "", encoding=encoding)[0].minutes_per_week == 750


def test_a_decimal_comma_is_quoted_where_the_comma_separates():
    header = HEADER.replace(";", ",")

    (row,) = read(header, 'k-1,b-1,norr,meals,"1,5",2026-06-01')
    assert row.minutes_per_week == 90
    assert faults(header, "k-1,b-1,norr,meals,1,5,2026-06-01") == [
        RowFault(2, None, "har 7 fält men rubriken 6, citera decimalkomma")
    ]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_another_encoding_is_told_by_row_and_byte(encoding):
    (fault,) = faults("kund;beslut", "k-1;å", encoding=encoding)

    assert fault.row == 2
    assert "0xe5" in fault.message
    assert "Latin-1" in fault.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_told_by_name(encoding):
    (fault,) = faults(HEADER, ROW, encoding=encoding)

    assert "UTF-16" in fault.message


def test_a_nul_is_told_by_row_and_is_not_called_utf_16():
    (fault,) = faults(HEADER, ROW, ROW.replace("norr", "no\x00rr"))

    assert fault.row == 3
    assert "NUL" in fault.message
    assert "UTF-16" not in fault.message


@pytest.mark.parametrize(
    ("lines", "row", "message"),
    [
        ([""], None, "filen är tom"),
        ([HEADER], None, "filen har inga rader under rubriken"),
        ([HEADER, ";;;;;"], None, "filen har inga rader under rubriken"),
        ([HEADER, 'k-1;"b-1'], 2, "går inte att dela i fält, kontrollera citattecknen"),
    ],
)
def test_a_file_without_rows_is_no_file_of_customers(lines, row, message):
    assert faults(*lines) == [RowFault(row, None, message)]


def test_an_unknown_separator_is_told_with_those_that_there_are():
    (fault,) = faults(HEADER.replace(";", "|"), ROW.replace(";", "|"))

    assert "semikolon, komma, tabb" in fault.message


def test_columns_that_are_missing_unknown_or_doubled_are_named():
    found = faults("kund;beslut;område;insats;från;från;konto", ROW)

    assert [(fault.column, fault.message.partition(",")[0]) for fault in found] == [
        ("timmar per vecka", "kolumnen saknas"),
        ("från", "kolumnen står två gånger"),
        ("konto", "okänd kolumn"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("kund", "", "saknas"),
        ("timmar per vecka", "", "saknas"),
        ("timmar per vecka", "-2", "får inte vara negativt"),
        ("timmar per vecka", "168,5", "är fler timmar än en vecka har (168)"),
        ("timmar per vecka", "tolv", "ska vara timmar, till exempel 12,5"),
        ("timmar per vecka", "1e9", "ska vara timmar, till exempel 12,5"),
        ("från", "1/6 2026", "ska vara ett datum, till exempel 2026-05-02"),
        ("till", "2026-02-30", "ska vara ett datum, till exempel 2026-05-02"),
        ("till", "2300-01-01", "ska ligga mellan 1990-01-01 och 2099-12-31"),
        ("behovsprövat", "kanske", "ska vara ja eller nej"),
    ],
)
def test_a_cell_of_the_wrong_form_is_told_by_row_and_column(column, value, message):
    assert cell(column, value) == [RowFault(2, column, message)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kund", "Anna Andersson"),
        ("beslut", "B 1"),
        ("område", "Norr!"),
        ("insats", "städning"),
        ("paket", "ett två"),
        ("tid på dygnet", "gryning"),
        ("dagar", "måndag"),
        ("tidsfönster", "7-10"),
        ("tidsfönster", "25:00-26:00"),
        ("avtal", "Utförare A"),
    ],
)
def test_a_word_that_is_none_is_refused_and_not_repeated(column, value):
    (fault,) = cell(column, value)

    assert (fault.row, fault.column) == (2, column)
    assert value not in fault.message


@pytest.mark.parametrize(
    "number",
    ["191212121212", "19121212-1212", "121212+1212", "121272-1212", "12 12 12 1212"],
)
@pytest.mark.parametrize("column", COLUMNS.known)
def test_a_personal_number_is_refused_in_every_column_and_never_repeated(
    column, number
):
    (fault,) = cell(column, number)

    assert (fault.row, fault.column) == (2, column)
    assert PERSONAL in fault.message
    assert number not in fault.message


def test_a_personal_number_in_the_header_is_not_repeated():
    found = faults(f"{HEADER};191212121212", ROW)

    assert [fault.column for fault in found] == [None]
    assert "1912" not in found[0].message


def test_a_random_reference_may_hold_any_digits():
    (row,) = read(HEADER, ROW.replace("k-1", "k-1912121212125f"))

    assert row.customer == "k-1912121212125f"


def test_the_same_service_twice_is_refused_with_both_rows():
    assert faults(HEADER, ROW, ROW) == [
        RowFault(3, "insats", "samma insats i samma beslut står redan på rad 2")
    ]


def test_a_person_lives_in_one_area_and_a_decision_has_one_time():
    other = "k-1;b-1;soder;meals;1;2026-07-01"

    assert faults(HEADER, ROW, other) == [
        RowFault(3, "från", "beslutet har ett annat värde på rad 2"),
        RowFault(3, "område", "kunden står i ett annat område på rad 2"),
    ]


def test_every_fault_of_a_file_is_told_at_once():
    found = faults(HEADER, ROW, "k-2;b-1;norr;meals;-1;i dag", "k-3;b-1;;meals;1;")

    assert [(fault.row, fault.column) for fault in found] == [
        (3, "från"),
        (3, "timmar per vecka"),
        (4, "från"),
        (4, "område"),
    ]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_are_more_than_a_bad_file(content):
    with pytest.raises(BadFile):
        read_customers(content, IN_SWEDISH)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(alphabet='k-1;",\n\t25åA', max_size=40), max_size=4))
def test_no_rows_at_all_end_otherwise_than_in_rows_or_faults(rows):
    try:
        told = read(HEADER, ROW, *rows)
    except BadFile:
        return
    assert told[0].customer == "k-1"


@pytest.mark.parametrize("reference", ["k-191212121212", "k-121212-1212-x"])
def test_a_personal_number_within_a_reference_is_refused_and_never_repeated(reference):
    (fault,) = cell("kund", reference)

    assert PERSONAL in fault.message
    assert "1212" not in fault.message


@pytest.mark.parametrize(
    ("hours", "why"),
    [
        ("-0", "får inte vara negativt"),
        ("0,001", "är mindre än en minut"),
        ("\uff11\uff12", "ska vara timmar, till exempel 12,5"),
    ],
)
def test_time_is_written_in_plain_digits_and_is_at_least_a_minute(hours, why):
    assert cell("timmar per vecka", hours) == [RowFault(2, "timmar per vecka", why)]
