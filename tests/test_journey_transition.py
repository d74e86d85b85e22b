"""A transition from the round to its end: made ready, handed over, late, completed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from tests.moving_town import (
    NEW,
    OLD,
    OTHER,
    chosen,
    days_of,
    living,
    planned,
    ready_town,
    responsible,
    told,
    wave,
)
from tests.town import Town
from upphandling.domain.transition.refusals import GoNotDecided, HandoverMissing
from upphandling.interfaces.follow_up import rows
from upphandling.projections.transitions import conditions, handovers, progress


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with Town(database_url, "2026-10-01T09:00") as town:
        ready_town(town)
        living(town, {"k-1": "norr", "k-2": "norr", "k-3": "soder"})
        chosen(town, {"k-1": NEW, "k-2": OTHER, "k-3": NEW})
        planned(
            town,
            wave("norr", "2026-11-02", ["norr"]),
            wave("soder", "2026-11-09", ["soder"]),
        )
        yield town


def test_a_transition_is_made_ready_taken_over_and_completed(town):
    for agreement in (NEW, OTHER):
        condition = {"condition": f"personal-{agreement}", "agreement": agreement}
        text = "Alla pass är bemannade."
        town.do(*told("set_condition", **condition, kind="staff", text=text))
    town.do(
        *told(
            "set_handover_items",
            items=[
                {"item": "nyckel", "text": "Nyckel"},
                {"item": "plan", "text": "Genomförandeplan"},
            ],
            handover_required=True,
        )
    )
    town.at("2026-11-02T07:00")
    with pytest.raises(GoNotDecided):
        town.do(*told("take_over", wave="norr"))
    for agreement in (NEW, OTHER):
        town.do(
            *told(
                "meet_condition", condition=f"personal-{agreement}", evidence="Schema"
            )
        )
    town.do(*told("decide_go", wave="norr"))
    for customer, item in (("k-1", "nyckel"), ("k-1", "plan"), ("k-2", "plan")):
        town.do(*told("hand_over", customer=customer, item=item))
    with pytest.raises(HandoverMissing):
        town.do(*told("take_over", wave="norr"))
    town.do(*told("take_over", wave="norr", despite="Kunden öppnar själv."))

    shown = listed(town, progress("staden"))
    assert [(row["wave"], row["taken"], row["go"]) for row in shown] == [
        ("norr", 2, "go"),
        ("soder", 0, None),
    ]
    assert (shown[0]["handed_over"], shown[0]["handovers"]) == (3, 4)
    assert [row["met"] for row in listed(town, conditions("flytt"))] == [True, True]
    missing = [
        (row["customer"], row["item"])
        for row in listed(town, handovers("flytt", "norr"))
        if row["handed_over_at"] is None
    ]
    assert missing == [("k-2", "nyckel")]

    town.do(*told("decide_no_go", wave="soder", reason="Bilarna saknas."))
    town.do(
        *told("postpone_wave", wave="soder", on="2026-11-16", reason="Bilarna saknas.")
    )
    town.do(*told("decide_go", wave="soder"))
    assert town.at("2026-11-16T07:00") == []
    town.do(*told("take_over", wave="soder", despite="Görs under dagen."))
    town.do(*told("complete"))

    assert responsible(town, "k-1", "k-2", "k-3") == [NEW, OTHER, NEW]
    assert days_of(town, "k-3") == [
        (OLD, date(2026, 1, 1)),
        (NEW, date(2026, 11, 16)),
    ]
    (first, last) = listed(town, progress("staden"))
    assert (first["moved"], last["moved"]) == (0, 1)
    assert (last["first_planned_on"], last["planned_on"]) == (
        date(2026, 11, 9),
        date(2026, 11, 16),
    )


def test_nobody_is_without_a_provider_when_a_wave_is_later_than_the_old_agreement(town):
    town.do(
        "choice_system.name_fallback",
        {
            "system": "staden",
            "bundle": "omvardnad",
            "agreement": "egen",
            "legal_basis": "Fullmäktiges beslut § 3",
        },
    )
    town.at("2027-01-04T07:00")
    assert responsible(town, "k-1", "k-3") == ["egen", "egen"]

    town.do(*told("take_over", wave="norr"))

    assert days_of(town, "k-1") == [
        (OLD, date(2026, 1, 1)),
        ("egen", date(2027, 1, 1)),
        (NEW, date(2027, 1, 4)),
    ]


def test_a_transition_that_is_given_up_leaves_everybody_where_they_were(town):
    town.do(*told("abandon", reason="Upphandlingen görs om."))

    town.at("2026-12-01T07:00")

    assert responsible(town, "k-1", "k-2", "k-3") == [OLD, OLD, OLD]
    assert {row["status"] for row in listed(town, progress("staden"))} == {"abandoned"}


def listed(town, query):
    town.house.refresh()
    with town.house.database.engine.connect() as connection:
        return rows(connection, query)
