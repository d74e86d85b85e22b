"""Whatever is granted and ended, a customer's choice is what the decisions come to."""

from __future__ import annotations

from datetime import date, timedelta
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.town import SYSTEM, Town
from upphandling.domain.base import Role
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.domain.errors import Refused

FIRST = date(2026, 5, 18)
DAYS = 12
KEY = "person-1/omvardnad"

grants = st.tuples(
    st.integers(0, 8),  # day of the decision
    st.integers(0, 4),  # days until it holds
    st.none() | st.integers(0, 5),  # days that it holds more than one
    st.integers(1, 600),  # minutes a week
)
ends = st.tuples(st.integers(1, DAYS), st.integers(0, 5), st.integers(0, 3))


@settings(max_examples=12, deadline=None)
@given(st.lists(grants, min_size=1, max_size=4), st.lists(ends, max_size=2))
@example([(7, 0, None, 1), (0, 1, 5, 1), (4, 4, 0, 1)], [])  # one ahead when one ends
@example([(6, 1, None, 1), (4, 4, None, 1), (6, 0, None, 1)], [])  # sooner, and sooner
def test_every_day_the_choice_has_the_time_of_the_decisions_that_hold(granted, ended):
    with (
        TemporaryDirectory() as folder,
        Town(f"sqlite:///{folder}/x.db", f"{FIRST}T00:00") as town,
    ):
        town.do("choice_system.establish", SYSTEM)
        town.with_agreement("avtal-a", starts_on=str(FIRST))
        for number in range(DAYS + 1):
            today = FIRST + timedelta(days=number)
            town.at(f"{today}T08:00")
            for key, (when, ahead, length, minutes) in enumerate(granted):
                if when == number:
                    _grant(town, f"b-{key}", today + timedelta(ahead), length, minutes)
            for when, key, later in ended:
                if when == number:
                    _end(town, f"b-{key}", today + timedelta(later))
            _must_be_in_step(town, today)
            if number % 3 == 0:
                _serve(town, today)


def _grant(
    town: Town, key: str, valid_from: date, length: int | None, minutes: int
) -> None:
    last_day = None if length is None else valid_from + timedelta(length)
    town.do(
        "customer.grant",
        {
            "customer": "person-1",
            "decision": key,
            "system": "staden",
            "area": "norr",
            "granted_on": str(town.clock.now.date()),
            "valid_from": str(valid_from),
            "valid_to": last_day and str(last_day),
            "services": [{"service": "personal_care", "minutes_per_week": minutes}],
        },
        role=Role.CARE_NEEDS_ASSESSOR,
    )


def _end(town: Town, key: str, last_day: date) -> None:
    told = {"customer": "person-1", "decision": key, "reason": "Kunden avstår."}
    try:
        town.do("customer.end_decision", {**told, "last_day": str(last_day)})
    except Refused:
        return  # there is no such decision, or the day is outside its time


def _serve(town: Town, today: date) -> None:
    """A provider takes over whoever has care and nobody responsible."""
    choice = town.house.engine.session().find(CustomerChoice, KEY)
    if choice is None or choice.agreement or choice.ended_on or choice.since > today:
        return
    who = {"customer": "person-1", "bundle": "omvardnad"}
    town.chose("person-1", "avtal-a")
    town.do("customer_choice.take_over", {**who, "on": str(today)})


def _must_be_in_step(town: Town, today: date) -> None:
    session = town.house.engine.session()
    choice = session.find(CustomerChoice, KEY)
    if choice is None:
        return
    customer = town.case("customer:person-1")
    minutes = [
        one.minutes for one in customer.decisions.values() if one.holds_on(today)
    ]
    if minutes:
        assert choice.ended_on is None
        assert (choice.since <= today, choice.minutes) == (True, sum(minutes))
        assert bool(customer.unexecuted_on(today)) == (choice.agreement is None)
    else:
        assert choice.ended_on is not None or choice.since > today
