"""The shares of several days are read at once, and are those of each day by itself."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from tests.given import day, person
from tests.interfaces.follow_up.people import agreement, customer, in_house, system
from upphandling.domain.agreement import ShareStep
from upphandling.domain.configuration import Basis
from upphandling.domain.customer_choice import CustomerChoice
from upphandling.interfaces.follow_up.shares import shares_on, the_shares

FIRST = day("2026-01-01")
PEOPLE, DAYS = 40, 120


def moving(number: int, chance: Random) -> CustomerChoice:
    """Somebody in one of the areas, with care of some length, who may change provider."""
    home, other = chance.choice(
        [("egen-regi", "avtal-a"), ("avtal-a", "avtal-b"), ("avtal-b", "egen-regi")]
    )
    area = chance.choice(["norr", "soder"])
    case = customer(f"k-{number}", home, area=area, minutes=chance.randrange(60, 900))
    on = FIRST + timedelta(days=chance.randrange(10, DAYS))
    if chance.random() < 0.5:
        at = person(f"{on}T10:00")
        case.choose(at, round=None, wishes=(other,))
        why = {"basis": Basis.CHOICE, "reason": "Kundens val."}
        case.place(at, agreement=other, provider="utforare", **why)
        case.take_over(at, provider="utforare", on=on)
    return case


def test_several_days_at_once_are_what_each_day_is_alone(told_on_each):
    chance = Random(7)
    growing = agreement()
    steps = tuple(
        ShareStep(from_on=FIRST + timedelta(days=n), minimum_percent=float(n))
        for n in (10, 40, 80)
    )
    growing.agree_shares(
        person("2026-01-05T10:00"), steps=steps, legal_basis="Avtalet", reason="Växer."
    )
    short = agreement("avtal-b", ends_on=FIRST + timedelta(days=60))
    people = [moving(number, chance) for number in range(PEOPLE)]
    connection = told_on_each(system(), growing, short, in_house(), *people)

    days = [FIRST + timedelta(days=number) for number in range(-1, DAYS, 7)]
    assert shares_on(connection, "staden", days) == {
        on: the_shares(connection, "staden", on) for on in days
    }


def test_of_no_days_nothing_is_read(told):
    connection = told(system())

    assert shares_on(connection, "staden", []) == {}
