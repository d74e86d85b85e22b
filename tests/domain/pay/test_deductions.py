"""What sanctions take of a month's pay: by hand to the öre, and never twice."""

from __future__ import annotations

import csv
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.pay.test_ledger_file import ABOUT, rows
from tests.given import day
from upphandling.domain.pay import (
    Claim,
    Deduction,
    Settled,
    Withheld,
    deducted,
    deducted_since,
    deductions_of,
    ledger_file,
    months_between,
)

GOLDEN = Path(__file__).parents[2] / "golden"
JANUARY = "2026-01"
MONTHS = months_between(day("2026-01-01"), day("2026-06-30"))
ENOUGH = 10**9


def table(name: str) -> list[dict[str, str]]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def number(text: str) -> int | None:
    return int(text) if text else None


def claims_in(month: str) -> list[Claim]:
    """The sanctions of the table as they stand when a month is calculated."""
    return [
        Claim(
            sanction=row["påföljd"],
            kind=Withheld(row["slag"]),
            decision=f"agreement:avtal-a@{n}",
            clause="8.2",
            begins=day(row["från"]),
            until=day(row["till"]) if row["till"] else None,
            percent=number(row["procent"]),
            ore=number(row["öre"]),
            over=bool(row["över"]) and row["över"] <= month,
        )
        for n, row in enumerate(table("pay_sanctions.csv"), start=2)
    ]


def fine(ore: int, sanction: str = "vite-1", begins: str = "2026-01-10") -> Claim:
    decision = "agreement:avtal-a@2"
    begun = day(begins)
    return Claim(
        sanction, Withheld.FINE, decision, "8.3", begun, None, None, ore, over=False
    )


def withheld(percent: int, begins: str, until: str | None = None) -> Claim:
    return fine(0, "inne-1", begins)._replace(
        kind=Withheld.WITHHOLDING,
        percent=percent,
        ore=None,
        until=day(until) if until else None,
    )


def ores(lines: tuple[Deduction, ...]) -> dict[str, int]:
    return {line.sanction: line.ore for line in lines}


# -- By hand -----------------------------------------------------------------------


def test_each_month_of_the_table_comes_to_what_was_worked_by_hand():
    settled: list[Settled] = []
    for month, told in groupby(table("pay_deductions.csv"), lambda row: row["månad"]):
        expected = list(told)
        pay = int(expected[0]["ersättning"])
        lines = deductions_of(month, pay, claims_in(month), settled)
        settled.append(Settled(month, pay, lines))

        assert [
            (x.sanction, x.claimed_ore, x.elsewhere_ore, x.ore, x.carried_ore)
            for x in lines
        ] == [
            (row["påföljd"], *(int(row[x]) for x in ("krav", "andra", "rad", "kvar")))
            for row in expected
            if row["påföljd"]
        ]
        assert pay + deducted(lines) == int(expected[-1]["att betala"])


# -- Rule by rule ------------------------------------------------------------------


def test_a_month_is_never_below_zero_and_the_rest_is_carried():
    (line,) = deductions_of(JANUARY, 300, [fine(1_000)], [])

    assert (line.ore, line.carried_ore) == (-300, 700)


def test_what_there_is_no_room_for_at_all_is_shown_and_carried():
    (line,) = deductions_of(JANUARY, 0, [fine(1_000)], [])

    assert (line.ore, line.carried_ore) == (0, 1_000)


def test_the_earliest_sanction_is_settled_first():
    late, early = fine(80, "vite-2", "2026-01-20"), fine(80, "vite-1", "2026-01-10")

    assert ores(deductions_of(JANUARY, 100, [late, early], [])) == {
        "vite-1": -80,
        "vite-2": -20,
    }


def test_what_comes_back_makes_room_for_what_is_to_be_taken():
    before = Settled("2025-12", 100, deductions_of("2026-01", 100, [fine(100)], []))
    over = fine(100)._replace(over=True)
    later = fine(150, "vite-2", "2026-01-20")

    lines = deductions_of(JANUARY, 50, [over, later], [before])

    assert ores(lines) == {"vite-1": 100, "vite-2": -150}


@pytest.mark.parametrize("begins", ["2026-02-01", "2026-02-28"])
def test_a_sanction_takes_nothing_of_a_month_before_it_begins(begins):
    assert deductions_of(JANUARY, 100, [fine(10, begins=begins)], []) == ()


def test_the_last_day_of_a_month_is_in_the_month():
    assert ores(deductions_of(JANUARY, 100, [fine(10, begins="2026-01-31")], [])) == {
        "vite-1": -10
    }


@pytest.mark.parametrize(
    ("begins", "until", "ore"),
    [
        ("2026-01-01", None, -3_100),
        ("2025-01-01", "2027-01-01", -3_100),
        ("2026-01-31", None, -100),
        ("2026-01-01", "2026-01-01", -100),
        ("2026-01-10", "2026-01-19", -1_000),
        ("2025-12-01", "2025-12-31", None),
    ],
)
def test_a_part_is_withheld_of_the_days_that_it_holds_for(begins, until, ore):
    lines = deductions_of(JANUARY, 31_000, [withheld(10, begins, until)], [])

    assert [line.ore for line in lines] == ([] if ore is None else [ore])


def test_half_an_ore_is_rounded_upwards_as_on_other_lines():
    assert ores(deductions_of(JANUARY, 5, [withheld(10, "2026-01-01")], [])) == {
        "inne-1": -1
    }


