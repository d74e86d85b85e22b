"""Every case of a kind: those in the log, those of the command itself, and no others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.domain.test_indicator import defined
from tests.indicator_town import define
from tests.infrastructure.verification.lived import rows
from tests.town import Town
from upphandling.application.verification import Row
from upphandling.domain.agreement import Agreement
from upphandling.domain.indicator import Indicator
from upphandling.infrastructure.event_log.event_mapper import EventMapper
from upphandling.infrastructure.verification.past import StoredPast


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-05-18T09:00") as town:
        yield town.founded().with_agreement("avtal-b").with_agreement("avtal-a")


def test_all_cases_of_a_kind_are_told_by_key_and_in_order(town):
    found = town.house.engine.session().all_of(Agreement)

    assert list(found) == ["avtal-a", "avtal-b"]
    assert [case.agreed.provider for case in found.values()] == [
        "utforare-avtal-a",
        "utforare-avtal-b",
    ]


def test_what_a_command_has_added_is_among_them(town):
    define(town, "trygghet")
    session = town.house.engine.session()
    session.add(defined())

    assert list(session.all_of(Indicator)) == ["nojdhet", "trygghet"]


def test_what_a_command_has_changed_is_as_it_changed_it(town):
    session = town.house.engine.session()
    agreement = session.fetch(Agreement, "avtal-a")

    assert session.all_of(Agreement)["avtal-a"] is agreement


def test_the_past_has_only_what_there_was(town):
    """As the event of a row left it, and as its command found it."""
    database = town.house.database
    (first, _), _ = rows(database, "agreement.registered")
    then = StoredPast(database, EventMapper()).at(
        Row(first, "agreement:avtal-b", 1, "agreement.registered", None, None)
    )

    assert list(then.all_of(Agreement)) == ["avtal-b"]
    assert list(then.before.all_of(Agreement)) == []
