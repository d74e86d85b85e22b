"""A new provider ends while a wave waits: whoever lost the place is never called taken."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.moving_town import (
    IN_HOUSE,
    NEW,
    OLD,
    OTHER,
    chosen,
    living,
    planned,
    ready_town,
    responsible,
    told,
    wave,
)
from tests.town import Town
from upphandling.domain.transition.refusals import (
    FailedCustomersRemain,
    NobodyHasAPlace,
    WavesRemain,
)

WHO = {"customer": "k-1", "bundle": "omvardnad"}


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Town]:
    """Three move in one wave; the new provider of one of them is rescinded before."""
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town)
        living(town, {"k-1": "norr", "k-2": "norr", "k-3": "soder"})
        chosen(town, {"k-1": NEW, "k-2": OTHER, "k-3": OTHER})
        planned(town, wave("alla", "2026-11-02", ["norr", "soder"]))
        rescinded(town, NEW)
        town.at("2026-11-02T07:00")
        yield town


def rescinded(town: Town, agreement: str) -> None:
    what = {"agreement": agreement, "grounds": "Brister."}
    town.do("agreement.rescind", {**what, "wind_up_until": "2026-10-25"})


def placed_in_house(town: Town) -> None:
    place = {"agreement": IN_HOUSE, "basis": "reassigned", "reason": "Ny plats."}
    town.do("customer_choice.place", {**WHO, **place})


def test_whoever_lost_the_place_is_failed_and_the_others_are_taken_over(town):
    answer = town.do(*told("take_over", wave="alla"))

    assert "transition.customer_failed" in [event.TOPIC for event in answer.events]
    assert responsible(town, "k-1", "k-2", "k-3") == [OLD, OTHER, OTHER]
    assert town.case("transition:flytt").not_taken == ["k-1"]
    with pytest.raises(FailedCustomersRemain):
        town.do(*told("complete"))


def test_with_a_new_place_the_customer_is_taken_over_and_the_transition_ends(town):
    town.do(*told("take_over", wave="alla"))
    placed_in_house(town)

    town.do(*told("take_over_customer", customer="k-1"))

    assert responsible(town, "k-1") == [IN_HOUSE]
    town.do(*told("complete"))


def test_a_wave_of_nobody_with_a_place_waits_for_new_places(town):
    rescinded_too = {"agreement": OTHER, "grounds": "Brister."}
    until = {"wind_up_until": "2026-11-05"}
    town.do("agreement.rescind", {**rescinded_too, **until})

    with pytest.raises(NobodyHasAPlace):
        town.do(*told("take_over", wave="alla"))
    with pytest.raises(WavesRemain):
        town.do(*told("complete"))


def test_whoever_has_moved_on_in_another_way_is_not_missed(town):
    known = {"regime": "lou", "starts_on": "2026-10-01", "ends_on": "2029-12-31"}
    town.with_agreement("tidsbegransat", **known)
    town.chose("k-1", "tidsbegransat")
    town.do("customer_choice.take_over", {**WHO, "on": "2026-11-02"})

    town.do(*told("take_over", wave="alla"))

    town.do(*told("complete"))
    assert responsible(town, "k-1") == ["tidsbegransat"]


def test_whoever_fell_back_when_the_old_agreement_ended_is_not_missed(town):
    named = {"system": "staden", "bundle": "omvardnad", "agreement": IN_HOUSE}
    town.do("choice_system.name_fallback", {**named, "legal_basis": "Beslut § 7"})
    town.at("2027-01-02T07:00")

    town.do(*told("take_over", wave="alla"))

    town.do(*told("complete"))
    assert responsible(town, "k-1", "k-2") == [IN_HOUSE, OTHER]


def test_whoever_chose_to_stay_with_a_provider_who_goes_on_is_not_missed(sqlite_url):
    with Town(sqlite_url, "2026-10-01T09:00") as town:
        ready_town(town, ends_on=None)
        living(town, {"k-1": "norr", "k-2": "norr"})
        chosen(town, {"k-1": NEW, "k-2": OTHER})
        planned(town, wave("alla", "2026-11-02", ["norr"]))
        stays = {**WHO, "reason": "Kunden stannar."}
        town.do("customer_choice.withdraw_placement", stays)
        town.at("2026-11-02T07:00")

        town.do(*told("take_over", wave="alla"))

        town.do(*told("complete"))
        assert responsible(town, "k-1", "k-2") == [OLD, OTHER]
