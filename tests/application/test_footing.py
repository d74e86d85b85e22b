"""A database server that takes over and lacks the last that the one before it said."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from sqlalchemy import make_url

from tests.databases import Factory
from upphandling.application.commands import Command
from upphandling.application.provider import RecordLicence, RegisterProvider
from upphandling.bootstrap import House, open_house
from upphandling.domain.base import Role
from upphandling.domain.licence import LicenceStatus
from upphandling.domain.provider import Provider

THE_DAY = date(2024, 2, 1)

REGISTER = RegisterProvider(provider="utforare-a", name="Utförare A")


def ruling(name: str) -> Command:
    return RecordLicence(
        provider="utforare-a",
        ruling=name,
        licence=LicenceStatus.IN_FORCE,
        decided_on=THE_DAY,
        in_force_from=THE_DAY,
        source="IVO",
    )


def ask(house: House, command: Command) -> None:
    house.engine.handle(command, by="registrator-1", role=Role.REGISTRAR)


def take_over(databases: Factory, url: str, older: str) -> None:
    """The address leads to the older copy from now on; who was connected is cut off."""
    databases.drop(url)
    old, name = make_url(older).database, make_url(url).database
    databases.tell(f"ALTER DATABASE {old} RENAME TO {name}")


@pytest.fixture
def older(postgresql_databases, postgresql_url):
    """What happens in the town from here on is not on the server that takes over."""
    with open_house(postgresql_url) as house:
        ask(house, REGISTER)
    copy = postgresql_databases.copy(postgresql_url)
    return partial(take_over, postgresql_databases, postgresql_url, copy)


def versions(house: House) -> list[int]:
    return [event.originator_version for event in house.recorder.select_events(CASE)]


CASE = Provider.case_id("utforare-a")


def test_what_only_the_lost_server_knew_is_not_built_upon(postgresql_url, older):
    with open_house(postgresql_url) as house:
        ask(house, ruling("beslut-1"))
        ask(house, ruling("beslut-2"))
        older()
        ask(house, ruling("beslut-3"))

        assert versions(house) == [1, 2]
        rulings = house.engine.session().fetch(Provider, "utforare-a").rulings
        assert list(rulings) == ["beslut-3"]


def test_so_it_is_where_the_server_is_lost_amid_a_command(postgresql_url, older):
    with open_house(postgresql_url) as house:
        ask(house, ruling("beslut-1"))
        door, lost = house.engine.door, [older]

        def lost_at_the_door(*asked) -> None:
            door(*asked)
            asked[1].fetch(Provider, "utforare-a")  # read while the server was there
            if lost:
                lost.pop()()

        house.engine.door = lost_at_the_door
        ask(house, ruling("beslut-2"))

        assert versions(house) == [1, 2]
        rulings = house.engine.session().fetch(Provider, "utforare-a").rulings
        assert list(rulings) == ["beslut-2"]
