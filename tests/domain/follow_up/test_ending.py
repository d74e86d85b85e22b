"""The ending: what was to be checked after the last day falls away, the rest stays."""

from __future__ import annotations

from tests.domain.follow_up.schedules import QUARTERLY
from tests.domain.follow_up.test_checking import do
from tests.domain.follow_up.test_planning import FIRST, opened
from tests.given import day, emitted, event, scheduler
from tests.given import given as after
from upphandling.domain.follow_up import Ending, FollowUp, Progress

AT = "2027-04-02T00:00"


def close(one: FollowUp, last_day: str, at: str = AT) -> None:
    one.close(scheduler(at), ending=Ending.EXPIRED, ended_on=day(last_day))


def test_a_check_that_was_due_after_the_last_day_falls_away():
    one, last_day = opened(), day("2027-03-31")

    close(one, "2027-03-31")

    assert emitted(one) == [
        event(
            FollowUp.CheckLapsed,
            check=FIRST,
            ending=Ending.EXPIRED,
            ended_on=last_day,
        ),
        event(FollowUp.Closed, ending=Ending.EXPIRED, ended_on=last_day),
    ]
    assert one.progress[FIRST] is Progress.LAPSED


def test_a_check_that_was_due_on_the_last_day_stays():
    one = opened()

    close(one, "2027-04-01")

    assert one.progress[FIRST] is Progress.PLANNED
    do(one)
    assert one.progress[FIRST] is Progress.DONE


def test_a_missed_check_stays_missed():
    one = opened()
    one.miss(scheduler("2027-04-16T00:00"), check=FIRST)

    close(one, "2027-03-31", "2027-04-17T00:00")

    assert one.progress[FIRST] is Progress.MISSED


def test_nothing_more_is_planned_after_the_last_day():
    one = opened()
    close(one, "2027-06-30")
    after(one)

    one.plan(scheduler("2027-04-16T00:00"), requirement="ledning", schedule=QUARTERLY)

    assert emitted(one) == []


def test_what_comes_before_the_last_day_is_still_planned():
    one = opened()
    close(one, "2027-07-01")
    after(one)

    one.plan(scheduler("2027-04-16T00:00"), requirement="ledning", schedule=QUARTERLY)

    assert one.latest_check["ledning"] == "ledning.2027-07-01"


def test_an_agreement_ends_once():
    one = opened()
    close(one, "2027-06-30")
    after(one)

    close(one, "2027-03-31")

    assert emitted(one) == []
