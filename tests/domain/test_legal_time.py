"""Legal time: the clock of Sweden, and deadlines counted as the law counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upphandling.domain.calendar import OutsideCalendar, swedish_calendar
from upphandling.domain.instants import local_date, start_of
from upphandling.domain.legal_time import (
    LegalDeadline,
    PeriodCannotBeExtended,
    PeriodTooShort,
    count,
)
from upphandling.domain.rulebook import (
    Channel,
    Direction,
    RuleNotInForce,
    UnknownRule,
    rules,
)

# Every rule that holds today held then, and its last day is within the calendar.
DAYS = st.dates(date(2024, 1, 1), date(2096, 12, 31))
LAWFUL = [rule for rule in rules() if rule.lengths]
FORWARD = [rule for rule in LAWFUL if rule.counting.direction is Direction.FORWARD]
ROLLING = st.sampled_from([rule.id for rule in FORWARD if rule.rolls])
FIXED = st.sampled_from([rule.id for rule in FORWARD if not rule.rolls])
BACKWARD = st.just("answers-before-last-day")
CHANNELS = st.sampled_from(Channel)

# Sent, nominal last day, last day, free from. The first two are worked by
# Upphandlingsmyndigheten, the rest by hand.
TEN_DAYS = [
    ("2019-04-01", "2019-04-11", "2019-04-11", "2019-04-12", None),
    ("2019-04-18", "2019-04-28", "2019-04-29", "2019-04-30", "söndag"),
    ("2026-08-20", "2026-08-30", "2026-08-31", "2026-09-01", "söndag"),
    ("2026-12-14", "2026-12-24", "2026-12-28", "2026-12-29", "julafton"),
    ("2027-06-15", "2027-06-25", "2027-06-28", "2027-06-29", "midsommarafton"),
    ("2027-04-26", "2027-05-06", "2027-05-07", "2027-05-08", "Kristi himmelsfärdsdag"),
]


# -- Counting --------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "nominal", "last_day", "free_from", "because"), TEN_DAYS
)
def test_ten_days_end_where_the_golden_table_says(
    sent, nominal, last_day, free_from, because
):
    deadline = count("standstill", day(sent))

    assert deadline.nominal == day(nominal)
    assert deadline.last_day == day(last_day)
    assert deadline.free_from == day(free_from)
    assert deadline.rolled_because == because
    assert deadline.expires_at == start_of(day(free_from))


def test_orebro_could_be_taken_to_court_until_26_september_2019():
    deadline = count("cancellation-review", date(2019, 9, 16))

    assert deadline.last_day == date(2019, 9, 26)
    assert deadline.expires_at == datetime(2019, 9, 26, 22, tzinfo=UTC)
    assert deadline.wording == "SFS 2016:1145"


def test_a_single_letter_on_paper_gives_everybody_fifteen_days():
    deadline = count("standstill", date(2026, 9, 1), channel=Channel.OTHER)

    assert deadline.length == "15 dagar"
    assert deadline.channel is Channel.OTHER
    assert deadline.last_day == date(2026, 9, 16)


def test_the_channel_is_left_out_where_it_does_not_matter():
    deadline = count("legality-appeal", date(2026, 9, 1), channel=Channel.OTHER)

    assert deadline.channel is None
    assert deadline.length == "3 veckor"


def test_a_deadline_that_does_not_roll_may_end_on_a_sunday():
    deadline = count("documentation-complete", date(2026, 8, 21))

    assert deadline.last_day == deadline.nominal == date(2026, 9, 20)
    assert deadline.rolled_because is None


def test_the_case_keeps_the_wording_of_the_day_it_began():
    sent = date(2022, 3, 1)

    assert count("standstill", sent).wording == "SFS 2021:1110"
    assert count("standstill", sent, on=date(2021, 12, 1)).wording == "SFS 2016:1145"


def test_a_rule_that_did_not_exist_when_the_case_began_is_refused():
    with pytest.raises(RuleNotInForce):
        count("new-grounds", date(2022, 8, 1), on=date(2022, 6, 1))


def test_an_unknown_rule_is_refused():
    with pytest.raises(UnknownRule):
        count("avtalsspärr", date(2026, 8, 1))


def test_a_deadline_beyond_the_calendar_is_refused():
    with pytest.raises(OutsideCalendar):
        count("standstill", date(2100, 12, 25))


def test_an_instant_is_no_trigger_day():
    with pytest.raises(TypeError, match="local_date"):
        count("standstill", datetime(2026, 8, 20, 23, 30, tzinfo=UTC))


# -- A time that the authority stated --------------------------------------


def test_a_longer_standstill_than_the_law_asks_binds():
    deadline = count("standstill", date(2026, 9, 1), stated_last_day=date(2026, 9, 18))

    assert deadline.nominal == deadline.last_day == date(2026, 9, 18)
    assert deadline.length == "10 dagar"
    assert deadline.stated_last_day == date(2026, 9, 18)


def test_a_longer_standstill_rolls_as_well():
    deadline = count("standstill", date(2026, 9, 1), stated_last_day=date(2026, 9, 20))

    assert deadline.nominal == date(2026, 9, 20)
    assert deadline.last_day == date(2026, 9, 21)
    assert deadline.rolled_because == "söndag"


def test_a_shorter_standstill_than_the_law_asks_is_refused():
    with pytest.raises(PeriodTooShort) as refusal:
        count("standstill", date(2026, 9, 1), stated_last_day=date(2026, 9, 10))

    assert refusal.value.details == {
        "rule": "standstill",
        "paragraph": "LOU 20 kap. 1 §",
        "stated_last_day": date(2026, 9, 10),
        "last_day": date(2026, 9, 11),
    }


def test_a_notice_that_states_the_sunday_is_not_too_short():
    deadline = count("standstill", date(2026, 8, 20), stated_last_day=date(2026, 8, 30))

    assert deadline.last_day == date(2026, 8, 31)


def test_the_time_to_challenge_a_cancellation_cannot_be_extended():
    with pytest.raises(PeriodCannotBeExtended) as refusal:
        count(
            "cancellation-review", date(2019, 9, 16), stated_last_day=date(2019, 9, 27)
        )

    assert refusal.value.details["last_day"] == date(2019, 9, 26)


@pytest.mark.parametrize(
    ("sent", "stated", "last_day"),
    [
        ("2019-09-16", "2019-09-26", "2019-09-26"),
        ("2026-08-20", "2026-08-30", "2026-08-31"),
        ("2026-08-20", "2026-08-31", "2026-08-31"),
    ],
)
def test_stating_the_day_that_the_law_gives_extends_nothing(sent, stated, last_day):
    deadline = count("cancellation-review", day(sent), stated_last_day=day(stated))

    assert deadline.last_day == day(last_day)
    assert deadline.nominal <= day(stated)


# -- What a person and a machine read --------------------------------------


@pytest.mark.parametrize(
    ("rule", "trigger", "stated", "working"),
    [
        (
            "standstill",
            "2026-12-14",
            None,
            (
                "Dag 0 är måndag 2026-12-14. 10 dagar ger torsdag 2026-12-24 (julafton), "
                "som flyttas till måndag 2026-12-28 enligt lag (1930:173) 2 §. "
                "Från tisdag 2026-12-29: avtal får ingås, "
                "om ingen har ansökt om överprövning."
            ),
        ),
        (
            "standstill",
            "2019-04-18",
            None,
            (
                "Dag 0 är torsdag 2019-04-18. 10 dagar ger söndag 2019-04-28, "
                "som flyttas till måndag 2019-04-29 enligt lag (1930:173) 2 §. "
                "Från tisdag 2019-04-30: avtal får ingås, "
                "om ingen har ansökt om överprövning."
            ),
        ),
        (
            "standstill",
            "2026-09-01",
            "2026-09-18",
            (
                "Dag 0 är tisdag 2026-09-01. 10 dagar räcker till fredag 2026-09-11, "
                "men längre tid är angiven, till fredag 2026-09-18. "
                "Från lördag 2026-09-19: avtal får ingås, "
                "om ingen har ansökt om överprövning."
            ),
        ),
        (
            "documentation-complete",
            "2026-08-21",
            None,
            (
                "Dag 0 är fredag 2026-08-21. 30 dagar ger söndag 2026-09-20. "
                "Från måndag 2026-09-21: dokumentationen är försenad "
                "om den inte är slutförd."
            ),
        ),
        (
            "answers-before-last-day",
            "2026-06-26",
            None,
            (
                "Dag 0 är fredag 2026-06-26. 6 dagar före ger lördag 2026-06-20 "
                "(midsommardagen), som tidigareläggs till torsdag 2026-06-18, "
                "arbetsdagen före. Från fredag 2026-06-19: anbudstiden ska förlängas "
                "om svaren inte har lämnats (LOU 19 kap. 14 §)."
            ),
        ),
    ],
)
def test_the_working_can_be_read_aloud(rule, trigger, stated, working):
    stated_last_day = None if stated is None else day(stated)

    assert count(rule, day(trigger), stated_last_day=stated_last_day).working == working


def test_a_deadline_survives_json_and_says_its_instant_in_utc():
    deadline = count("standstill", date(2026, 12, 14))
    text = deadline.model_dump_json()

    assert '"expires_at":"2026-12-28T23:00:00Z"' in text
    assert LegalDeadline.model_validate_json(text) == deadline


@given(DAYS, ROLLING | FIXED | BACKWARD, CHANNELS)
def test_a_deadline_carries_all_that_counts_it_again(trigger, rule, channel):
    deadline = count(rule, trigger, channel=channel)

    assert deadline == count(
        deadline.rule,
        deadline.trigger,
        channel=deadline.channel or Channel.ELECTRONIC,
        stated_last_day=deadline.stated_last_day,
        on=deadline.on,
    )


# -- What always holds -----------------------------------------------------


@given(DAYS, ROLLING, CHANNELS)
def test_a_rolling_deadline_always_ends_on_an_open_day(trigger, rule, channel):
    deadline = count(rule, trigger, channel=channel)

    assert swedish_calendar().is_open(deadline.last_day)
    assert timedelta(0) <= deadline.last_day - deadline.nominal <= timedelta(days=5)
    assert (deadline.last_day == deadline.nominal) == (deadline.rolled_because is None)


@given(DAYS, ROLLING, st.integers(0, 90))
def test_a_stated_day_never_shortens_a_deadline(trigger, rule, extra):
    lawful = count(rule, trigger)
    stated_last_day = lawful.last_day + timedelta(days=extra)

    try:
        stated = count(rule, trigger, stated_last_day=stated_last_day)
    except PeriodCannotBeExtended:
        assert rule != "standstill"
        assert extra > 0
    else:
        assert stated.last_day >= stated_last_day
        assert swedish_calendar().is_open(stated.last_day)


@given(DAYS, FIXED)
def test_a_fixed_deadline_ends_where_the_count_ends(trigger, rule):
    deadline = count(rule, trigger)

    assert deadline.last_day == deadline.nominal
    assert deadline.rolled_because is None


@given(DAYS, ROLLING | FIXED)
def test_the_first_free_moment_is_the_start_of_the_first_free_day(trigger, rule):
    deadline = count(rule, trigger)

    assert local_date(deadline.expires_at) == deadline.free_from
    assert local_date(deadline.expires_at - timedelta(seconds=1)) == deadline.last_day


@given(DAYS)
def test_three_weeks_end_on_the_weekday_they_began_on(trigger):
    deadline = count("legality-appeal", trigger)

    assert deadline.nominal.weekday() == trigger.weekday()


def day(text):
    return date.fromisoformat(text)
