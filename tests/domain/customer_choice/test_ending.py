"""The end of care, and the return."""

from __future__ import annotations

from tests.domain.customer_choice.stages import (
    ended,
    new,
    placed,
    registered,
)
from tests.given import day, emitted, event, given, person, refuses
from upphandling.domain.configuration import Service
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.customer_choice.refusals import (
    CareHasNotEnded,
    EndsBeforeCareBegan,
    ReturnsTooEarly,
)
from upphandling.domain.instants import NotYet

AGAIN = {
    "area": "soder",
    "minutes": 300,
    "services": (Service.PERSONAL_CARE,),
    "since": day("2026-10-19"),
}


def test_care_ends_on_a_last_day():
    choice = given(registered())

    choice.end_care(person("2026-10-20T09:00"), last_day=day("2026-10-18"))

    assert emitted(choice) == [
        event(
            CustomerChoice.CareEnded,
            since=day("2024-01-01"),
            last_day=day("2026-10-18"),
        )
    ]


def test_whoever_has_no_care_waits_for_nothing():
    choice = placed()
    choice.join_queue(person("2026-10-05T09:00"), agreement="avtal-b")

    choice.end_care(person("2026-10-20T09:00"), last_day=day("2026-10-18"))

    assert (choice.placed_at, choice.queued_at) == (None, set())


def test_care_does_not_end_on_a_day_that_has_not_come():
    choice, stamp = given(registered()), person("2026-10-20T09:00")

    with refuses(choice, NotYet, day=day("2026-10-21"), at=stamp.at):
        choice.end_care(stamp, last_day=day("2026-10-21"))


def test_care_may_end_the_day_before_it_began_but_no_earlier():
    choice, stamp = given(registered()), person("2026-10-20T09:00")

    with refuses(
        choice,
        EndsBeforeCareBegan,
        last_day=day("2023-12-30"),
        earliest=day("2023-12-31"),
    ):
        choice.end_care(stamp, last_day=day("2023-12-30"))
    choice.end_care(stamp, last_day=day("2023-12-31"))


def test_care_that_was_granted_ahead_may_end_before_anybody_gave_it():
    choice = registered(agreement=None, provider=None, since=day("2026-12-01"))

    choice.end_care(person("2026-10-20T09:00"), last_day=day("2026-10-18"))

    assert choice.ended_on == day("2026-10-18")


def test_whoever_returns_chooses_anew():
    choice = given(ended())

    choice.return_to_care(person("2026-12-01T09:00"), **AGAIN)

    assert emitted(choice) == [
        event(CustomerChoice.Returned, system="staden", bundle="omvardnad", **AGAIN)
    ]
    assert (choice.agreement, choice.provider, choice.ended_on) == (None, None, None)
    assert (choice.wishes, choice.round) == ((), None)
    assert (choice.area, choice.minutes) == ("soder", 300)


def test_care_that_was_granted_anew_does_not_end_before_it_ended_the_last_time():
    choice, last_day = ended(), day("2026-10-18")
    choice.return_to_care(person("2026-10-19T09:00"), **AGAIN)
    given(choice)
    too_early = day("2026-10-17")

    with refuses(choice, EndsBeforeCareBegan, last_day=too_early, earliest=last_day):
        choice.end_care(person("2026-10-20T09:00"), last_day=too_early)
    choice.end_care(person("2026-10-20T09:00"), last_day=last_day)


def test_nobody_returns_who_has_not_left():
    choice = given(new())

    with refuses(choice, CareHasNotEnded, customer="person-1"):
        choice.return_to_care(person("2026-12-01T09:00"), **AGAIN)


def test_care_begins_anew_after_its_last_day():
    choice, last_day = given(ended()), day("2026-10-18")

    with refuses(choice, ReturnsTooEarly, since=last_day, ended_on=last_day):
        choice.return_to_care(
            person("2026-12-01T09:00"), **{**AGAIN, "since": last_day}
        )
