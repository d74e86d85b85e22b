"""The dead are nobody's customers: every choice ends, and no new one is made."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from tests.town import SYSTEM, Town
from upphandling.application.customer.rows import RowsRefused
from upphandling.domain.customer.refusals import CustomerHasDied
from upphandling.projections.responsibilities import responsibilities

SERVICE = {
    "key": "service",
    "name": "Service",
    "services": ["domestic_services"],
    "regime": "lou",
}
K1 = {"customer": "k-1", "bundle": "omvardnad"}
CLEANING = {"service": "domestic_services", "minutes_per_week": 60}
CARE = {"service": "personal_care", "minutes_per_week": 60}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """Two bundles; two providers of the one."""
    with Town(sqlite_url, "2026-03-02T09:00") as town:
        system = {**SYSTEM, "bundles": [*SYSTEM["bundles"], SERVICE]}
        town.do("choice_system.establish", system)
        for agreement in ("a", "b"):
            town.with_agreement(
                agreement, starts_on="2026-01-01", regime="lou", places={"norr": 3}
            )
        yield town


def grant(town: Town, *services: Any, decision: str = "b-1", **changed: Any) -> None:
    told = {
        "customer": "k-1",
        "decision": decision,
        "system": "staden",
        "area": "norr",
        "granted_on": "2026-03-01",
        "valid_from": "2026-03-01",
        "services": services or [CARE],
    }
    town.do("customer.grant", {**told, **changed})


def serve(town: Town, on: str) -> None:
    town.do("customer_choice.choose_and_place", {**K1, "wishes": ["b"]})
    town.do("customer_choice.take_over", {**K1, "on": on})


def die(town: Town, on: str) -> None:
    town.do("customer.note_death", {"customer": "k-1", "on": on})


def spells(town: Town) -> list[tuple[date, date | None, str | None]]:
    """Days on which somebody answered, or was to, for care; no empty ones."""
    town.house.refresh()
    row = responsibilities.c
    query = select(row.from_day, row.until, row.agreement).order_by(row.from_day)
    with town.house.database.engine.connect() as connection:
        found = [tuple(one) for one in connection.execute(query)]
    return [one for one in found if one[1] is None or one[0] < one[1]]


def test_a_death_ends_what_was_never_granted_by_a_decision_too(town):
    town.registered(["k-1"], "a")
    grant(town, CLEANING)

    die(town, "2026-03-02")

    for bundle in ("omvardnad", "service"):
        choice = town.case(f"customer_choice:k-1/{bundle}")
        assert choice.ended_on == date(2026, 3, 2)
    assert town.case("agreement:a").holders == {}


@pytest.mark.parametrize(
    ("command", "data"),
    [
        ("choose", {"wishes": ["b"]}),
        ("choose_and_place", {"wishes": ["b"]}),
        ("place", {"agreement": "b", "basis": "default", "reason": "Regeln."}),
        ("queue", {"agreement": "b"}),
        ("accept_offer", {"agreement": "b"}),
        ("take_over", {"on": "2026-03-02"}),
        ("change_care", {"minutes_per_week": 5, "reason": "Mer."}),
        ("move_area", {"area": "soder", "on": "2026-03-02"}),
        (
            "return_to_care",
            {"area": "norr", "minutes_per_week": 60, "since": "2026-03-03"},
        ),
    ],
)
def test_nothing_is_chosen_for_whoever_has_died(town, command, data):
    grant(town)
    die(town, "2026-03-02")

    with pytest.raises(CustomerHasDied):
        town.do(f"customer_choice.{command}", {**K1, **data})


def test_the_dead_are_not_registered_in_another_bundle(town):
    grant(town, CLEANING)
    die(town, "2026-03-02")

    with pytest.raises(CustomerHasDied):
        town.registered(["k-0", "k-1"], "a")


def test_the_dead_choose_in_no_round_by_way_of_a_file(town):
    grant(town)
    town.do(
        "choice_round.open",
        {
            "round": "omval",
            "system": "staden",
            "bundle": "omvardnad",
            "last_day": "2026-04-30",
        },
    )
    die(town, "2026-03-02")

    row = {"row": 2, "customer": "k-1", "wishes": ["b"]}
    with pytest.raises(RowsRefused) as refused:
        town.do("customer_choice.import_choices", {"round": "omval", "choices": [row]})

    assert refused.value.details["rows"][0]["rule"] == "CustomerHasDied"


def test_a_death_that_is_told_after_the_care_ended_moves_the_end_back(town):
    grant(town, valid_to="2026-03-20")
    town.at("2026-03-10T09:00")
    serve(town, "2026-03-10")
    town.at("2026-04-01T09:00")

    die(town, "2026-03-12")

    assert town.case("customer_choice:k-1/omvardnad").ended_on == date(2026, 3, 12)
    assert spells(town) == [
        (date(2026, 3, 1), date(2026, 3, 10), None),
        (date(2026, 3, 10), date(2026, 3, 13), "b"),
    ]


def test_a_death_before_the_last_takeover_undoes_it(town):
    town.registered(["k-1"], "a")
    grant(town)
    town.at("2026-03-10T09:00")
    serve(town, "2026-03-10")

    die(town, "2026-03-05")

    assert town.case("customer_choice:k-1/omvardnad").ended_on == date(2026, 3, 5)
    assert town.case("agreement:b").holders == {}
    (*_, last) = spells(town)
    assert last[1:] == (date(2026, 3, 6), "a")
    assert all(until and until <= date(2026, 3, 6) for _, until, _ in spells(town))
