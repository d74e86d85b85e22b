"""A customer's care: registered, changed, moved, ended, begun anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.choosing_town import (
    act,
    choice,
    choose_and_place,
    holders,
    queue,
    topics,
    town_of_choice,
)
from tests.town import Town
from upphandling.domain.agreement.refusals import (
    AgreementNotInForce,
    AgreementNotStarted,
)
from upphandling.domain.customer_choice.refusals import ServiceNotInBundle


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    yield from town_of_choice(sqlite_url)


# -- Registration ---------------------------------------------------------------------


def register(town: Town, customer: str, since: str, **told: Any) -> None:
    town.do(
        "customer_choice.register",
        {
            "system": "staden",
            "bundle": "omvardnad",
            "since": since,
            "customers": [
                {
                    "customer": customer,
                    "area": "norr",
                    "minutes_per_week": 600,
                    **told,
                }
            ],
        },
    )


def test_nobody_is_registered_with_a_provider_outside_the_days_of_its_agreement(town):
    town.with_agreement("senare", starts_on="2026-06-01")
    town.with_agreement("slut", starts_on="2025-01-01", ends_on="2026-01-31")

    with pytest.raises(AgreementNotStarted):
        register(town, "person-4", "2026-05-18", agreement="senare")
    with pytest.raises(AgreementNotInForce):
        register(town, "person-4", "2026-02-01", agreement="slut")


def test_services_of_another_bundle_are_refused(town):
    with pytest.raises(ServiceNotInBundle):
        register(town, "person-4", "2026-05-18", services=["domestic_services"])


def test_a_registered_place_carries_hours_and_services(town):
    register(
        town,
        "person-4",
        "2026-05-18",
        agreement="avtal-a",
        services=["personal_care"],
    )

    place = town.case("agreement:avtal-a").holders["person-4"]
    assert (place.minutes, place.services) == (600, ("personal_care",))
    assert choice(town, "person-4").services == ("personal_care",)


# -- The care changes, and the customer moves ----------------------------------------


def test_a_place_takes_up_what_is_granted_now(town):
    choose_and_place(town, "person-1", "avtal-a")

    act(
        town,
        "change_care",
        "person-1",
        minutes_per_week=900,
        services=["personal_care"],
        reason="Ny prövning",
    )

    for agreement in ("egen", "avtal-a"):
        assert town.case(f"agreement:{agreement}").holders["person-1"].minutes == 900
    with pytest.raises(ServiceNotInBundle):
        act(
            town,
            "change_care",
            "person-1",
            minutes_per_week=900,
            services=["meals"],
            reason="Ny prövning",
        )


def test_whoever_moves_takes_the_place_along_where_there_is_room(town):
    act(town, "move_area", "person-1", area="soder", on="2026-05-18")

    assert town.case("agreement:egen").holders["person-1"].area == "soder"
    assert choice(town, "person-1").agreement == "egen"


def test_a_place_ahead_is_given_back_when_the_provider_is_not_in_the_new_area(town):
    choose_and_place(town, "person-1", "avtal-a")

    act(town, "move_area", "person-1", area="soder", on="2026-05-18")

    assert choice(town, "person-1").placed_at is None
    assert holders(town, "avtal-a") == set()


def test_the_provider_of_the_old_area_stays_responsible_after_a_move(town):
    register(town, "person-4", "2026-05-18", agreement="avtal-a")

    act(town, "move_area", "person-4", area="soder", on="2026-05-18")

    assert choice(town, "person-4").agreement == "avtal-a"
    assert town.case("agreement:avtal-a").holders["person-4"].area == "norr"


def test_whoever_waits_and_moves_waits_anew_where_the_provider_is(town):
    town.with_agreement(
        "avtal-c", areas=["norr", "soder"], starts_on="2026-01-01", places={"norr": 0}
    )
    act(town, "queue", "person-1", agreement="avtal-a")
    act(town, "queue", "person-1", agreement="avtal-c")

    act(town, "move_area", "person-1", area="soder", on="2026-05-18")

    assert choice(town, "person-1").queued_at == {"avtal-c"}
    assert queue(town, "avtal-a") == []
    assert town.case("agreement:avtal-c").queue["person-1"].area == "soder"


# -- The end, and the return -----------------------------------------------------------


def test_whoever_dies_leaves_places_and_queues_behind(town):
    choose_and_place(town, "person-1", "avtal-a")
    choose_and_place(town, "person-2", "avtal-a", "avtal-b")

    act(town, "end_care", "person-2", last_day="2026-05-17")

    assert queue(town, "avtal-a") == []
    assert holders(town, "avtal-b") == set()
    assert holders(town, "egen") == {"person-1", "person-3"}


def test_whoever_returns_chooses_as_a_new_customer_without_notice(town):
    act(town, "end_care", "person-1", last_day="2026-05-17")

    act(
        town,
        "return_to_care",
        "person-1",
        area="norr",
        minutes_per_week=300,
        services=["personal_care"],
        since="2026-05-18",
    )
    answer = choose_and_place(town, "person-1", "avtal-a")

    assert "customer_choice.notice_set" not in topics(answer)
    act(town, "take_over", "person-1", on="2026-05-18")
    assert choice(town, "person-1").agreement == "avtal-a"
