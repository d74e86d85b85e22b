"""From the first grant on whoever acts must hold the role; nobody changes their own."""

from __future__ import annotations

import pytest

from tests.access.roster_town import (
    KEEPER,
    OTHER_KEEPER,
    grant,
    kept,
    promise,
    withdraw,
)
from tests.given import local
from tests.town import Town, not_allowed
from upphandling.bootstrap import open_house
from upphandling.domain.base import Role
from upphandling.domain.roster.refusals import NoRoleKeeper, RoleNotHeld

CARE = Role.CARE_ADMINISTRATOR


@pytest.fixture
def town(sqlite_url):
    with Town(sqlite_url, "2026-03-02T09:00") as opened:
        opened.founded()
        opened.do("plan.draw_up", {"plan": "tidplan", "system": "staden"})
        yield opened


def test_without_a_roster_the_role_is_the_one_that_is_said(town):
    promise(town, "vem-som-helst", CARE)


def test_from_the_first_grant_on_everybody_needs_the_role(database_url):
    with Town(database_url, "2026-03-02T09:00") as town:
        town.founded()
        town.do("plan.draw_up", {"plan": "tidplan", "system": "staden"})
        kept(town, handlaggare_1=CARE)

        promise(town, "handlaggare-1", CARE)
        with not_allowed("roster"):
            promise(town, "handlaggare-2", CARE, "lofte-2")
        with not_allowed("roster"):
            promise(town, "handlaggare-1", Role.PROCUREMENT_MANAGER, "lofte-2")

        told = [one.details for one in town.house.recorder.refusals()]
        assert [one["person"] for one in told] == ["handlaggare-2", "handlaggare-1"]


def test_a_role_is_held_from_its_first_day_to_its_last(town):
    days = {"from_day": "2026-03-03", "until": "2026-03-04"}
    kept(town)
    grant(town, "vikarie-1", CARE, **days)

    for day, held in (("02", False), ("03", True), ("04", True), ("05", False)):
        town.clock.now = local(f"2026-03-{day}T12:00")
        if held:
            promise(town, "vikarie-1", CARE, f"lofte-{day}")
        else:
            with not_allowed("roster"):
                promise(town, "vikarie-1", CARE, f"lofte-{day}")


def test_whoever_has_left_says_nothing_about_the_days_before(town):
    kept(town)
    grant(town, "vikarie-1", CARE, until="2026-03-04")

    town.clock.now = local("2026-03-05T09:00")
    with not_allowed("roster"):
        promise(town, "vikarie-1", CARE, at=local("2026-03-04T09:00"))


def test_whoever_has_just_come_says_nothing_about_the_days_before(town):
    kept(town)
    grant(town, "ny-1", CARE, from_day="2026-03-04")

    town.clock.now = local("2026-03-05T09:00")
    with not_allowed("roster"):
        promise(town, "ny-1", CARE, at=local("2026-03-03T09:00"))
    promise(town, "ny-1", CARE, at=local("2026-03-04T09:00"))


def test_a_role_that_is_withdrawn_is_gone_at_once_in_every_process(database_url):
    with Town(database_url, "2026-03-02T09:00") as town:
        town.founded()
        town.do("plan.draw_up", {"plan": "tidplan", "system": "staden"})
        kept(town, handlaggare_1=CARE)
        promise(town, "handlaggare-1", CARE)
        with open_house(town.url, clock=town.clock) as other:
            mine, town.house = town.house, other
            withdraw(town, "handlaggare-1", CARE)
            town.house = mine

        with not_allowed("roster"):
            promise(town, "handlaggare-1", CARE, "lofte-2")


def test_customers_and_the_clock_are_in_no_roster(town):
    town.with_agreement("gammalt", starts_on="2026-01-01").registered(["person-1"])
    told = {"tender": "prov", "last_day": "2026-04-01"}
    town.announced(told["tender"], told["last_day"])
    kept(town)

    wish = {"customer": "person-1", "bundle": "omvardnad", "wishes": ["gammalt"]}
    town.do("customer_choice.choose", wish, by="person-1", role=Role.CUSTOMER)
    assert "tender.closed" in town.at("2026-04-02T00:00")


# -- Nobody's own role ------------------------------------------------------------------


def test_nobody_gives_themselves_a_role_nor_keeps_it_longer(town):
    kept(town)

    with not_allowed("not_oneself"):
        grant(town, KEEPER, Role.DECISION_MAKER)
    with not_allowed("not_oneself"):
        grant(town, KEEPER, Role.REGISTRAR, until="2030-01-01")
    with not_allowed("not_oneself"):
        withdraw(town, KEEPER, Role.REGISTRAR)
    grant(town, KEEPER, Role.PROCUREMENT_OFFICER, by=OTHER_KEEPER)


def test_not_even_the_first_role_is_one_that_somebody_gives_themselves(town):
    with not_allowed("not_oneself"):
        grant(town, KEEPER, Role.REGISTRAR)


def test_the_first_who_is_given_a_role_is_one_who_may_give_roles(town):
    with pytest.raises(NoRoleKeeper):
        grant(town, "handlaggare-1", CARE)
    with pytest.raises(NoRoleKeeper):
        grant(town, "registrator-9", Role.REGISTRAR, until="2026-12-31")


def test_the_last_who_keeps_the_roster_is_not_taken_away(town):
    kept(town)
    withdraw(town, KEEPER, Role.REGISTRAR, by=OTHER_KEEPER)

    grant(town, "ordforande-1", Role.CHAIR, by=OTHER_KEEPER)
    with not_allowed("role"):
        told = {"person": OTHER_KEEPER, "role": "registrar", "reason": "Slutar."}
        town.do("roster.withdraw_role", told, by="ordforande-1", role=Role.CHAIR)
    grant(town, "programchef-1", Role.PROGRAMME_MANAGER, by=OTHER_KEEPER, until=None)
    told = {"person": OTHER_KEEPER, "role": "registrar", "reason": "Slutar."}
    manager = {"by": "programchef-1", "role": Role.PROGRAMME_MANAGER}
    town.do("roster.withdraw_role", told, **manager)
    with pytest.raises(RoleNotHeld):
        town.do("roster.withdraw_role", told, **manager)


def test_nobody_but_the_clock_itself_acts_as_the_clock(town):
    town.announced("hemtjanst", "2026-04-01")
    town.clock.now = local("2026-04-02T09:00")
    told = {"tender": "hemtjanst"}

    with not_allowed("clock"):
        town.do("tender.close", told, by="handlaggare-1", role=Role.SCHEDULER)
    kept(town)
    with not_allowed("clock"):
        town.do("tender.close", told, by="handlaggare-1", role=Role.SCHEDULER)
    town.do("tender.close", told, role=Role.SCHEDULER)
