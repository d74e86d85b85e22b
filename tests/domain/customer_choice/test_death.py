"""The death: whatever was recorded for the days after it was nobody's."""

from __future__ import annotations

from tests.domain.customer_choice.stages import ended, registered
from tests.given import day, emitted, event, given, person, refuses
from upphandling.domain.configuration import Service
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.customer_choice.refusals import CareHasNotEnded

LATE = person("2027-02-01T09:00")


def changed_and_ended() -> CustomerChoice:
    """More care from the 1st of October, again from the 10th, ended on the 18th."""
    choice = registered()
    for minutes, on in ((700, "2026-10-01"), (800, "2026-10-10")):
        choice.change_care(
            person("2026-10-10T09:00"),
            minutes=minutes,
            services=(Service.PERSONAL_CARE,),
            reason="Nytt beslut.",
            on=day(on),
        )
    choice.end_care(person("2026-10-20T09:00"), last_day=day("2026-10-18"))
    return given(choice)


def test_an_end_after_the_death_is_moved_back_to_it():
    choice = changed_and_ended()

    choice.end_at_death(LATE, died_on=day("2026-10-12"))

    assert emitted(choice) == [
        event(
            CustomerChoice.EndMoved,
            before=day("2026-10-18"),
            last_day=day("2026-10-12"),
            cut=day("2026-10-10"),
            emptied=(),
        )
    ]
    assert choice.ended_on == day("2026-10-12")


def test_what_began_after_the_death_has_no_days():
    choice = changed_and_ended()

    choice.end_at_death(LATE, died_on=day("2026-09-20"))

    ((_, told),) = emitted(choice)
    assert told["cut"] == day("2024-01-01")
    assert told["emptied"] == (day("2026-10-01"), day("2026-10-10"))


def test_care_that_had_ended_before_the_death_and_began_anew_keeps_its_end():
    choice = ended()
    again = {"area": "norr", "minutes": 300, "services": (Service.PERSONAL_CARE,)}
    choice.return_to_care(LATE, **again, since=day("2027-01-01"))
    choice.end_care(LATE, last_day=day("2027-01-31"))
    given(choice)

    choice.end_at_death(LATE, died_on=day("2026-11-01"))

    ((_, told),) = emitted(choice)
    assert (told["cut"], told["emptied"]) == (None, (day("2027-01-01"),))


def test_an_end_on_the_day_of_the_death_stands():
    choice = given(ended())

    choice.end_at_death(LATE, died_on=day("2026-10-18"))

    assert emitted(choice) == []


def test_care_that_runs_is_ended_first():
    choice = given(registered())

    with refuses(choice, CareHasNotEnded, customer="person-1"):
        choice.end_at_death(LATE, died_on=day("2026-10-18"))
