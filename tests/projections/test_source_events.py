"""Source events: a row for each, with the part of the case that it is about."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from tests.checked_town import FIRST, checked, scheduled
from tests.town import Town
from upphandling.domain.base import DomainEvent
from upphandling.domain.follow_up import FollowUp
from upphandling.projections.source_events import PARTS, source_events


@pytest.mark.parametrize(
    ("event", "path"),
    [(event, path) for event, path in PARTS.items() if path is not None],
    ids=lambda told: told if isinstance(told, str) else told.TOPIC,
)
def test_the_part_stands_where_the_event_has_it(event: type[DomainEvent], path: str):
    model: Any = event
    for name in path.split("."):
        assert issubclass(model, BaseModel)
        model = model.model_fields[name].annotation

    assert model is not None


def test_nothing_that_tells_of_bids_is_a_source():
    assert not [event for event in PARTS if event.SECRET]


def test_a_check_is_found_by_its_agreement_and_its_key(database_url):
    with Town(database_url, "2026-12-01T09:00") as town:
        town.founded()
        scheduled(town)
        town.with_agreement("a")
        town.at("2027-04-02T23:30")
        checked(town)
        town.house.refresh()
        with town.house.database.engine.connect() as connection:
            rows = connection.execute(source_events.select()).all()

    (done,) = [row for row in rows if row.topic == FollowUp.CheckDone.TOPIC]
    assert (done.key, done.part) == ("a", FIRST)
    assert done.day.isoformat() == "2027-04-02"
    assert done.reference.startswith("follow_up:a@")
