"""Application windows: the last day counts, and the day after belongs to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from tests.domain.test_admission import (
    AUTUMN,
    EXTRA,
    HOST_2026,
    VAR_2027,
    announced,
)
from tests.given import (
    day,
    emitted,
    event,
    given,
    person,
    refuses,
    scheduler,
)
from upphandling.domain.admission import (
    Admission,
    DayOfYear,
    RecurringWindow,
    Window,
)
from upphandling.domain.admission.refusals import (
    AlwaysOpen,
    ApplicationsStillWelcome,
    NoWindowLeft,
    WindowClosedAlready,
    WindowInDisorder,
)
from upphandling.domain.parts import PartExists, UnknownPart

# -- Rounds ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received_on", "window"),
    [
        ("2026-03-09", HOST_2026),
        ("2026-09-01", HOST_2026),
        ("2026-09-02", VAR_2027),
        ("2027-02-01", VAR_2027),
    ],
)
def test_the_last_day_of_a_round_counts_and_the_day_after_belongs_to_the_next(
    received_on, window
):
    assert announced().window_on(day(received_on)) == window


@for_all(st.dates(day("2026-01-01"), day("2090-12-31")))
def test_every_day_belongs_to_a_round_that_ends_within_a_year(received_on):
    window = announced().window_on(received_on)

    assert received_on <= window.apply_by <= received_on + timedelta(days=366)
    assert window.apply_by < window.start_on


def test_a_round_that_was_added_is_taken_before_one_that_ends_later():
    admission = given(announced())

    admission.schedule_window(person("2026-04-01T09:00"), window=EXTRA)

    assert emitted(admission) == [event(Admission.WindowScheduled, window=EXTRA)]
    assert admission.window_on(day("2026-06-15")) == EXTRA
    assert admission.window_on(day("2026-06-16")) == HOST_2026


def test_a_round_is_added_under_a_key_of_its_own():
    admission = given(announced())

    with refuses(admission, PartExists, part="var-2027"):
        admission.schedule_window(person("2026-04-01T09:00"), window=VAR_2027)


@pytest.mark.parametrize(
    ("apply_by", "start_on"),
    [("2026-03-31", "2026-08-01"), ("2026-06-15", "2026-06-15")],
)
def test_a_round_ends_ahead_and_starts_after_its_last_day(apply_by, start_on):
    admission = given(announced())
    facts = {
        "window": "extra",
        "apply_by": day(apply_by),
        "start_on": day(start_on),
    }

    with refuses(admission, WindowInDisorder, **facts):
        admission.schedule_window(person("2026-04-01T09:00"), window=Window(**facts))


def test_an_admission_without_rounds_is_always_open():
    admission = given(announced(recurring=()))

    assert admission.window_on(day("2031-07-14")) is None
    with refuses(admission, AlwaysOpen, admission="omvardnad"):
        admission.schedule_window(person("2026-04-01T09:00"), window=EXTRA)


def test_when_the_last_round_is_over_a_new_one_has_to_be_added():
    admission = given(announced(recurring=(), windows=(EXTRA,)))

    with refuses(
        admission,
        NoWindowLeft,
        admission="omvardnad",
        received_on=day("2026-06-16"),
    ):
        admission.window_on(day("2026-06-16"))


def test_the_clock_closes_a_round_at_midnight_and_opens_the_one_of_next_year():
    admission = given(announced())

    with refuses(
        admission,
        ApplicationsStillWelcome,
        window="host-2026",
        apply_by=HOST_2026.apply_by,
    ):
        admission.close_window(scheduler("2026-09-01T23:59:59"), window="host-2026")
    admission.close_window(scheduler("2026-09-02T00:00"), window="host-2026")

    assert emitted(admission) == [
        event(
            Admission.WindowClosed,
            window="host-2026",
            apply_by=HOST_2026.apply_by,
            next=AUTUMN.coming(day("2026-09-02")),
        )
    ]
    assert admission.windows["host-2027"].start_on == day("2027-12-01")


def test_a_round_that_does_not_recur_has_no_successor():
    admission = given(announced(windows=(EXTRA,)))

    admission.close_window(scheduler("2026-06-16T00:00"), window="extra")

    assert emitted(admission) == [
        event(
            Admission.WindowClosed,
            window="extra",
            apply_by=EXTRA.apply_by,
            next=None,
        )
    ]


def test_a_round_is_closed_once_and_must_be_known():
    admission = announced()
    admission.close_window(scheduler("2026-09-02T00:00"), window="host-2026")
    given(admission)

    with refuses(admission, WindowClosedAlready, window="host-2026"):
        admission.close_window(scheduler("2026-09-02T00:00"), window="host-2026")
    with pytest.raises(UnknownPart):
        admission.close_window(scheduler("2026-09-02T00:00"), window="okand")


def test_a_start_that_comes_earlier_in_the_year_is_next_year():
    winter = RecurringWindow(
        window="vinter",
        apply_by=DayOfYear(month=11, day=15),
        start_on=DayOfYear(month=2, day=1),
    )

    assert winter.coming(day("2026-03-01")) == Window(
        window="vinter-2026",
        apply_by=day("2026-11-15"),
        start_on=day("2027-02-01"),
    )


def test_a_day_that_does_not_come_every_year_is_no_last_day():
    with pytest.raises(ValueError, match="finns inte varje år"):
        DayOfYear(month=2, day=29)
