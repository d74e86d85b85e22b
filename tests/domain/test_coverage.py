"""Coverage: exactly one is responsible for everybody, every day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.given import day
from upphandling.domain.coverage import (
    MOST_SHOWN,
    Flaw,
    Granted,
    Period,
    Validity,
    cover,
    cover_services,
)

OLD = Validity(day("2026-01-01"), day("2026-03-31"))
NEW = Validity(day("2026-04-01"), None)
BOTH = {"gammalt": OLD, "nytt": NEW}
UNTIL = day("2026-04-30")


def period(
    from_day: str,
    until: str | None,
    agreement: str | None,
    *,
    ended: bool = False,
    who: str = "k-1/omvardnad",
) -> Period:
    return Period(who, day(from_day), until and day(until), agreement, ended)


def test_who_is_taken_over_on_the_day_the_agreement_ends_is_covered_all_along():
    found = cover(
        [
            period("2026-01-01", "2026-04-01", "gammalt"),
            period("2026-04-01", None, "nytt"),
        ],
        BOTH,
        UNTIL,
    )

    assert (found.persons, found.person_days) == (1, 120)
    assert (found.days_without, found.days_with_two) == (0, 0)


def test_nobody_is_responsible_when_the_agreement_has_ended():
    found = cover([period("2026-03-01", None, "gammalt")], BOTH, UNTIL)

    assert found.flaws == [
        Flaw("k-1/omvardnad", day("2026-04-01"), day("2026-05-01"), 0)
    ]
    assert found.days_without == 30


def test_two_are_responsible_when_the_first_was_never_let_go():
    rows = [
        period("2026-02-01", None, "gammalt"),
        period("2026-03-30", None, "gammalt"),
    ]

    found = cover(rows, BOTH, day("2026-03-31"))

    assert found.flaws == [
        Flaw("k-1/omvardnad", day("2026-03-30"), day("2026-04-01"), 2)
    ]
    assert found.days_with_two == 2


def test_between_the_end_of_care_and_a_return_there_is_nothing_to_be_responsible_for():
    rows = [
        period("2026-01-01", "2026-02-01", "gammalt", ended=True),
        period("2026-03-01", None, "gammalt"),
    ]

    found = cover(rows, BOTH, day("2026-03-31"))

    assert (found.persons, found.person_days) == (1, 31 + 31)
    assert found.flaws == []


def test_who_returns_without_a_provider_is_not_covered_from_the_first_day():
    rows = [
        period("2026-01-01", "2026-02-01", "gammalt", ended=True),
        period("2026-03-01", "2026-03-11", None),
        period("2026-03-11", None, "gammalt"),
    ]

    found = cover(rows, BOTH, day("2026-03-31"))

    assert found.flaws == [
        Flaw("k-1/omvardnad", day("2026-03-01"), day("2026-03-11"), 0)
    ]


def test_a_gap_that_is_no_end_of_care_is_a_flaw():
    rows = [
        period("2026-01-01", "2026-02-01", "gammalt"),
        period("2026-02-03", None, "gammalt"),
    ]

    found = cover(rows, BOTH, day("2026-03-31"))

    assert found.days_without == 2


def test_care_that_ended_before_it_began_is_nobodys():
    rows = [period("2026-03-01", "2026-02-01", None, ended=True)]

    assert cover(rows, BOTH, UNTIL).persons == 0


def test_an_agreement_that_is_not_known_covers_nobody():
    found = cover([period("2026-04-01", None, "okänt")], BOTH, UNTIL)

    assert found.days_without == found.person_days == 30


def test_all_flaws_are_counted_and_the_first_are_told():
    rows = [period("2026-04-01", None, None, who=f"k-{n:02}/b") for n in range(30)]

    found = cover(rows, BOTH, UNTIL)

    assert len(found.flaws) == MOST_SHOWN
    assert found.days_without == 30 * 30


def test_a_service_is_covered_by_the_provider_of_its_own_bundle():
    granted = {
        "k-1/omvardnad": [
            Granted("k-1/omvardnad", "personal_care", day("2026-04-01"), None)
        ],
        "k-1/service": [
            Granted("k-1/service", "domestic_services", day("2026-04-01"), None)
        ],
    }
    rows = [period("2026-04-01", None, "nytt")]

    found = cover_services(granted, rows, BOTH, UNTIL)

    assert (found.persons, found.person_days) == (2, 60)
    assert found.flaws == [
        Flaw(
            "k-1/service", day("2026-04-01"), day("2026-05-01"), 0, "domestic_services"
        )
    ]


def test_a_service_counts_from_its_own_day_to_its_own_end():
    service = Granted(
        "k-1/omvardnad", "night_support", day("2026-04-11"), day("2026-04-21")
    )
    rows = [period("2026-04-15", None, "nytt")]

    found = cover_services({"k-1/omvardnad": [service]}, rows, BOTH, UNTIL)

    assert (found.person_days, found.days_without) == (10, 4)


def test_a_service_that_is_still_ahead_is_not_counted():
    service = Granted("k-1/omvardnad", "meals", day("2026-05-01"), None)

    found = cover_services({"k-1/omvardnad": [service]}, [], BOTH, UNTIL)

    assert (found.persons, found.person_days) == (0, 0)


FIRST = date(2026, 1, 1)
offsets = st.integers(min_value=0, max_value=40)


@settings(max_examples=60)
@given(st.lists(st.tuples(offsets, offsets, st.booleans()), min_size=1, max_size=5))
def test_counting_by_steps_agrees_with_counting_day_by_day(drawn):
    rows = sorted(
        (
            Period(
                "k/b",
                FIRST + timedelta(days=start),
                FIRST + timedelta(days=start + length + 1),
                "alltid" if held else None,
            )
            for start, length, held in drawn
        ),
        key=lambda row: row.from_day,
    )
    until = FIRST + timedelta(days=60)
    found = cover(rows, {"alltid": Validity(FIRST, None)}, until)
    first, last = rows[0].from_day, max(row.until or until for row in rows)
    days = [first + timedelta(days=n) for n in range((last - first).days)]
    days = [day for day in days if day <= until]
    counts = [
        sum(
            row.agreement is not None
            and row.from_day <= day
            and (row.until is None or day < row.until)
            for row in rows
        )
        for day in days
    ]

    assert found.person_days == len(days)
    assert found.days_without == counts.count(0)
    assert found.days_with_two == sum(count > 1 for count in counts)


@pytest.mark.parametrize("until", ["2025-12-31", "2025-06-01"])
def test_nobody_counts_before_the_first_day(until):
    found = cover([period("2026-01-01", None, "gammalt")], BOTH, day(until))

    assert (found.persons, found.person_days) == (0, 0)
