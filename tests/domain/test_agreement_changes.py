"""Changes of an agreement: options, grounds of 17 kap. LOU, the alarm before expiry."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from tests.given import day, emitted, event, given, person, refuses, scheduler
from upphandling.domain.agreement import (
    Agreement,
    Change,
    ChangeGround,
    Option,
    Terms,
)
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    ChangeTooLarge,
    ChangeWithoutClause,
    EndsBeforeItStarts,
    NoNoticeOwed,
    NothingToExtend,
    OptionsTooLate,
    OptionTooLate,
    OptionUsed,
    ValueNotStated,
    ValueSettled,
)
from upphandling.domain.base import Role
from upphandling.domain.configuration import Regime
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.legal_time import count
from upphandling.domain.lengths import Length, Unit
from upphandling.domain.parts import PartExists, UnknownPart

TERMS = Terms(
    system="staden",
    provider="utforare-a",
    name="Utförare A",
    regime=Regime.LOU,
    bundle="omvardnad",
    areas=("norr",),
    starts_on=day("2026-10-01"),
    ends_on=day("2028-09-30"),
)
YEAR_3 = Option(option="ar-3", ends_on=day("2029-09-30"), call_by=day("2028-03-31"))
YEAR_4 = Option(option="ar-4", ends_on=day("2030-09-30"), call_by=day("2029-03-31"))


def signed(**changed: Any) -> Agreement:
    return Agreement.sign(
        person("2026-06-01T09:00"),
        "avtal-a",
        award="tilldelning",
        lot="norr",
        bid="anbud-a",
        terms=TERMS.model_copy(update=changed),
    )


def worth(value_sek: int = 10_000_000, threshold_sek: int = 8_000_000) -> Agreement:
    agreement = signed()
    agreement.state_value(
        person("2026-06-01T09:00"),
        value_sek=value_sek,
        threshold_sek=threshold_sek,
        source="Avtalets bilaga 1",
    )
    return agreement


def change(key: str, ground: ChangeGround, change_sek: int, **more: Any) -> Change:
    return Change(
        change=key,
        ground=ground,
        description="Fler timmar på helger",
        change_sek=change_sek,
        **more,
    )


def with_options() -> Agreement:
    agreement = signed()
    agreement.agree_options(person("2026-06-01T09:00"), options=(YEAR_3, YEAR_4))
    return agreement


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


# -- Changes --------------------------------------------------------------------


def test_a_change_says_its_ground_and_its_paragraph():
    agreement = given(worth())
    small = change("helger", ChangeGround.MINOR_VALUE, 999_999)

    agreement.change(person("2027-02-01T09:00"), change=small, motive="Liten ökning")

    assert emitted(agreement) == [
        event(
            Agreement.Changed,
            change=small,
            paragraph="LOU 17 kap. 9 §",
            value_sek=10_000_000,
            motive="Liten ökning",
        )
    ]


@pytest.mark.parametrize(
    ("ground", "paragraph"),
    list(zip(ChangeGround, [f"LOU 17 kap. {n} §" for n in range(9, 15)], strict=True)),
)
def test_each_ground_stands_in_its_own_paragraph(ground, paragraph):
    assert ground.paragraph == paragraph


def test_small_changes_count_together():
    agreement = worth()
    for number, amount in enumerate((600_000, -300_000)):
        agreement.change(
            person("2027-02-01T09:00"),
            change=change(f"andring-{number}", ChangeGround.MINOR_VALUE, amount),
            motive="Liten",
        )
    given(agreement)

    with refuses(
        agreement,
        ChangeTooLarge,
        paragraph="LOU 17 kap. 9 §",
        net_change_sek=1_000_000,
        value_sek=10_000_000,
        threshold_sek=8_000_000,
    ):
        agreement.change(
            person("2027-03-01T09:00"),
            change=change("en-till", ChangeGround.MINOR_VALUE, 700_000),
            motive="Droppen",
        )


def test_a_small_change_stays_below_the_threshold_too():
    agreement = given(worth(value_sek=100_000_000, threshold_sek=8_000_000))

    with refuses(
        agreement,
        ChangeTooLarge,
        paragraph="LOU 17 kap. 9 §",
        net_change_sek=8_000_000,
        value_sek=100_000_000,
        threshold_sek=8_000_000,
    ):
        agreement.change(
            person("2027-03-01T09:00"),
            change=change("stor", ChangeGround.MINOR_VALUE, 8_000_000),
            motive="Åtta procent",
        )


@pytest.mark.parametrize(
    ("ground", "paragraph"),
    [
        (ChangeGround.ADDITIONAL_ORDER, "LOU 17 kap. 11 §"),
        (ChangeGround.UNFORESEEN, "LOU 17 kap. 12 §"),
    ],
)
def test_a_large_order_is_at_most_half_the_value_each_time(ground, paragraph):
    agreement = worth()
    for number in range(2):
        agreement.change(
            person("2027-03-01T09:00"),
            change=change(f"order-{number}", ground, 5_000_000),
            motive="Nödvändigt",
        )
    given(agreement)

    with refuses(
        agreement,
        ChangeTooLarge,
        paragraph=paragraph,
        change_sek=5_000_001,
        value_sek=10_000_000,
    ):
        agreement.change(
            person("2027-04-01T09:00"),
            change=change("for-stor", ground, 5_000_001),
            motive="Nödvändigt",
        )


def test_a_change_by_clause_points_to_the_clause():
    agreement = given(worth())

    with refuses(agreement, ChangeWithoutClause, change="andel"):
        agreement.change(
            person("2027-04-01T09:00"),
            change=change("andel", ChangeGround.CLAUSE, 30_000_000),
            motive="Andelen växer till 50 procent",
        )

    agreement.change(
        person("2027-04-01T09:00"),
        change=change("andel", ChangeGround.CLAUSE, 30_000_000, clause="punkt 7.2"),
        motive="Andelen växer till 50 procent",
    )
    assert [topic for topic, _ in emitted(agreement)] == ["agreement.changed"]


def test_a_change_is_measured_against_a_value_that_has_been_stated():
    agreement = given(signed())

    with refuses(agreement, ValueNotStated, agreement="avtal-a"):
        agreement.change(
            person("2027-04-01T09:00"),
            change=change("helger", ChangeGround.NOT_SUBSTANTIAL, 0),
            motive="Ingen ändrad kostnad",
        )


def test_the_value_that_changes_are_measured_against_stays_after_the_first():
    agreement = worth()
    agreement.change(
        person("2027-01-11T09:00"),
        change=change("a", ChangeGround.MINOR_VALUE, 1),
        motive="Mer",
    )

    with refuses(
        given(agreement), ValueSettled, agreement="avtal-a", value_sek=10_000_000
    ):
        agreement.state_value(
            person("2027-01-12T09:00"),
            value_sek=100_000_000,
            threshold_sek=8_000_000,
            source="Ny beräkning",
        )


def test_a_change_is_made_once():
    agreement = worth()
    small = change("helger", ChangeGround.NOT_SUBSTANTIAL, 0)
    agreement.change(person("2027-02-01T09:00"), change=small, motive="Liten")
    given(agreement)

    with refuses(agreement, PartExists, part="helger"):
        agreement.change(person("2027-02-02T09:00"), change=small, motive="Igen")


def test_the_scheduler_changes_no_agreement():
    agreement = given(worth())

    with refuses(agreement, MachineCannotDecide, event="agreement.changed"):
        agreement.change(
            scheduler("2027-02-01T09:00"),
            change=change("helger", ChangeGround.NOT_SUBSTANTIAL, 0),
            motive="Automatiskt",
        )


@pytest.mark.parametrize("ground", ChangeGround)
def test_an_additional_order_and_the_unforeseen_are_announced_once(ground):
    agreement = worth()
    agreement.change(
        person("2027-02-01T09:00"),
        change=change("ny", ground, 100, clause="punkt 7.2"),
        motive="Behövs",
    )
    given(agreement)
    notice = {"change": "ny", "database": "Annonsdatabasen", "notice": "N-2"}

    if ground in (ChangeGround.ADDITIONAL_ORDER, ChangeGround.UNFORESEEN):
        agreement.publish_change_notice(person("2027-02-02T09:00"), **notice)
        assert emitted(agreement) == [
            event(Agreement.ChangeNoticePublished, **notice),
        ]

    with refuses(agreement, NoNoticeOwed, change="ny"):
        agreement.publish_change_notice(person("2027-02-03T09:00"), **notice)


def test_a_change_that_was_not_made_is_not_announced():
    agreement = given(worth())

    with refuses(agreement, UnknownPart, part="annan", known=[]):
        agreement.publish_change_notice(
            person("2027-02-02T09:00"),
            change="annan",
            database="Annonsdatabasen",
            notice="N-2",
        )


@any_of(st.lists(st.integers(-2_000_000, 2_000_000), max_size=12))
def test_small_changes_never_add_up_to_a_tenth(amounts):
    agreement = worth()
    for number, amount in enumerate(amounts):
        small = change(f"andring-{number}", ChangeGround.MINOR_VALUE, amount)
        try:
            agreement.change(person("2027-02-01T09:00"), change=small, motive="Liten")
        except ChangeTooLarge:
            continue

    net = sum(done.change_sek for done in agreement.changes.values())
    assert abs(net) * 10 < 10_000_000


LATE = person("2028-10-02T09:00")


@pytest.mark.parametrize(
    "act",
    [
        lambda over: over.state_value(
            LATE, value_sek=1, threshold_sek=1, source="För sent"
        ),
        lambda over: over.watch_expiry(LATE, months=12),
        lambda over: over.raise_expiry_alarm(LATE),
        lambda over: over.exercise_option(LATE, option="ar-3", reason="För sent"),
        lambda over: over.change(
            LATE,
            change=change("helger", ChangeGround.NOT_SUBSTANTIAL, 0),
            motive="För sent",
        ),
    ],
    ids=["value", "watch", "alarm", "option", "change"],
)
def test_an_agreement_that_is_over_changes_no_more(act):
    agreement = with_options()
    agreement.state_value(
        person("2026-06-01T09:00"), value_sek=10, threshold_sek=8, source="Bilaga 1"
    )
    agreement.watch_expiry(person("2026-06-02T09:00"), months=12)
    agreement.expire(scheduler("2028-10-01T00:00"))
    given(agreement)

    with refuses(agreement, AgreementNotInForce, status="expired"):
        act(agreement)


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