def test_an_earlier_month_that_changed_is_put_right_in_the_next():
    claim = withheld(10, "2026-01-01")
    first = deductions_of(JANUARY, 1_000, [claim], [])

    lines = deductions_of("2026-02", 500, [claim], [Settled(JANUARY, 3_000, first)])

    assert ores(lines) == {"inne-1": -250}  # 300 and 50, less the 100 that was taken


def test_what_is_over_gives_back_only_what_was_taken():
    over = fine(1_000)._replace(over=True)

    assert deductions_of(JANUARY, 300, [over], []) == ()


def test_a_correction_tells_only_what_has_changed():
    old = deductions_of(JANUARY, 300, [fine(100), fine(50, "vite-2")], [])
    new = deductions_of(JANUARY, 300, [fine(120), fine(50, "vite-2")], [])

    assert ores(deducted_since(new, old)) == {"vite-1": -20}
    assert ores(deducted_since((), old)) == {"vite-1": 100, "vite-2": 50}
    assert deducted_since(old, old) == ()
    assert deducted_since(old, ()) == old


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-01-31", "2026-01-31", ["2026-01"]),
        ("2025-12-31", "2026-02-01", ["2025-12", "2026-01", "2026-02"]),
        ("2026-02-01", "2026-01-31", []),
    ],
)
def test_months_are_told_from_day_to_day(first, last, told):
    assert list(months_between(day(first), day(last))) == told


# -- The file ----------------------------------------------------------------------


def test_deductions_are_rows_before_the_sum_with_columns_of_their_own():
    clause = 'p. 8;3 "vite"\nandra stycket'
    claim = fine(1_000)._replace(clause=clause)
    content = ledger_file(ABOUT, (), 5_000, deductions_of(JANUARY, 5_000, [claim], []))

    told = list(csv.DictReader(content.decode().splitlines(), delimiter=";"))

    assert [(row["slag"], row["belopp"]) for row in told] == [
        ("moms", "50,00"),
        ("vite", "-10,00"),
        ("summa", "40,00"),
    ]
    assert (told[1]["påföljd"], told[1]["beslut"], told[1]["klausul"]) == (
        "vite-1",
        "agreement:avtal-a@2",
        'p. 8;3 "vite" andra stycket',
    )


def test_what_is_given_back_is_told_as_such():
    taken = deductions_of(JANUARY, 100, [fine(100)], [])

    told = rows(ledger_file(ABOUT, (), 0, deducted_since((), taken)))

    assert (told[2][5], told[2][14]) == ("återfört", "1,00")


def test_without_deductions_the_file_has_no_more_columns():
    assert len(rows(ledger_file(ABOUT, (), 0))[0]) == 15


# -- Always ------------------------------------------------------------------------

days = st.dates(date(2025, 12, 1), date(2026, 7, 15))


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    """Up to four sanctions of any kind; percents of all together at most a hundred."""
    found = []
    for n in range(draw(st.integers(1, 4))):
        percent = draw(st.none() | st.integers(1, 25))
        begins = draw(days)
        found.append(
            Claim(
                f"p-{n}",
                Withheld.FINE if percent is None else Withheld.WITHHOLDING,
                f"agreement:avtal-a@{n + 2}",
                "8.2",
                begins,
                draw(st.none() | st.dates(begins, date(2026, 12, 31))),
                percent,
                draw(st.integers(1, 5_000)) if percent is None else None,
                draw(st.booleans()),
            )
        )
    return found


@settings(deadline=None)
@given(
    claims(),
    st.permutations(MONTHS),
    st.lists(st.integers(0, 3_000), min_size=6, max_size=6),
)
def test_in_whatever_order_all_that_is_claimed_is_taken_once(known, order, pays):
    """Some are released half-way; the last month has room for all."""
    settled: list[Settled] = []
    for n, (month, pay) in enumerate(zip(order, pays, strict=True)):
        standing = [claim._replace(over=claim.over and n > 2) for claim in known]
        lines = deductions_of(month, pay, standing, settled)
        settled.append(Settled(month, pay, lines))
        assert pay + deducted(lines) >= 0
        for line in lines:
            assert line.claimed_ore == line.elsewhere_ore - line.ore + line.carried_ore
            assert line.carried_ore >= 0

    last = deductions_of("2026-07", ENOUGH, known, settled)

    months = {one.month: one.pay for one in settled} | {"2026-07": ENOUGH}
    for claim in known:
        taken = -sum(
            line.ore
            for one in (*settled, Settled("2026-07", ENOUGH, last))
            for line in one.deductions
            if line.sanction == claim.sanction
        )
        assert taken == claim.of(months)
    assert not any(line.carried_ore for line in last)


@settings(deadline=None)
@given(claims(), st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_rows_of_the_file_are_the_sum_however_it_was_corrected(known, pay, more):
    """The month and its correction together are the month calculated anew."""
    first = deductions_of(JANUARY, pay, known, [])
    over = [claim._replace(over=not claim.over) for claim in known]
    then = deductions_of(JANUARY, more, over, [])
    sums = []
    for vat, lines in ((pay, first), (more - pay, deducted_since(then, first))):
        *told, total = rows(ledger_file(ABOUT, (), vat, lines))[1:]
        ore = [int(row[14].replace(",", "")) for row in told]
        assert sum(ore) == int(total[14].replace(",", ""))
        sums.append(sum(ore))

    assert sum(sums) == more + deducted(then) >= 0
