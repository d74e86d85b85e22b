"""The planning of checks: one after the other, on days that do not drift."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.follow_up.schedules import QUARTERLY, length, schedule
from tests.given import day, emitted, event, person, refuses, scheduler, without_mandate
from tests.given import given as after
from upphandling.domain.errors import MachineCannotDecide, NoMandate
from upphandling.domain.follow_up import FollowUp, Progress
from upphandling.domain.follow_up.refusals import (
    CheckAlreadyMissed,
    CheckSettled,
    MovedIntoThePast,
)
from upphandling.domain.instants import midnight_after
from upphandling.domain.parts import UnknownPart

FIRST = "ledning.2027-04-01"
BEGINS = "2027-01-01T00:00"


def opened() -> FollowUp:
    one = FollowUp.open(
        scheduler(BEGINS),
        "avtal-a",
        system="staden",
        provider="utforare-a",
        starts_on=day("2027-01-01"),
    )
    one.plan(scheduler(BEGINS), requirement="ledning", schedule=QUARTERLY)
    return after(one)


def test_a_follow_up_is_opened_by_the_clock():
    one = FollowUp.open(
        scheduler(BEGINS),
        "avtal-a",
        system="staden",
        provider="utforare-a",
        starts_on=day("2027-01-01"),
    )

    assert emitted(one) == [
        event(
            FollowUp.Opened,
            system="staden",
            agreement="avtal-a",
            provider="utforare-a",
            starts_on=day("2027-01-01"),
        )
    ]


def test_the_first_check_is_counted_from_the_day_the_follow_up_begins():
    check = opened().checks[FIRST]

    assert (check.number, check.counted_from) == (0, day("2027-04-01"))
    assert check.when == QUARTERLY.dates(day("2027-04-01"))


def test_the_next_check_is_counted_from_when_the_one_before_was_due():
    one = opened()

    one.plan(scheduler("2027-04-16T00:00"), requirement="ledning", schedule=QUARTERLY)

    assert one.latest_check["ledning"] == "ledning.2027-07-01"


def test_a_check_that_was_made_early_does_not_bring_the_next_one_forward():
    one = opened()

    one.plan(scheduler("2027-02-01T00:00"), requirement="ledning", schedule=QUARTERLY)

    assert one.latest_check["ledning"] == "ledning.2027-07-01"


def test_a_new_schedule_goes_on_where_the_old_one_was():
    one = opened()
    yearly = schedule(valid_from=day("2027-04-10"), every=length("1 år"))

    one.plan(scheduler("2027-04-16T00:00"), requirement="ledning", schedule=yearly)

    assert one.latest_check["ledning"] == "ledning.2028-04-01"
    assert one.checks["ledning.2028-04-01"].number == 1


def test_a_requirement_has_its_own_checks():
    one = opened()

    one.plan(scheduler("2027-02-01T00:00"), requirement="lokaler", schedule=QUARTERLY)

    assert set(one.checks) == {FIRST, "lokaler.2027-05-01"}


def test_a_moved_check_keeps_its_name_and_is_reminded_of_again():
    one = opened()
    one.remind(scheduler("2027-03-25T00:00"), check=FIRST)
    after(one)

    one.move(
        person("2027-03-26T09:00"),
        check=FIRST,
        due_on=day("2027-04-20"),
        reason="Chefen är ny",
    )

    assert emitted(one) == [
        event(
            FollowUp.CheckMoved,
            check=FIRST,
            before=QUARTERLY.dates(day("2027-04-01")),
            when=QUARTERLY.dates(day("2027-04-20")),
            reason="Chefen är ny",
        )
    ]
    one.remind(scheduler("2027-04-13T00:00"), check=FIRST)


def test_the_checks_after_a_moved_one_stay_where_they_are():
    one = opened()
    one.move(person(BEGINS), check=FIRST, due_on=day("2027-06-30"), reason="Flytt")

    one.plan(scheduler("2027-07-15T00:00"), requirement="ledning", schedule=QUARTERLY)

    assert one.latest_check["ledning"] == "ledning.2027-10-01"


def test_a_check_is_not_moved_into_the_past():
    one = opened()
    due_on, today = day("2027-03-01"), day("2027-03-02")

    with refuses(one, MovedIntoThePast, due_on=due_on, today=today):
        one.move(person("2027-03-02T09:00"), check=FIRST, due_on=due_on, reason="Fel")


def test_a_missed_check_is_not_moved_out_of_sight():
    one = opened()
    one.miss(scheduler("2027-04-16T00:00"), check=FIRST)
    after(one)

    with refuses(one, CheckAlreadyMissed, check=FIRST, latest=day("2027-04-15")):
        one.move(
            person("2027-04-17T09:00"),
            check=FIRST,
            due_on=day("2027-05-01"),
            reason="Glömt",
        )


def test_a_check_is_cancelled_with_a_reason():
    one = opened()

    one.cancel(person("2027-02-01T09:00"), check=FIRST, reason="Görs av IVO")

    assert emitted(one) == [
        event(FollowUp.CheckCancelled, check=FIRST, reason="Görs av IVO")
    ]


def test_a_missed_check_may_be_cancelled():
    one = opened()
    one.miss(scheduler("2027-04-16T00:00"), check=FIRST)

    one.cancel(person("2027-04-17T09:00"), check=FIRST, reason="Görs med nästa")

    assert one.progress[FIRST] is Progress.CANCELLED


@pytest.mark.parametrize("act", ["cancel", "move"])
def test_what_is_cancelled_stays_so(act):
    one = opened()
    one.cancel(person("2027-02-01T09:00"), check=FIRST, reason="Görs av IVO")
    after(one)
    told = {"due_on": day("2027-05-01")} if act == "move" else {}

    with refuses(one, CheckSettled, check=FIRST, progress=Progress.CANCELLED):
        getattr(one, act)(
            person("2027-02-02T09:00"), check=FIRST, reason="Ånger", **told
        )


def test_a_check_that_is_not_planned_is_not_moved():
    one = opened()

    with refuses(one, UnknownPart, part="lokaler.2027-04-01", known=[FIRST]):
        one.cancel(person(BEGINS), check="lokaler.2027-04-01", reason="Fel")


@pytest.mark.parametrize(
    ("stamp", "rule"),
    [(scheduler(BEGINS), MachineCannotDecide), (without_mandate(BEGINS), NoMandate)],
)
def test_only_a_person_with_a_mandate_moves_and_cancels(stamp, rule):
    one = opened()

    with refuses(one, rule, event="follow_up.check_moved"):
        one.move(stamp, check=FIRST, due_on=day("2027-05-01"), reason="Flytt")
    with refuses(one, rule, event="follow_up.check_cancelled"):
        one.cancel(stamp, check=FIRST, reason="Görs av IVO")


LATE = st.lists(st.integers(-40, 60), min_size=1, max_size=12)


@given(begins=st.dates(date(2024, 1, 1), date(2030, 12, 31)), late=LATE)
def test_however_late_each_check_is_made_no_other_drifts(begins, late):
    stamp = scheduler(f"{begins}T00:00")
    one = FollowUp.open(
        stamp, "avtal-a", system="staden", provider="utforare-a", starts_on=begins
    )
    monthly = schedule(every=length("1 månad"), within=length("20 dagar"))
    one.plan(stamp, requirement="ledning", schedule=monthly)
    first = one.checks[one.latest_check["ledning"]].when.due_on

    for days in late:
        last = one.checks[one.latest_check["ledning"]].when.due_on
        then = max(last + timedelta(days=days), begins)
        at = scheduler(f"{then}T00:00")
        one.plan(at, requirement="ledning", schedule=monthly)
        coming = one.checks[one.latest_check["ledning"]]
        assert coming.when.due_on == monthly.nth_due(first, coming.number)
        assert coming.when.due_on > last
        assert midnight_after(coming.when.due_on) > at.at
