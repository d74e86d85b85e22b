"""Roles: granted for days and for a party, replaced, withdrawn; a keeper remains."""

from __future__ import annotations

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from tests.given import day, emitted, event, given, person, refuses
from upphandling.domain.base import Role
from upphandling.domain.errors import NoMandate, Refused
from upphandling.domain.roster import THE_ROSTER, Roster
from upphandling.domain.roster.refusals import (
    NoRoleKeeper,
    PartyDoesNotFit,
    RoleInDisorder,
    RoleNotGranted,
    RoleNotHeld,
)
from upphandling.domain.roster.roles import must_have_keeper

NOW = person("2026-03-02T09:00", role=Role.REGISTRAR)
KEEPERS = (Role.REGISTRAR, Role.PROGRAMME_MANAGER)


def opened() -> Roster:
    return Roster.open(NOW, THE_ROSTER)


def granted(roster: Roster, who: str, role: Role, **told) -> Roster:
    terms = {"party": None, "from_day": day("2026-03-02"), "until": None, **told}
    roster.grant_role(NOW, person=who, role=role, **terms)
    return roster


def kept() -> Roster:
    return given(granted(opened(), "registrator-1", Role.REGISTRAR))


def test_a_role_is_granted_from_a_day_to_a_day():
    roster = kept()

    granted(roster, "oppnare-1", Role.OPENER, until=day("2026-03-31"))

    assert emitted(roster) == [
        event(
            Roster.RoleGranted,
            person="oppnare-1",
            granted=Role.OPENER,
            party=None,
            from_day=day("2026-03-02"),
            until=day("2026-03-31"),
        )
    ]
    held = {
        text: roster.holds("oppnare-1", Role.OPENER, day(text))
        for text in ("2026-03-01", "2026-03-02", "2026-03-31", "2026-04-01")
    }
    assert list(held.values()) == [False, True, True, False]
    assert not roster.holds("oppnare-1", Role.EVALUATOR, day("2026-03-02"))
    assert not roster.holds("oppnare-2", Role.OPENER, day("2026-03-02"))


def test_a_role_that_is_granted_anew_takes_the_place_of_the_old():
    roster = granted(kept(), "oppnare-1", Role.OPENER, until=day("2026-03-31"))

    granted(roster, "oppnare-1", Role.OPENER, until=day("2026-05-31"))

    assert len(roster.holdings["oppnare-1"]) == 1
    assert roster.holds("oppnare-1", Role.OPENER, day("2026-05-31"))


def test_a_provider_is_held_for_a_party_and_no_other_role_is():
    roster = kept()
    with refuses(roster, PartyDoesNotFit, role=Role.PROVIDER, party=None):
        granted(roster, "ombud-1", Role.PROVIDER)
    with refuses(roster, PartyDoesNotFit, role=Role.OPENER, party="utforare-a"):
        granted(roster, "ombud-1", Role.OPENER, party="utforare-a")

    granted(roster, "ombud-1", Role.PROVIDER, party="utforare-a")
    until = {"until": day("2026-03-31")}
    granted(roster, "ombud-1", Role.PROVIDER, party="utforare-b", **until)

    both = {"utforare-a", "utforare-b"}
    assert roster.parties_of("ombud-1", day("2026-03-31")) == both
    assert roster.parties_of("ombud-1", day("2026-04-01")) == {"utforare-a"}


@pytest.mark.parametrize("role", [Role.SCHEDULER, Role.CUSTOMER])
def test_nobody_is_given_the_role_of_the_clock_or_of_a_customer(role):
    roster = kept()
    with refuses(roster, RoleNotGranted, role=role):
        granted(roster, "nagon-1", role)


def test_a_role_does_not_end_before_it_begins():
    roster = kept()
    days = {"from_day": day("2026-03-02"), "until": day("2026-03-01")}
    with refuses(roster, RoleInDisorder, **days):
        granted(roster, "oppnare-1", Role.OPENER, **days)


def test_giving_and_taking_roles_needs_a_mandate():
    roster = kept()
    nobody = person("2026-03-02T09:00")
    nobody = type(nobody)(by=nobody.by, role=nobody.role, at=nobody.at)
    terms = {"party": None, "from_day": day("2026-03-02"), "until": None}
    with refuses(roster, NoMandate, event="roster.role_granted"):
        roster.grant_role(nobody, person="a-1", role=Role.OPENER, **terms)


def test_a_roster_binds_from_the_first_role():
    assert not opened().binds
    assert kept().binds


# -- Somebody always keeps it -------------------------------------------------------


def test_the_first_role_is_a_keepers_without_end():
    for role, until in ((Role.OPENER, None), (Role.REGISTRAR, day("2027-01-01"))):
        roster = given(opened())
        with refuses(roster, NoRoleKeeper, roles=KEEPERS):
            granted(roster, "nagon-1", role, until=until)


def test_the_last_keeper_is_neither_withdrawn_nor_given_an_end():
    roster = kept()
    with refuses(roster, NoRoleKeeper, roles=KEEPERS):
        withdraw(roster, "registrator-1", Role.REGISTRAR)
    with refuses(roster, NoRoleKeeper, roles=KEEPERS):
        granted(roster, "registrator-1", Role.REGISTRAR, until=day("2026-12-31"))
    with refuses(roster, NoRoleKeeper, roles=KEEPERS):
        granted(roster, "registrator-1", Role.REGISTRAR, from_day=day("2026-03-03"))

    granted(roster, "registrator-2", Role.REGISTRAR)
    withdraw(roster, "registrator-1", Role.REGISTRAR)
    assert list(roster.holdings) == ["registrator-2"]


def test_a_role_that_is_not_held_is_not_withdrawn():
    roster = kept()
    lacking = {"person": "registrator-1", "role": Role.OPENER, "party": None}
    with refuses(roster, RoleNotHeld, **lacking):
        withdraw(roster, "registrator-1", Role.OPENER)


def withdraw(roster: Roster, who: str, role: Role) -> None:
    told = {"person": who, "role": role, "party": None}
    roster.withdraw_role(NOW, **told, reason="Slutat.")


people = st.sampled_from(["a-1", "b-1", "c-1"])
roles = st.sampled_from([Role.REGISTRAR, Role.PROGRAMME_MANAGER, Role.OPENER])
days = st.sampled_from([None, day("2026-03-02"), day("2026-12-31")])
steps = st.lists(st.tuples(st.booleans(), people, roles, days), max_size=25)


@for_all(steps)
@settings(max_examples=150, deadline=None)
def test_whatever_is_granted_and_withdrawn_somebody_keeps_the_roster(taken):
    roster = opened()
    for grants, who, role, until in taken:
        before = dict(roster.holdings)
        try:
            if grants:
                granted(roster, who, role, until=until)
            else:
                withdraw(roster, who, role)
        except Refused:
            assert roster.holdings == before
        if roster.binds:
            must_have_keeper(roster.holdings, day("2026-03-02"))
            must_have_keeper(roster.holdings, day("2090-01-01"))
