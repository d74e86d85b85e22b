"""Legal time where the documents set the length, or it is counted backward."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upphandling.domain.calendar import OutsideCalendar, swedish_calendar
from upphandling.domain.instants import start_of
from upphandling.domain.legal_time import (
    LengthFollowsFromLaw,
    LengthNotGiven,
    PeriodCannotBeExtended,
    PeriodTooShort,
    RunsToAnEvent,
    count,
    count_if_in_force,
)
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.rulebook import (
    UnknownRule,
    rules,
)

# Every length then ends within the calendar, forward and backward.
DAYS = st.dates(date(2024, 1, 1), date(2065, 12, 31))
LENGTHS = st.builds(Length, st.integers(1, 30), st.sampled_from(Unit))
FROM_THE_LAW = st.sampled_from([rule.id for rule in rules() if rule.lengths])
SET_BY_US = st.sampled_from(
    [rule.id for rule in rules() if rule.counting and not rule.lengths]
)


# -- A length that the documents or the municipality set --------------------


def test_the_documents_say_how_long_a_supplier_has_to_comment():
    deadline = count(
        "exclusion-hearing", date(2026, 6, 12), length=Length(7, Unit.DAYS)
    )

    assert deadline.length == "7 dagar"
    assert deadline.nominal == date(2026, 6, 19)
    assert deadline.last_day == date(2026, 6, 22)
    assert deadline.rolled_because == "midsommarafton"
    assert deadline.paragraph == "LOU 19 kap. 17 §"
    assert deadline.channel is None


def test_the_municipalitys_own_promise_cites_no_paragraph():
    deadline = count("lov-answer", date(2026, 8, 31), length=Length(3, Unit.MONTHS))

    assert deadline.last_day == date(2026, 11, 30)
    assert deadline.paragraph == deadline.wording == "lokal ordning"


@given(SET_BY_US, DAYS)
def test_a_rule_without_a_length_of_its_own_is_not_counted_without_one(rule, trigger):
    with pytest.raises(LengthNotGiven) as refusal:
        count(rule, trigger)

    assert refusal.value.details["rule"] == rule


@given(FROM_THE_LAW, DAYS, LENGTHS)
def test_nobody_says_another_length_than_the_law(rule, trigger, length):
    with pytest.raises(LengthFollowsFromLaw) as refusal:
        count(rule, trigger, length=length)

    assert refusal.value.details["rule"] == rule
    assert refusal.value.details["length"] == str(length)


@pytest.mark.parametrize("rule", [rule.id for rule in rules() if rule.counting is None])
def test_what_runs_until_an_event_is_not_counted_in_days(rule):
    with pytest.raises(RunsToAnEvent) as refusal:
        count(rule, date(2026, 8, 1), length=Length(3, Unit.DAYS))

    assert refusal.value.details["rule"] == rule


# -- Counted backward ------------------------------------------------------


@pytest.mark.parametrize(
    ("last_day_for_bids", "nominal", "last_day", "because"),
    [
        ("2026-09-30", "2026-09-24", "2026-09-24", None),
        ("2026-09-25", "2026-09-19", "2026-09-18", "lördag"),
        ("2026-06-26", "2026-06-20", "2026-06-18", "midsommardagen"),
        ("2027-01-07", "2027-01-01", "2026-12-30", "nyårsdagen"),
        ("2026-04-12", "2026-04-06", "2026-04-02", "annandag påsk"),
        ("2027-05-12", "2027-05-06", "2027-05-05", "Kristi himmelsfärdsdag"),
    ],
)
def test_answers_are_due_six_days_before_and_earlier_when_that_day_is_closed(
    last_day_for_bids, nominal, last_day, because
):
    deadline = count("answers-before-last-day", day(last_day_for_bids))

    assert deadline.nominal == day(nominal)
    assert deadline.last_day == day(last_day)
    assert deadline.free_from == day(last_day) + timedelta(days=1)
    assert deadline.expires_at == start_of(deadline.free_from)
    assert deadline.rolled_because == because


def test_the_alarm_before_an_agreement_ends_does_not_move():
    deadline = count(
        "agreement-expiry-alarm", date(2028, 6, 30), length=Length(18, Unit.MONTHS)
    )

    assert deadline.last_day == date(2026, 12, 30)


@given(DAYS)
def test_a_deadline_counted_backward_never_moves_forward(trigger):
    deadline = count("answers-before-last-day", trigger)

    assert swedish_calendar().is_open(deadline.last_day)
    assert timedelta(0) <= deadline.nominal - deadline.last_day <= timedelta(days=5)
    assert deadline.last_day < trigger


@pytest.mark.parametrize(
    ("stated", "refusal"),
    [("2026-09-25", PeriodTooShort), ("2026-09-23", PeriodCannotBeExtended)],
)
def test_the_authority_states_no_other_day_for_its_answers(stated, refusal):
    with pytest.raises(refusal):
        count("answers-before-last-day", date(2026, 9, 30), stated_last_day=day(stated))


@pytest.mark.parametrize("stated", ["2026-06-18", "2026-06-19", "2026-06-20"])
def test_a_stated_day_between_the_nominal_and_the_earlier_one_changes_nothing(stated):
    deadline = count(
        "answers-before-last-day", date(2026, 6, 26), stated_last_day=day(stated)
    )

    assert deadline.last_day == date(2026, 6, 18)


# -- Where no wording holds ------------------------------------------------


def test_a_case_older_than_the_wording_has_no_such_deadline():
    sent, begun = date(2022, 8, 1), date(2022, 6, 1)

    assert count_if_in_force("new-grounds", sent, on=begun) is None
    assert count_if_in_force("new-grounds", sent) == count("new-grounds", sent)


def test_only_a_wording_not_in_force_is_passed_over():
    with pytest.raises(UnknownRule):
        count_if_in_force("avtalsspärr", date(2026, 8, 1))
    with pytest.raises(LengthNotGiven):
        count_if_in_force("lov-answer", date(2026, 8, 1))
    with pytest.raises(OutsideCalendar):
        count_if_in_force("standstill", date(2100, 12, 25))


@given(DAYS, SET_BY_US, LENGTHS)
def test_a_length_that_was_given_is_carried_too(trigger, rule, length):
    deadline = count(rule, trigger, length=length)

    assert deadline == count(
        deadline.rule,
        deadline.trigger,
        on=deadline.on,
        length=Length.parse(deadline.length),
    )


def day(text):
    return date.fromisoformat(text)
