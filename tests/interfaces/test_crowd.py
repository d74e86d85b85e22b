"""Crowds: the same invented people every time, whatever else is told of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import pytest
from pydantic import ValidationError

from tests.given import local
from upphandling.application.choice_round.reminders import RemindCustomers
from upphandling.application.choice_round.window import Invite
from upphandling.application.commands import Command
from upphandling.application.customer.importing import ImportCustomers
from upphandling.application.customer_choice.choosing import Choose
from upphandling.application.customer_choice.registration import RegisterCustomers
from upphandling.interfaces.scenarios.crowd import Crowds, UnknownCrowd
from upphandling.interfaces.scenarios.crowd_blocks import BLOCKS

PEOPLE: dict[str, Any] = {
    "crowd": "kunder",
    "seed": 7,
    "system": "staden",
    "bundle": "omvardnad",
    "since": "2026-01-01",
    "areas": {
        "norr": {"count": 60, "agreements": {"avtal-a": 2.0, "egen-regi": 1.0}},
        "soder": {"count": 40},
    },
    "minutes_per_week": {"min": 60, "max": 900},
}
CARE = {"service": "personal_care", "minutes_per_week": 0}
EVENING = {**CARE, "time_of_day": "evening"}
CLEANING = {
    "service": "domestic_services",
    "minutes_per_week": 45,
    "agreement": "stadfirman",
}
PROFILES = [
    {"weight": 3, "services": [CARE]},
    {"weight": 1, "services": [CARE, EVENING, CLEANING]},
]
INVITE = {"crowd": "kunder", "round": "var", "channel": "brev"}
CHOOSE = {
    "crowd": "kunder",
    "seed": 8,
    "round": "var",
    "until": "2026-02-28T21:00:00+01:00",
    "choosing_percent": 70.0,
    "wishes": {"avtal-a": 2.0, "avtal-b": 1.0, "egen-regi": 1.0},
    "wishes_each": 2,
}
OPENED, REMINDED = local("2026-02-02T08:00"), local("2026-02-16T13:00")

Acts = Sequence[tuple[datetime, str | None, Command]]


def expanded(crowds: Crowds, name: str, data: dict[str, Any], at: datetime) -> Acts:
    block = BLOCKS[name].model_validate_json(json.dumps(data))
    return list(crowds.expand(block, at))


def register(crowds: Crowds, **more: object) -> Command:
    ((_, _, command),) = expanded(crowds, "crowd.register", PEOPLE | more, OPENED)
    return command


def imported(crowds: Crowds, **more: object) -> ImportCustomers:
    command = register(crowds, profiles=PROFILES, **more)
    assert isinstance(command, ImportCustomers)
    return command


def choose(crowds: Crowds) -> Acts:
    return expanded(crowds, "crowd.choose", CHOOSE, OPENED)


def remind(crowds: Crowds, at: datetime) -> list[str]:
    ((_, _, command),) = expanded(crowds, "crowd.remind", INVITE, at)
    assert isinstance(command, RemindCustomers)
    return command.customers


def test_with_care_decisions_it_is_the_same_people_with_the_same_wishes():
    plain, decided = Crowds(), Crowds()
    registered = register(plain)
    rows = imported(decided).rows

    assert isinstance(registered, RegisterCustomers)
    assert {(p.customer, p.area) for p in registered.customers} == {
        (row.customer, row.area) for row in rows
    }
    assert {(p.customer, p.agreement) for p in registered.customers} == {
        (row.customer, row.agreement)
        for row in rows
        if row.service.value == "personal_care"
    }
    assert choose(plain) == choose(decided)


def test_the_same_seed_gives_the_same_decisions_and_another_seed_others():
    assert imported(Crowds()) == imported(Crowds())
    assert imported(Crowds()) != imported(Crowds(), seed=9)


def test_everybody_gets_one_decision_and_the_share_of_each_profile_is_its_weight():
    rows = imported(Crowds()).rows
    services = {
        customer: [row.service.value for row in group]
        for customer, group in groupby(rows, key=lambda row: row.customer)
    }

    assert len(services) == 100
    assert {row.decision for row in rows} == {"beslut-1"}
    assert [row.row for row in rows] == [*range(1, len(rows) + 1)]
    profiles = Counter(tuple(told) for told in services.values())
    one, three = (
        ("personal_care",),
        ("personal_care", "personal_care", "domestic_services"),
    )
    assert profiles.keys() == {one, three}
    assert profiles[one] == pytest.approx(75, abs=12)


def test_time_is_shared_by_the_services_that_state_none():
    crowds = Crowds()
    rows = imported(crowds).rows
    _, people = crowds.registered["kunder"]
    minutes = {person.customer: person.minutes_per_week for person in people}

    for customer, group in groupby(rows, key=lambda row: row.customer):
        told = list(group)
        care = [r.minutes_per_week for r in told if r.service.value == "personal_care"]
        assert care == [minutes[customer] // len(care)] * len(care)
        assert [r.minutes_per_week for r in told][len(care) :] in ([], [45])


def test_a_service_may_have_another_agreement_than_the_rest():
    rows = imported(Crowds()).rows

    cleaned = [row for row in rows if row.service.value == "domestic_services"]
    assert {row.agreement for row in cleaned} == {"stadfirman"}
    assert {row.agreement for row in rows if row not in cleaned} == {
        "avtal-a",
        "egen-regi",
        None,
    }


@pytest.mark.parametrize(
    "profile",
    [
        {"weight": 0, "services": [CARE]},
        {"weight": 1, "services": []},
        {"weight": 1, "services": [{**CARE, "minutes_per_week": -5}]},
        {"weight": 1, "services": [{**CARE, "service": "trolleri"}]},
    ],
)
def test_a_profile_without_weight_service_or_sense_is_refused(profile):
    with pytest.raises(ValidationError):
        register(Crowds(), profiles=[profile])


@pytest.mark.parametrize("profiles", [[], PROFILES])
def test_a_reminder_reaches_everybody_who_has_not_chosen_and_nobody_else(profiles):
    crowds = Crowds()
    register(crowds, profiles=profiles)
    ((_, _, invited),) = expanded(crowds, "crowd.invite", INVITE, OPENED)
    assert isinstance(invited, Invite)
    chosen = choose(crowds)

    for now, _, _ in chosen:
        before = {by for at, by, _ in chosen if at <= now}
        reminded = remind(crowds, now)
        assert set(reminded) == set(invited.customers) - before
        assert len(reminded) == len(set(reminded))


def test_whoever_chose_in_another_round_is_reminded_all_the_same():
    crowds = Crowds()
    register(crowds)
    last = max(at for at, _, _ in choose(crowds))

    def reminded(round_key: str) -> int:
        block = {**INVITE, "round": round_key}
        ((_, _, command),) = expanded(crowds, "crowd.remind", block, last)
        assert isinstance(command, RemindCustomers)
        return len(command.customers)

    assert reminded("host") == 100
    assert reminded("var") == 100 - len({by for _, by, _ in choose(crowds)})


def test_a_choice_is_acted_by_the_customer_within_the_window():
    crowds = Crowds()
    register(crowds)

    for at, by, command in choose(crowds):
        assert isinstance(command, Choose)
        assert OPENED <= at < datetime.fromisoformat(CHOOSE["until"])
        assert by == command.customer
        assert len(set(command.wishes)) == 2


def test_nobody_can_be_reminded_in_a_crowd_that_nobody_registered():
    with pytest.raises(UnknownCrowd):
        remind(Crowds(), REMINDED)
