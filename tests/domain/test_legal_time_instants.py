"""Legal time: when a Swedish day begins and ends, and how an instant is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upphandling.domain.instants import (
    SWEDEN,
    AmbiguousTime,
    BareDate,
    ImpossibleTime,
    MalformedInstant,
    NaiveTime,
    local_date,
    midnight_after,
    parse_instant,
)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_swedish_day_always_ends_at_22_or_23_utc(last_day):
    end = midnight_after(last_day)

    assert end.tzinfo is UTC
    assert (end.hour, end.minute, end.second) in {(22, 0, 0), (23, 0, 0)}
    assert end.date() == last_day


# -- Instants --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2019-05-02T10:00:00Z", datetime(2019, 5, 2, 10, tzinfo=UTC)),
        ("2019-05-02T10:00:00+02:00", datetime(2019, 5, 2, 8, tzinfo=UTC)),
        ("2019-05-02 10:00:59.999999Z", datetime(2019, 5, 2, 10, 0, 59, tzinfo=UTC)),
        ("2019-05-02T10:00", datetime(2019, 5, 2, 8, tzinfo=UTC)),
        ("2019-12-02T10:00", datetime(2019, 12, 2, 9, tzinfo=UTC)),
        ("2026-10-25T02:30+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2026-10-25T01:59:59", datetime(2026, 10, 24, 23, 59, 59, tzinfo=UTC)),
        ("2026-10-25T03:00", datetime(2026, 10, 25, 2, tzinfo=UTC)),
        ("2026-03-29T01:59:59", datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)),
        ("2026-03-29T03:00", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_as_whole_seconds_in_utc(text, instant):
    read = parse_instant(text, naive_is_local=True)

    assert read == instant
    assert read.tzinfo is UTC


def test_a_naive_time_is_refused_where_it_may_not_be_swedish():
    with pytest.raises(NaiveTime, match=r"2019-05-02T10:00.*saknar tidszon"):
        parse_instant("2019-05-02T10:00", naive_is_local=False)


@pytest.mark.parametrize("text", ["2026-03-29T02:00", "2026-03-29T02:59:59"])
def test_a_time_that_the_clock_skipped_in_spring_is_refused(text):
    with pytest.raises(ImpossibleTime, match=f"{text}.*finns inte"):
        parse_instant(text, naive_is_local=True)


@pytest.mark.parametrize("text", ["2026-10-25T02:00", "2026-10-25T02:59:59"])
def test_a_time_that_the_clock_showed_twice_in_autumn_is_refused(text):
    with pytest.raises(AmbiguousTime, match=f"{text}.*två gånger.*lägg till"):
        parse_instant(text, naive_is_local=True)


@pytest.mark.parametrize("text", ["2019-05-02", "20190502", "2019-W18-4"])
def test_a_day_is_no_instant(text):
    with pytest.raises(BareDate, match=f"{text}.*klockslag"):
        parse_instant(text, naive_is_local=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "i morgon",
        "2019-02-30T10:00",
        "2019-05-02T25:00Z",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:00-14:00",
    ],
)
def test_what_is_no_instant_is_refused_in_swedish(text):
    with pytest.raises(MalformedInstant, match="är ingen tidpunkt"):
        parse_instant(text, naive_is_local=True)


@pytest.mark.parametrize("fault", [BareDate, NaiveTime, ImpossibleTime, AmbiguousTime])
def test_a_fault_of_form_is_a_value_error(fault):
    assert issubclass(fault, ValueError)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31)))  # noqa: DTZ001
def test_a_swedish_time_is_read_back_as_it_was_written_or_refused(wall_clock):
    wall_clock = wall_clock.replace(microsecond=0)
    try:
        read = parse_instant(wall_clock.isoformat(), naive_is_local=True)
    except (ImpossibleTime, AmbiguousTime):
        assert wall_clock.month in {3, 9, 10}
    else:
        assert read.astimezone(SWEDEN).replace(tzinfo=None) == wall_clock


def test_late_in_the_evening_utc_it_is_already_tomorrow_in_sweden():
    assert local_date(datetime(2026, 8, 20, 22, tzinfo=UTC)) == date(2026, 8, 21)
    assert local_date(datetime(2026, 8, 20, 21, 59, tzinfo=UTC)) == date(2026, 8, 20)
    assert local_date(
        datetime(2026, 8, 21, 8, tzinfo=timezone(timedelta(hours=9)))
    ) == date(2026, 8, 21)


def test_a_naive_datetime_has_no_swedish_date():
    with pytest.raises(NaiveTime):
        local_date(datetime(2026, 8, 20, 22))  # noqa: DTZ001
