"""Changes of an agreement, on the grounds of 17 kap. LOU."""

from __future__ import annotations

import pytest
from hypothesis import given as any_of
from hypothesis import strategies as st

from tests.domain.agreement.changing import (
    change,
    signed,
    with_options,
    worth,
)
from tests.given import emitted, event, given, person, refuses, scheduler
from upphandling.domain.agreement import (
    Agreement,
    ChangeGround,
)
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    ChangeTooLarge,
    ChangeWithoutClause,
    NoNoticeOwed,
    ValueNotStated,
    ValueSettled,
)
from upphandling.domain.errors import MachineCannotDecide
from upphandling.domain.parts import PartExists, UnknownPart

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
