"""Options that prolong an agreement, and the alarm before it expires."""

from __future__ import annotations

import pytest

from tests.domain.agreement.changing import (
    TERMS,
    YEAR_3,
    YEAR_4,
    signed,
    with_options,
)
from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.agreement import (
    Agreement,
)
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    EndsBeforeItStarts,
    NothingToExtend,
    OptionsTooLate,
    OptionTooLate,
    OptionUsed,
)
from upphandling.domain.base import Role
from upphandling.domain.legal_time import count
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.parts import UnknownPart


def test_a_bridge_that_ends_before_it_begins_is_no_agreement():
    wrong = TERMS.model_copy(update={"ends_on": day("2026-09-30")})

    with refuses(
        None,
        EndsBeforeItStarts,
        starts_on=day("2026-10-01"),
        ends_on=day("2026-09-30"),
    ):
        Agreement.sign_directly(
            person("2026-06-01T09:00"), "bro-a", direct_procurement="bro", terms=wrong
        )


# -- Options --------------------------------------------------------------------


def test_an_option_prolongs_the_agreement_as_it_was_agreed():
    agreement = given(with_options())

    agreement.exercise_option(
        person("2028-03-31T16:00"), option="ar-3", reason="God kvalitet"
    )

    assert emitted(agreement) == [
        event(
            Agreement.OptionExercised,
            option="ar-3",
            before=day("2028-09-30"),
            ends_on=day("2029-09-30"),
            reason="God kvalitet",
        )
    ]
    assert agreement.ends_on == day("2029-09-30")


def test_an_option_is_called_in_time_or_not_at_all():
    agreement = given(with_options())

    with refuses(agreement, OptionTooLate, option="ar-3", call_by=day("2028-03-31")):
        agreement.exercise_option(
            person("2028-04-01T00:00"), option="ar-3", reason="För sent"
        )


def test_an_option_is_used_once():
    agreement = with_options()
    agreement.exercise_option(person("2028-03-01T09:00"), option="ar-3", reason="Ja")
    given(agreement)

    with refuses(agreement, OptionUsed, option="ar-3"):
        agreement.exercise_option(
            person("2028-03-02T09:00"), option="ar-3", reason="Igen"
        )


def test_an_option_that_would_end_the_agreement_earlier_is_no_extension():
    agreement = with_options()
    agreement.extend(
        person("2027-01-01T09:00"), ends_on=day("2029-12-31"), reason="Överenskommet"
    )
    given(agreement)

    with refuses(
        agreement,
        EndsBeforeItStarts,
        ends_on=day("2029-09-30"),
        before=day("2029-12-31"),
    ):
        agreement.exercise_option(person("2028-03-02T09:00"), option="ar-3", reason="x")


def test_an_option_nobody_agreed_cannot_be_used():
    agreement = given(with_options())

    with refuses(agreement, UnknownPart, part="ar-9", known=["ar-3", "ar-4"]):
        agreement.exercise_option(person("2028-03-01T09:00"), option="ar-9", reason="x")


def test_options_belong_to_the_agreement_from_its_beginning():
    agreement = signed()
    agreement.start(scheduler("2026-10-01T00:00"))
    given(agreement)

    with refuses(agreement, OptionsTooLate, status="in_force"):
        agreement.agree_options(person("2026-10-02T09:00"), options=(YEAR_3,))


def test_options_are_agreed_once():
    agreement = given(with_options())

    with refuses(agreement, OptionsTooLate, status="signed"):
        agreement.agree_options(person("2026-06-02T09:00"), options=(YEAR_3,))


@pytest.mark.parametrize(
    ("options", "ends_on", "wanted"),
    [
        (
            (YEAR_4.model_copy(update={"call_by": YEAR_3.call_by}), YEAR_3),
            "2030-09-30",
            "2029-09-30",
        ),
        (
            (YEAR_3.model_copy(update={"ends_on": day("2028-09-30")}),),
            "2028-09-30",
            "2028-09-30",
        ),
    ],
)
def test_each_option_reaches_further_than_the_one_before(options, ends_on, wanted):
    agreement = given(signed())

    with refuses(agreement, NothingToExtend, ends_on=day(ends_on), wanted=day(wanted)):
        agreement.agree_options(person("2026-06-02T09:00"), options=options)


def test_an_agreement_without_end_has_nothing_to_prolong():
    agreement = given(signed(ends_on=None))

    with refuses(agreement, NothingToExtend, ends_on=None, wanted=YEAR_3.ends_on):
        agreement.agree_options(person("2026-06-02T09:00"), options=(YEAR_3,))


def test_an_option_is_called_before_what_it_prolongs_has_ended():
    agreement = given(signed())
    late = YEAR_3.model_copy(update={"call_by": day("2028-10-01")})

    with refuses(agreement, OptionTooLate, option="ar-3", call_by=day("2028-10-01")):
        agreement.agree_options(person("2026-06-02T09:00"), options=(late,))


# -- Before it expires ----------------------------------------------------------


def alarm(ends_on: str):
    return count("agreement-expiry-alarm", day(ends_on), length=Length(12, Unit.MONTHS))


def test_the_alarm_is_set_so_many_months_before_the_end():
    agreement = given(signed())

    agreement.watch_expiry(person("2026-06-02T09:00"), months=12)

    assert emitted(agreement) == [
        event(Agreement.ExpiryWatched, months=12, alarm=alarm("2028-09-30"))
    ]
    assert alarm("2028-09-30").last_day == day("2027-09-30")


def test_the_alarm_follows_the_end_of_the_agreement():
    agreement = with_options()
    agreement.watch_expiry(person("2026-06-02T09:00"), months=12)
    given(agreement)

    agreement.exercise_option(person("2028-03-01T09:00"), option="ar-3", reason="Ja")
    agreement.extend(
        person("2028-03-02T09:00"), ends_on=day("2029-12-31"), reason="Överenskommet"
    )
    agreement.give_notice(
        person("2028-03-03T09:00", Role.CONTRACT_MANAGER),
        ends_on=day("2029-06-30"),
        reason="Uppsagt",
    )

    told = [said for topic, said in emitted(agreement) if topic.endswith("watched")]
    assert [said["alarm"] for said in told] == [
        alarm("2029-09-30"),
        alarm("2029-12-31"),
        alarm("2029-06-30"),
    ]


def test_the_scheduler_raises_the_alarm():
    agreement = signed()
    agreement.watch_expiry(person("2026-06-02T09:00"), months=12)
    given(agreement)

    agreement.raise_expiry_alarm(scheduler("2027-10-01T00:00"))

    assert emitted(agreement) == [
        event(Agreement.ExpiryAlarmRaised, ends_on=day("2028-09-30"))
    ]


def test_an_agreement_nobody_watches_raises_no_alarm():
    agreement = given(signed())

    with refuses(
        agreement,
        AgreementNotInForce,
        agreement="avtal-a",
        ends_on=day("2028-09-30"),
    ):
        agreement.raise_expiry_alarm(scheduler("2027-10-01T00:00"))


def test_an_agreement_without_end_needs_no_alarm():
    agreement = given(signed(ends_on=None))

    with refuses(agreement, AgreementNotInForce, agreement="avtal-a", ends_on=None):
        agreement.watch_expiry(person("2026-06-02T09:00"), months=12)
